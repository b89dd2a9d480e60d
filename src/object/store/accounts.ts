import { sql } from 'kysely';
import type { AccountRow } from './containers/containers.ts';
import type { Db, Tx } from './rows.ts';

/** The account's row, locked. */
export async function lockAccount(tx: Tx, id: bigint): Promise<AccountRow> {
  return tx
    .selectFrom('nodes')
    .select(['id', 'latest', 'modified'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** Members of each group of an account, sorted. */
export async function groupsOf(db: Db, account: string): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('groups')
    .select(['name', 'member'])
    .where('owner', '=', account)
    .orderBy('name')
    .orderBy('member')
    .execute();
  const groups = new Map<string, string[]>();
  for (const { name, member } of rows) groups.set(name, [...(groups.get(name) ?? []), member]);
  return groups;
}

/** Replaces all groups of an account. */
export async function setGroups(
  tx: Tx,
  account: string,
  groups: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  await tx.deleteFrom('groups').where('owner', '=', account).execute();
  const rows = [...groups].flatMap(([name, members]) =>
    members.map((member) => ({ owner: account, name, member })),
  );
  if (rows.length > 0) await tx.insertInto('groups').values(rows).execute();
}

/** Whether anything in the account is shared with one of the holders. */
export async function sharesWith(db: Db, account: string, holders: readonly string[]): Promise<boolean> {
  const row = await db
    .selectFrom('permissions')
    .select('account')
    .where('account', '=', account)
    .where('holder', 'in', [...holders])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Last change of an account or of anything in it before a time. */
export async function lastChangeInAccount(
  db: Db,
  account: bigint,
  until: bigint,
): Promise<bigint | undefined> {
  const { rows } = await sql<{ last: bigint | null }>`
    select max(v.mtime) as last from versions v join nodes n on n.id = v.node
    where v.mtime < ${until}
      and (n.id = ${account} or n.parent = ${account} or n.parent in (select c.id from nodes c where c.parent = ${account}))`.execute(
    db,
  );
  return rows[0]?.last ?? undefined;
}
