import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** What is known of a work: of the leader's there is one record, of what each process does one for each. */
export interface WorkRecord {
  name: string;
  /** Empty for the leader's. */
  process: string;
  everyMs: number;
  /** Host and number of the process of the last run. */
  ranIn: string | null;
  began: Date | null;
  tookMs: number | null;
  /** What the last run failed of; null when it did not. */
  error: string | null;
  /** When a run last failed. */
  failed: Date | null;
  runs: number;
  failures: number;
}

/** Which process a work is done by: `process` is empty for the leader's. */
interface Place {
  name: string;
  process: string;
}

/** A process that was killed is remembered for a day. */
const FORGET_HOURS = 24;
const MAX_REASON = 500;

/** The table `repeated_work` of a service's database (migrations.ts). */
export class RunRecord {
  readonly #db: Database<unknown>;

  constructor(db: Database<unknown>) {
    this.#db = db;
  }

  /**
   * Writes down what works there are, and forgets those of other releases and of processes that are gone. Gives when each
   * last began, or was first written down.
   */
  async register(
    works: readonly { name: string; everyMs: number }[],
    process: string,
    now: Date,
  ): Promise<Map<string, Date>> {
    const names = works.map(({ name }) => name);
    const everyMs = works.map((work) => Math.round(work.everyMs));
    return this.#db.transaction().execute(async (tx) => {
      await sql`delete from repeated_work where process = ${process} and name <> all(${names}::text[])
        or process <> '' and coalesce(began, registered) < ${now}::timestamptz - make_interval(hours => ${FORGET_HOURS})`.execute(
        tx,
      );
      const { rows } = await sql<{ name: string; since: Date }>`
        insert into repeated_work (name, process, every_ms, registered)
        select name, ${process}, every_ms, ${now} from unnest(${names}::text[], ${everyMs}::bigint[]) as work (name, every_ms)
        on conflict (name, process) do update set every_ms = excluded.every_ms
        returning name, coalesce(began, registered) as since`.execute(tx);
      return new Map(rows.map(({ name, since }) => [name, since]));
    });
  }

  async ended(
    { name, process }: Place,
    run: { ranIn: string; began: Date; tookMs: number; error: string | null },
  ): Promise<void> {
    const { ranIn, began, tookMs } = run;
    const error = run.error?.slice(0, MAX_REASON) ?? null;
    await sql`update repeated_work set ran_in = ${ranIn}, began = ${began}, took_ms = ${Math.round(tookMs)},
        error = ${error}, failed = case when ${error}::text is null then failed else ${began} end,
        runs = runs + 1, failures = failures + (${error}::text is not null)::integer
      where name = ${name} and process = ${process}`.execute(this.#db);
  }

  /** A process stops: what only it did is done no more. */
  async forget(process: string): Promise<void> {
    await sql`delete from repeated_work where process = ${process}`.execute(this.#db);
  }

  async all(): Promise<WorkRecord[]> {
    const { rows } = await sql<WorkRecord>`
      select name, process, every_ms::double precision as "everyMs", ran_in as "ranIn", began, took_ms as "tookMs", error,
        failed, runs::double precision as runs, failures::double precision as failures
      from repeated_work order by name, process`.execute(this.#db);
    return rows;
  }
}
