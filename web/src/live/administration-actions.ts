import { useQueryClient } from '@tanstack/react-query';
import { administration } from '../api/compute-administration.ts';
import { keys, readAgain } from '../api/keys.ts';

export type ServerDeedName = 'start' | 'shutdown' | 'suspend' | 'unsuspend' | 'destroy';

/** What administrators can do with the machines of others. */
export function useAdministrationActions() {
  const client = useQueryClient();
  return {
    /** Refused, too, what is shown may be older than what somebody else did. */
    async act(id: number, deed: ServerDeedName): Promise<void> {
      try {
        await administration.act(id, { [deed]: {} });
      } finally {
        await readAgain(client, keys.servers, keys.machines(), keys.machine(id));
      }
    },
  };
}
