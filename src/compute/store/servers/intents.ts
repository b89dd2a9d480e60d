import { sql } from 'kysely';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/columns';
import type { IntentTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type IntentRow = RowOf<IntentTable>;

const intentColumns = columns('intents', [
  'id',
  'server_id',
  'action',
  'state',
  'sent',
  'job_id',
  'serial',
  'body',
  'created',
  'updated',
]);

/** Intended changes of servers in their back ends. */
export class IntentStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  async insert(row: NewRowOf<IntentTable>): Promise<void> {
    await this.#db.insertInto('intents').values(toColumns(row)).execute();
  }

  find(id: string): Promise<IntentRow | undefined> {
    return this.#all().where('id', '=', id).executeTakeFirst();
  }

  async update(id: string, changes: ChangeOf<IntentTable>): Promise<void> {
    await this.#db.updateTable('intents').set(toColumns(changes)).where('id', '=', id).execute();
  }

  /** Ends these changes. */
  async end(ids: readonly string[], state: 'done' | 'failed', updated: Date): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .updateTable('intents')
      .set({ state, updated })
      .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
      .execute();
  }

  /** Changes of a server that have not ended, oldest first. */
  openOf(server: number): Promise<IntentRow[]> {
    return this.#all()
      .where('server_id', '=', server)
      .where('state', '=', 'open')
      .orderBy('created')
      .execute();
  }

  /** The change that made the server. */
  creationOf(server: number): Promise<IntentRow | undefined> {
    return this.#all().where('server_id', '=', server).where('action', '=', 'BUILD').executeTakeFirst();
  }

  /** How many changes of a server there have been. */
  async countOf(server: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom('intents')
      .select((eb) => eb.fn.countAll<bigint>().as('count'))
      .where('server_id', '=', server)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  ofJob(server: number, job: bigint): Promise<IntentRow | undefined> {
    return this.#all().where('server_id', '=', server).where('job_id', '=', job).executeTakeFirst();
  }

  /** Changes that are open for longer than they should be. */
  stuck(before: Date, limit: number): Promise<IntentRow[]> {
    return this.#all()
      .where('state', '=', 'open')
      .where('created', '<', before)
      .orderBy('created')
      .limit(limit)
      .execute();
  }

  #all() {
    return this.#db.selectFrom('intents').select(intentColumns);
  }
}
