import { useQueryClient } from '@tanstack/react-query';
import { keys, readAgain } from '../api/keys.ts';
import { mails } from '../api/mails.ts';

/** What can be done with mails of the cloud. */
export function useMailActions() {
  const client = useQueryClient();
  return {
    async sendAgain(id: number): Promise<void> {
      try {
        await mails.sendAgain(id);
      } finally {
        await readAgain(client, keys.mails);
      }
    },
  };
}
