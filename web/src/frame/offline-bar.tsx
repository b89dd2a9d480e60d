import { IconWifiOff } from '@tabler/icons-react';
import { say } from '#text/frame';
import { answeredAt, useAway } from '../api/connection.ts';
import { useSession } from '../api/use-session.ts';
import { areasOf } from '../areas/areas.ts';
import { clockTime } from '../text/format.ts';

/** Under the top bar while the cloud cannot be reached: the page shows what it knew, and nothing can be changed. */
export function OfflineBar() {
  return useAway() ? <Offline /> : null;
}

function Offline() {
  const meanwhile = areasOf(useSession()).flatMap(({ useMeanwhile }) => useMeanwhile?.() ?? []);
  return (
    <div className="bar warn" role="status">
      <IconWifiOff size={16} aria-hidden />
      {say.offlineSince({ time: clockTime(answeredAt().toISOString()), meanwhile })}
    </div>
  );
}
