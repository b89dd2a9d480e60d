import { queryOptions } from '@tanstack/react-query';
import type { ConsoleAccount, ListedAccount } from '#contract/users';
import { UserClient } from '#contract/user-client';
import { keys } from './keys.ts';
import { below, readShape } from './services.ts';

/** Accounts of the cloud, for administrators; not among all services, since the first page would wait for it. */
export const users = new UserClient(below('/astakos/ui'), readShape);

export type Account = ConsoleAccount;
export type AccountInList = ListedAccount;

/** What others decide is seen so soon. */
const EVERY_MS = 20_000;

/** One account, and the groups that there are. */
export const accountQuery = (uuid: string) =>
  queryOptions({ queryKey: keys.user(uuid), refetchInterval: EVERY_MS, queryFn: () => users.account(uuid) });

/** Accounts from `offset` on, with how many fit. */
export async function readAccounts(
  question: Parameters<typeof users.accounts>[0],
  signal: AbortSignal,
): Promise<{ total: number; rows: AccountInList[] }> {
  const { total, accounts: rows } = await users.accounts(question, signal);
  return { total, rows };
}
