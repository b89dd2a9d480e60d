import { IconPlayerPlay, IconPower, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { reasonOf } from '../../api/api-error.ts';
import type { Server } from '../../api/servers.ts';
import { useMachineActions } from '../../live/machine-actions.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DestroyManyDialog } from '../../parts/machine-dialogs.tsx';
import { counted } from '../../text/format.ts';
import { whyNot } from '../../text/machine-words.ts';
import { PlainAct } from '../../parts/act-button.tsx';
import { plainName } from '../../text/plain-name.ts';

export interface BulkBarProps {
  views: MachineView[];
  onClear: () => void;
  /** After an action: why it was not done, for each machine that it was not done for. */
  onFailed: (reasons: Map<number, string>) => void;
}

/** What can be done with the ticked machines; each button says how many it will touch. */
export function BulkBar({ views, onClear, onFailed }: BulkBarProps) {
  const { order } = useMachineActions();
  const [asked, setAsked] = useState<'shutdown' | 'destroy' | null>(null);
  const machines = views.map(({ machine }) => machine);
  const able = (action: 'start' | 'shutdown' | 'destroy') =>
    machines.filter((machine) => whyNot(machine, action) === null);
  const all = async (some: Server[], action: 'start' | 'shutdown' | 'destroy') => {
    const failed = new Map<number, string>();
    for (const machine of some)
      await order(machine, action).catch((error: unknown) => failed.set(machine.id, reasonOf(error)));
    onFailed(failed);
  };
  const of = (some: Server[]) =>
    some.length === machines.length ? '' : ` ${some.length} of ${machines.length}`;
  const [start, stop, destroy] = [able('start'), able('shutdown'), able('destroy')];
  return (
    <div className="bulk" role="toolbar" aria-label="Actions of the selected machines">
      <b className="num" style={{ fontWeight: 600, marginInlineEnd: 8 }}>
        {machines.length} selected
      </b>
      {start.length > 0 && (
        <PlainAct onClick={() => void all(start, 'start')}>
          <IconPlayerPlay size={16} aria-hidden />
          Start{of(start)}
        </PlainAct>
      )}
      {stop.length > 0 && (
        <PlainAct onClick={() => setAsked('shutdown')}>
          <IconPower size={16} aria-hidden />
          Shut down{of(stop)}
        </PlainAct>
      )}
      {destroy.length > 0 && (
        <PlainAct className="bad" onClick={() => setAsked('destroy')}>
          <IconTrash size={16} aria-hidden />
          Destroy{of(destroy)}…
        </PlainAct>
      )}
      <button type="button" aria-label="Clear the selection" aria-keyshortcuts="Escape" onClick={onClear}>
        <IconX size={16} aria-hidden />
      </button>
      {asked === 'destroy' && (
        <DestroyManyDialog
          machines={destroy}
          act={() => all(destroy, 'destroy')}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'shutdown' && (
        <Confirm
          title={`Shut down ${counted(stop.length, 'machine')}?`}
          deed={`Shut down ${counted(stop.length, 'machine')}`}
          keep="Keep them running"
          harmless
          act={() => all(stop, 'shutdown')}
          onClose={() => setAsked(null)}
        >
          Everybody who works on {stop.map(({ name }) => plainName(name)).join(', ')} is interrupted. Their
          disks keep everything.
        </Confirm>
      )}
    </div>
  );
}
