import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { passwordQuery } from '../../live/machine.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { exactTime } from '../../text/format.ts';
import { setsPassword } from '../../text/image-words.ts';

/** Machines that were left after the warning: it is said once. */
const warned = new Set<number>();

/** Warns who leaves a machine whose only way in, a password, was not kept yet. */
export function PasswordGuard({ view: { machine, image } }: { view: MachineView }) {
  const { data: waiting } = useQuery(passwordQuery(machine));
  const needed =
    waiting !== undefined &&
    waiting !== null &&
    setsPassword(image) &&
    machine['SNF:key_names'].length === 0 &&
    machine.status !== 'ERROR' &&
    machine['SNF:task_state'] !== 'DESTROYING';
  const own = `/machines/${machine.id}`;
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ next }) =>
      !warned.has(machine.id) && next.pathname !== own && !next.pathname.startsWith(`${own}/`),
    enableBeforeUnload: () => !warned.has(machine.id),
    disabled: !needed,
    withResolver: true,
  });
  if (status !== 'blocked' || !needed) return null;
  return (
    <Dialog title="The password is not kept yet" closable={false} onClose={reset}>
      <div style={{ fontSize: 13.5, color: 'var(--text-2)' }}>
        This machine has no SSH key: its password is the only way in by network. It waits on the machine’s
        page until {exactTime(waiting.expires)}.
      </div>
      <div className="row" style={{ marginTop: 18, justifyContent: 'flex-end' }}>
        <Button variant="default" data-autofocus onClick={reset}>
          Stay here
        </Button>
        <Button
          onClick={() => {
            warned.add(machine.id);
            proceed();
          }}
        >
          Leave, keep it later
        </Button>
      </div>
    </Dialog>
  );
}
