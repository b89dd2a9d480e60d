import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { say } from '#text/one-machine';
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
    <Dialog title={say.notKept} closable={false} onClose={reset}>
      <div className="dialog-text">{say.notKeptMeans({ until: exactTime(waiting.expires) })}</div>
      <div className="row end-row dialog-buttons">
        <Button variant="default" data-autofocus onClick={reset}>
          {say.stay}
        </Button>
        <Button
          onClick={() => {
            warned.add(machine.id);
            proceed();
          }}
        >
          {say.leave}
        </Button>
      </div>
    </Dialog>
  );
}
