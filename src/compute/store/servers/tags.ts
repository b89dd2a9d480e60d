import { sql } from 'kysely';
import { columns, type RowOf } from '#platform/database/columns';
import type { ServerTagTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type TagRow = RowOf<ServerTagTable>;

const tagColumns = columns('server_tags', ['server_id', 'tag', 'status', 'intent_id']);

/** Tags of servers, each with its namespace in front. */
export class TagStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Of one server, by name. */
  of(server: number): Promise<TagRow[]> {
    return this.#db
      .selectFrom('server_tags')
      .select(tagColumns)
      .where('server_id', '=', server)
      .orderBy('tag')
      .execute();
  }

  /** Adds those that the server does not have; they wait for the end of the change, the last one where there are several. */
  async add(server: number, tags: readonly string[], intent: string): Promise<void> {
    if (tags.length === 0) return;
    await this.#insert(server, tags, 'PENDADD', intent)
      .onConflict((conflict) =>
        conflict
          .columns(['server_id', 'tag'])
          .doUpdateSet({ intent_id: intent })
          .where('server_tags.status', '=', 'PENDADD'),
      )
      .execute();
  }

  /** Brings back those that could not be taken away. */
  async restore(server: number, tags: readonly string[], intent: string): Promise<void> {
    if (tags.length === 0) return;
    await this.#insert(server, tags, 'ACTIVE', intent)
      .onConflict((conflict) => conflict.columns(['server_id', 'tag']).doNothing())
      .execute();
  }

  async remove(server: number, tags: readonly string[]): Promise<void> {
    await this.#db
      .deleteFrom('server_tags')
      .where('server_id', '=', server)
      .where('tag', '=', sql<string>`any(${[...tags]}::text[])`)
      .execute();
  }

  /** Those that wait are there now, also if they were sent again since. */
  async activate(server: number, tags: readonly string[]): Promise<void> {
    await this.#db
      .updateTable('server_tags')
      .set({ status: 'ACTIVE' })
      .where('server_id', '=', server)
      .where('tag', '=', sql<string>`any(${[...tags]}::text[])`)
      .execute();
  }

  /** Those that wait for this change, and for none after it, never will be there. */
  async giveUp(intent: string): Promise<void> {
    await this.#db
      .deleteFrom('server_tags')
      .where('intent_id', '=', intent)
      .where('status', '=', 'PENDADD')
      .execute();
  }

  async removeOf(server: number): Promise<void> {
    await this.#db.deleteFrom('server_tags').where('server_id', '=', server).execute();
  }

  #insert(server: number, tags: readonly string[], status: TagRow['status'], intent: string) {
    return this.#db
      .insertInto('server_tags')
      .values(tags.map((tag) => ({ server_id: server, tag, status, intent_id: intent })));
  }
}
