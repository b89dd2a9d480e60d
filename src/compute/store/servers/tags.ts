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

  /** Adds those that the server does not have; they wait for the end of the change. */
  async add(server: number, tags: readonly string[], intent: string): Promise<void> {
    if (tags.length === 0) return;
    await this.#insert(server, tags, 'PENDADD', intent);
  }

  /** Brings back those that could not be taken away. */
  async restore(server: number, tags: readonly string[], intent: string): Promise<void> {
    if (tags.length === 0) return;
    await this.#insert(server, tags, 'ACTIVE', intent);
  }

  async remove(server: number, tags: readonly string[]): Promise<void> {
    await this.#db
      .deleteFrom('server_tags')
      .where('server_id', '=', server)
      .where('tag', '=', sql<string>`any(${[...tags]}::text[])`)
      .execute();
  }

  /** What a change has set is there now, or never will be. */
  async settle(intent: string, succeeded: boolean): Promise<void> {
    if (succeeded)
      await this.#db
        .updateTable('server_tags')
        .set({ status: 'ACTIVE' })
        .where('intent_id', '=', intent)
        .execute();
    else
      await this.#db
        .deleteFrom('server_tags')
        .where('intent_id', '=', intent)
        .where('status', '=', 'PENDADD')
        .execute();
  }

  async removeOf(server: number): Promise<void> {
    await this.#db.deleteFrom('server_tags').where('server_id', '=', server).execute();
  }

  async #insert(
    server: number,
    tags: readonly string[],
    status: TagRow['status'],
    intent: string,
  ): Promise<void> {
    await this.#db
      .insertInto('server_tags')
      .values(tags.map((tag) => ({ server_id: server, tag, status, intent_id: intent })))
      .onConflict((conflict) => conflict.columns(['server_id', 'tag']).doNothing())
      .execute();
  }
}
