import { useQueryClient } from '@tanstack/react-query';
import { IconWifiOff } from '@tabler/icons-react';
import { say } from '#text/frame';
import { useAway } from '../api/connection.ts';
import { useMachines } from '../live/machines.ts';
import { clockTime } from '../text/format.ts';

/** Under the top bar while the cloud cannot be reached: the page shows what it knew, and nothing can be changed. */
export function OfflineBar() {
  const { data } = useMachines(useQueryClient());
  if (!useAway()) return null;
  return (
    <div className="bar warn" role="status">
      <IconWifiOff size={16} aria-hidden />
      {data === undefined
        ? say.offline
        : say.offlineSince({ time: clockTime(new Date(data.asOf).toISOString()) })}
    </div>
  );
}
