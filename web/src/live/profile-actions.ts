import { useQueryClient } from '@tanstack/react-query';
import { keys, readAgain } from '../api/keys.ts';
import { profiles } from '../api/profile.ts';

/** What people can do with their own account. */
export function useProfileActions() {
  const client = useQueryClient();
  const sessionsChanged = () => readAgain(client, keys.sessions);
  return {
    async rename(firstName: string, lastName: string): Promise<void> {
      await profiles.rename(firstName, lastName);
      await readAgain(client, keys.profile, keys.session);
    },
    async changePassword(change: Parameters<typeof profiles.changePassword>[0]): Promise<void> {
      await profiles.changePassword(change);
      await readAgain(client, keys.sessions, keys.tokenEnd);
    },
    async endSession(id: number): Promise<void> {
      await profiles.endSession(id);
      await sessionsChanged();
    },
    async endOtherSessions(): Promise<void> {
      await profiles.endOtherSessions();
      await sessionsChanged();
    },
  };
}
