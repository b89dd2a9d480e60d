import { say } from '#text/machines';
import { IconPlayerPlay, IconPower, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { reasonOf } from '../../api/api-error.ts';
import { useMachineActions } from '../../live/machine-actions.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { BulkBar } from '../../parts/data-table/bulk-bar.tsx';
import type { Selection } from '../../parts/data-table/use-selection.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DestroyManyDialog } from '../../parts/machine-dialogs.tsx';
import { whyNot } from '../../text/machine-words.ts';
import { PlainAct } from '../../parts/act-button.tsx';
import { plainName } from '../../text/plain-name.ts';

type Deed = 'start' | 'shutdown' | 'destroy';

/** What can be done with the ticked machines; each button says how many it will touch. */
export function MachinesBulkBar({ selection }: { selection: Selection<MachineView> }) {
  const { order } = useMachineActions();
  const [asked, setAsked] = useState<'shutdown' | 'destroy' | null>(null);
  const able = (deed: Deed) => selection.known.filter(({ machine }) => whyNot(machine, deed) === null);
  const all = async (some: MachineView[], deed: Deed) => {
    const refused = new Map<MachineView, string>();
    for (const view of some)
      await order(view.machine, deed).catch((error: unknown) => refused.set(view, reasonOf(error)));
    selection.settle(refused);
  };
  const of = (some: MachineView[]) => ({ some: some.length, all: selection.count });
  const [start, stop, destroy] = [able('start'), able('shutdown'), able('destroy')];
  return (
    <BulkBar label={say.actionsOfSelected} selection={selection}>
      {start.length > 0 && (
        <PlainAct onClick={() => void all(start, 'start')}>
          <IconPlayerPlay size={16} aria-hidden />
          {say.start(of(start))}
        </PlainAct>
      )}
      {stop.length > 0 && (
        <PlainAct onClick={() => setAsked('shutdown')}>
          <IconPower size={16} aria-hidden />
          {say.shutDown(of(stop))}
        </PlainAct>
      )}
      {destroy.length > 0 && (
        <PlainAct className="bad" onClick={() => setAsked('destroy')}>
          <IconTrash size={16} aria-hidden />
          {say.destroy(of(destroy))}
        </PlainAct>
      )}
      {asked === 'destroy' && (
        <DestroyManyDialog
          machines={destroy.map(({ machine }) => machine)}
          act={() => all(destroy, 'destroy')}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'shutdown' && (
        <Confirm
          title={say.shutDownManyTitle({ count: stop.length })}
          deed={say.shutDownMany({ count: stop.length })}
          keep={say.keepThemRunning}
          harmless
          act={() => all(stop, 'shutdown')}
          onClose={() => setAsked(null)}
        >
          {say.interrupted({ names: stop.map(({ machine }) => plainName(machine.name)).join(', ') })}
        </Confirm>
      )}
    </BulkBar>
  );
}
