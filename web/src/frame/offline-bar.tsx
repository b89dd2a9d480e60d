import { useQueryClient } from '@tanstack/react-query';
import { IconWifiOff } from '@tabler/icons-react';
import { useAway } from '../api/connection.ts';
import { useMachines } from '../live/machines.ts';
import { clockTime } from '../text/format.ts';

/** Under the top bar while the cloud cannot be reached: the page shows what it knew, and nothing can be changed. */
export function OfflineBar() {
  const { data } = useMachines(useQueryClient());
  if (!useAway()) return null;
  const since =
    data === undefined ? '' : ` Showing what we knew at ${clockTime(new Date(data.asOf).toISOString())}.`;
  return (
    <div className="bar warn" role="status">
      <IconWifiOff size={16} aria-hidden />
      No connection.{since} Nothing can be changed until it is back.
    </div>
  );
}
