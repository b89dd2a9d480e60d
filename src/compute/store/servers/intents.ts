import { sql } from 'kysely';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { IntentTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type IntentRow = RowOf<IntentTable>;

const intentColumns = columns('intents', [
  'id',
  'server_id',
  'action',
  'user_id',
  'state',
  'sent',
  'job_id',
  'serial',
  'body',
  'created',
  'updated',
  'looked',
]);

const activityColumns = columns('intents', ['id', 'action', 'user_id', 'state', 'created', 'updated']);

/** A change as its owner reads of it. */
export type ActivityRow = Pick<IntentRow, 'id' | 'action' | 'userId' | 'state' | 'created' | 'updated'> & {
  code: string | null;
};

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

  /** Changes of a server, newest first, or those before a given one, with the code of what ended them badly. */
  newestOf(
    server: number,
    { before, limit }: { before?: string | undefined; limit: number },
  ): Promise<ActivityRow[]> {
    let query = this.#db
      .selectFrom('intents')
      .leftJoin('server_diagnostics as reason', (join) =>
        join
          .onRef('reason.server_id', '=', 'intents.server_id')
          .on('reason.event_key', '=', sql`'intent:' || intents.id`),
      )
      .select(activityColumns)
      .select('reason.code')
      .where('intents.server_id', '=', server);
    if (before !== undefined)
      query = query.where(
        sql<boolean>`(intents.created, intents.id) < (select created, id from intents where id = ${before} and server_id = ${server})`,
      );
    return query.orderBy('intents.created', 'desc').orderBy('intents.id', 'desc').limit(limit).execute();
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

  /** The changes that these jobs make, one a server at most, by the server. */
  async ofJobs(jobs: readonly { server: number; job: bigint }[]): Promise<Map<number, IntentRow>> {
    const [servers, numbers] = [jobs.map(({ server }) => server), jobs.map(({ job }) => job)];
    const rows = await this.#all()
      .where(
        sql<boolean>`(server_id, job_id) in (select * from unnest(${servers}::integer[], ${numbers}::bigint[]))`,
      )
      .execute();
    return new Map(rows.map((row) => [row.serverId, row]));
  }

  /** Changes of a server that belong to one series, in the order of their jobs. */
  ofSeries(server: number, series: string): Promise<IntentRow[]> {
    return this.#all()
      .where('server_id', '=', server)
      .where(sql<string>`body->>'series'`, '=', series)
      .orderBy('job_id')
      .execute();
  }

  /**
   * Changes that are open for longer than they should be, of each back end those that were not looked at for longest, but no
   * more than its share: what one back end keeps from ending does not keep the others' waiting.
   */
  async stuck(before: Date, share: number): Promise<IntentRow[]> {
    const ranked = this.#db
      .selectFrom('intents')
      .innerJoin('servers', 'servers.id', 'intents.server_id')
      .select((eb) => [
        'intents.id',
        sql<bigint>`row_number() over (
          partition by ${eb.ref('servers.backend_id')} order by coalesce(intents.looked, intents.created), intents.id)`.as(
          'rank',
        ),
      ])
      .where('intents.state', '=', 'open')
      .where('intents.created', '<', before)
      .as('ranked');
    return this.#all()
      .innerJoin(ranked, 'ranked.id', 'intents.id')
      .where('ranked.rank', '<=', BigInt(share))
      .orderBy('ranked.rank')
      .execute();
  }

  /** Notes that these were looked at: the others come first the next time. */
  async looked(ids: readonly string[], now: Date): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .updateTable('intents')
      .set({ looked: now })
      .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
      .execute();
  }

  #all() {
    return this.#db.selectFrom('intents').select(intentColumns);
  }
}
