import type { Identity } from '../identity.ts';
import { accountDetails, type AccountDetails } from './find-account.ts';

/** An account with all that an administrator's page shows of it. */
export interface AccountOnPage extends AccountDetails {
  sessions: number;
  /** Groups that it may be put into. */
  allGroups: string[];
}

/** More are for commands. */
const MOST_GROUPS = 500;

export async function accountOnPage(identity: Identity, uuid: string): Promise<AccountOnPage> {
  const { store, clock } = identity;
  const details = await accountDetails(identity, uuid, { quota: true, projects: true });
  const [sessions, allGroups] = await Promise.all([
    store.signIn.sessionsOf(details.user.id, clock.now()),
    store.groups.names(MOST_GROUPS),
  ]);
  return { ...details, sessions: sessions.length, allGroups };
}
