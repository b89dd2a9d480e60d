import { sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { KeypairTable } from './schema.ts';
import type { Session } from './session.ts';

export type KeypairRow = RowOf<KeypairTable>;

const keypairColumns = columns('keypairs', [
  'id',
  'user_id',
  'name',
  'content',
  'fingerprint',
  'created',
  'updated',
]);

/** Public keys of users. */
export class KeypairStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Keys of a user, by name. */
  of(user: string): Promise<KeypairRow[]> {
    return this.#db
      .selectFrom('keypairs')
      .select(keypairColumns)
      .where('user_id', '=', user)
      .orderBy('name')
      .execute();
  }

  find(user: string, name: string): Promise<KeypairRow | undefined> {
    return this.#db
      .selectFrom('keypairs')
      .select(keypairColumns)
      .where('user_id', '=', user)
      .where('name', '=', name)
      .executeTakeFirst();
  }

  /** One at a time adds a key of this user, until the transaction ends: so they can be counted. */
  async lockOf(user: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`keypairs:${user}`}, 0))`.execute(this.#db);
  }

  insert(row: NewRowOf<KeypairTable>): Promise<KeypairRow> {
    return this.#db
      .insertInto('keypairs')
      .values(toColumns(row))
      .returning(keypairColumns)
      .executeTakeFirstOrThrow();
  }

  /** True when there was one. */
  async remove(user: string, name: string): Promise<boolean> {
    const removed = await this.#db
      .deleteFrom('keypairs')
      .where('user_id', '=', user)
      .where('name', '=', name)
      .returning('id')
      .execute();
    return removed.length > 0;
  }
}
