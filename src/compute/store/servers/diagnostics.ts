import { sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { DiagnosticTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type DiagnosticRow = RowOf<DiagnosticTable>;

const diagnosticColumns = columns('server_diagnostics', [
  'id',
  'server_id',
  'event_key',
  'level',
  'code',
  'source',
  'source_date',
  'message',
  'details',
  'created',
]);

/** Messages may arrive late: what counts is when it happened. */
const happened = sql`coalesce(source_date, created)`;

/** What happened to servers. */
export class DiagnosticStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** What happened to a server, newest first. */
  of(server: number, limit = 1000): Promise<DiagnosticRow[]> {
    return this.#db
      .selectFrom('server_diagnostics')
      .select(diagnosticColumns)
      .where('server_id', '=', server)
      .orderBy(happened, 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }

  /** How many things happened to a server, counted up to a limit. */
  async count(server: number, limit: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom((eb) =>
        eb
          .selectFrom('server_diagnostics')
          .select('id')
          .where('server_id', '=', server)
          .limit(limit)
          .as('known'),
      )
      .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  /** Adds what happened; the same event twice leaves one row. True when it was new. */
  async add(row: NewRowOf<DiagnosticTable>): Promise<boolean> {
    const added = await this.#db
      .insertInto('server_diagnostics')
      .values(toColumns(row))
      .onConflict((conflict) => conflict.columns(['server_id', 'event_key']).doNothing())
      .returning('id')
      .execute();
    return added.length > 0;
  }

  /** Forgets all but the newest of what happened to a server by this source. */
  async trim(server: number, { source, keep }: { source: string; keep: number }): Promise<void> {
    const newest = this.#db
      .selectFrom('server_diagnostics')
      .select('id')
      .where('server_id', '=', server)
      .where('source', '=', source)
      .orderBy(happened, 'desc')
      .orderBy('id', 'desc')
      .limit(keep);
    await this.#db
      .deleteFrom('server_diagnostics')
      .where('server_id', '=', server)
      .where('source', '=', source)
      .where('id', 'not in', newest)
      .execute();
  }
}

/** The newest of each server. */
export function newestDiagnostics(db: Session, servers: readonly number[]): Promise<DiagnosticRow[]> {
  return db
    .selectFrom('server_diagnostics')
    .select(diagnosticColumns)
    .distinctOn('server_id')
    .where('server_id', '=', sql<number>`any(${[...servers]}::integer[])`)
    .orderBy('server_id')
    .orderBy(happened, 'desc')
    .orderBy('id', 'desc')
    .execute();
}
