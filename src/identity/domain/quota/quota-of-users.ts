import type { UserHoldingRow } from '../../store/quota/holdings.ts';
import type { Identity } from '../identity.ts';
import { projectHolder, userHolder } from './sync-limits.ts';

/** One counter of an account, with what it may use in its own project. */
export interface UserQuotaRow extends UserHoldingRow {
  unit: string | null;
  base: bigint;
}

/** Accounts of one page: some thousands of counters. */
const USERS = 500;

/** What accepted accounts, or one of them, may use and use: page by page, in the order in which they were made. */
export async function* quotaOfUsers(
  { store }: Identity,
  only?: { uuid: string },
): AsyncGenerator<{ rows: UserQuotaRow[]; isLast: boolean }> {
  const units = new Map((await store.catalog.resources()).map(({ name, unit }) => [name, unit]));
  let after = 0n;
  for (;;) {
    const users = await store.accounts.acceptedAfter(after, USERS, only?.uuid);
    const byHolder = new Map(users.map((user) => [userHolder(user.uuid), user]));
    const holdings = await store.holdings.ofHolders([...byHolder.keys()]);
    const rows = [...Map.groupBy(holdings, ({ holder }) => holder)].flatMap(([holder, own]) => {
      const { uuid, email } = byHolder.get(holder)!;
      const base = new Map(
        own
          .filter(({ source }) => source === projectHolder(uuid))
          .map(({ resource, limit }) => [resource, limit]),
      );
      return own.map((row) => ({
        ...row,
        uuid,
        email,
        unit: units.get(row.resource) ?? null,
        base: base.get(row.resource) ?? 0n,
      }));
    });
    const isLast = users.length < USERS;
    yield { rows, isLast };
    if (isLast) return;
    after = users.at(-1)!.id;
  }
}
