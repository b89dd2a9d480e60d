import { notifications } from '@mantine/notifications';
import { IconPlayerPlay, IconPower, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import type { Server } from '../../api/servers.ts';
import { useMachineActions } from '../../live/machine-actions.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DestroyManyDialog } from '../../parts/machine-dialogs.tsx';
import { counted } from '../../text/format.ts';
import { whyNot } from '../../text/machine-words.ts';

/** What can be done with the ticked machines; each button says how many it will touch. */
export function BulkBar({ views, onClear }: { views: MachineView[]; onClear: () => void }) {
  const { order } = useMachineActions();
  const [asked, setAsked] = useState<'shutdown' | 'destroy' | null>(null);
  const machines = views.map(({ machine }) => machine);
  const able = (action: 'start' | 'shutdown' | 'destroy') =>
    machines.filter((machine) => whyNot(machine, action) === null);
  const all = async (some: Server[], action: 'start' | 'shutdown') => {
    const failed: string[] = [];
    for (const machine of some) {
      try {
        await order(machine, action);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failed.push(`${machine.name}: ${error.message}`);
      }
    }
    if (failed.length > 0)
      notifications.show({
        color: 'red',
        autoClose: false,
        title: 'Not all were done',
        message: failed.join(' '),
      });
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
        <button type="button" onClick={() => void all(start, 'start')}>
          <IconPlayerPlay size={16} aria-hidden />
          Start{of(start)}
        </button>
      )}
      {stop.length > 0 && (
        <button type="button" onClick={() => setAsked('shutdown')}>
          <IconPower size={16} aria-hidden />
          Shut down{of(stop)}
        </button>
      )}
      {destroy.length > 0 && (
        <button type="button" className="bad" onClick={() => setAsked('destroy')}>
          <IconTrash size={16} aria-hidden />
          Destroy{of(destroy)}…
        </button>
      )}
      <button type="button" aria-label="Clear the selection" onClick={onClear}>
        <IconX size={16} aria-hidden />
      </button>
      {asked === 'destroy' && <DestroyManyDialog machines={destroy} onClose={() => setAsked(null)} />}
      {asked === 'shutdown' && (
        <Confirm
          title={`Shut down ${counted(stop.length, 'machine')}?`}
          deed={`Shut down ${counted(stop.length, 'machine')}`}
          keep="Keep them running"
          harmless
          act={() => all(stop, 'shutdown')}
          onClose={() => setAsked(null)}
        >
          Everybody who works on {stop.map(({ name }) => name).join(', ')} is interrupted. Their disks keep
          everything.
        </Confirm>
      )}
    </div>
  );
}
