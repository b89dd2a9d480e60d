import { type Insertable, type Selectable, sql } from 'kysely';
import type { KeypairTable } from './schema.ts';
import type { Session } from './servers/servers.ts';

export type KeypairRow = Selectable<KeypairTable>;

/** Keys of a user, by name. */
export async function keypairsOf(db: Session, user: string): Promise<KeypairRow[]> {
  return db.selectFrom('keypairs').selectAll().where('user_id', '=', user).orderBy('name').execute();
}

export async function findKeypair(db: Session, user: string, name: string): Promise<KeypairRow | undefined> {
  return db
    .selectFrom('keypairs')
    .selectAll()
    .where('user_id', '=', user)
    .where('name', '=', name)
    .executeTakeFirst();
}

/** One at a time adds a key of this user, until the transaction ends: so they can be counted. */
export async function lockKeypairsOf(tx: Session, user: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`keypairs:${user}`}, 0))`.execute(tx);
}

export async function insertKeypair(db: Session, row: Insertable<KeypairTable>): Promise<KeypairRow> {
  return db.insertInto('keypairs').values(row).returningAll().executeTakeFirstOrThrow();
}

/** True when there was one. */
export async function removeKeypair(db: Session, user: string, name: string): Promise<boolean> {
  const removed = await db
    .deleteFrom('keypairs')
    .where('user_id', '=', user)
    .where('name', '=', name)
    .returning('id')
    .execute();
  return removed.length > 0;
}
