import { useQuery } from '@tanstack/react-query';
import { say } from '#text/one-machine';
import { passwordQuery } from '../../live/machine.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
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
  if (!needed) return null;
  const own = `/machines/${machine.id}`;
  return (
    <LeaveGuard
      loses={(to) =>
        !warned.has(machine.id) && (to === undefined || (to !== own && !to.startsWith(`${own}/`)))
      }
      title={say.notKept}
      leave={say.leaveForNow}
      onLeave={() => warned.add(machine.id)}
    >
      {say.notKeptMeans({ until: exactTime(waiting.expires) })}
    </LeaveGuard>
  );
}
