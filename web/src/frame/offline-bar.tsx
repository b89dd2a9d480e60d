import { useNetwork } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { IconWifiOff } from '@tabler/icons-react';
import { ApiError } from '../api/api-error.ts';
import { useMachines } from '../live/machines.ts';
import { clockTime } from '../text/format.ts';

/** Under the top bar while the cloud cannot be reached: the page shows what it knew. */
export function OfflineBar() {
  const { online } = useNetwork();
  const { data, error } = useMachines(useQueryClient());
  const cut = !online || (error instanceof ApiError && error.status === 0);
  if (!cut) return null;
  const since =
    data === undefined ? '' : ` Showing what we knew at ${clockTime(new Date(data.asOf).toISOString())}.`;
  return (
    <div className="bar warn" role="status">
      <IconWifiOff size={16} aria-hidden />
      No connection.{since}
    </div>
  );
}
