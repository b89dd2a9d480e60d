import { useQueryClient } from '@tanstack/react-query';
import type { AccountDeed } from '#contract/user-words';
import { keys, readAgain } from '../api/keys.ts';
import { users } from '../api/users.ts';

/** What administrators can do with the accounts of others. */
export function useUserActions() {
  const client = useQueryClient();
  return {
    /** Refused, too, what is shown may be older than what somebody else did. */
    async act(uuid: string, deed: AccountDeed): Promise<void> {
      try {
        client.setQueryData(keys.user(uuid), await users.act(uuid, deed));
      } finally {
        await readAgain(client, keys.users, keys.cloudState);
      }
    },
  };
}
