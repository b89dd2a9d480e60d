import { sql } from 'kysely';
import type { RowOf } from '#platform/database/columns';
import { databaseNow as now } from '../clock.ts';
import type { Db } from '../rows.ts';
import type { ObjectSchema } from '../schema.ts';

export type UpkeepKind = 'scrub' | 'collection';

export type UpkeepRow = RowOf<ObjectSchema['upkeep_runs']>;

const run = sql`id, kind, began, ended, alive_until as "aliveUntil", outcome, reason, position, figures`;

/** Runs kept on record. */
const KEPT_MICROSECONDS = 90n * 86_400_000_000n;

/** Runs of the scrub and of the collection. */
export class UpkeepStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * Records that a run begins, unless one of its kind is alive: that one is given then. A run whose process died is ended, and
   * a scrub goes on where the last one stopped.
   */
  async begin(
    kind: UpkeepKind,
    leaseMs: number,
  ): Promise<{ begun: UpkeepRow } | { busy: UpkeepRow | undefined }> {
    await sql`
      update upkeep_runs set ended = alive_until, outcome = 'died'
      where kind = ${kind} and ended is null and alive_until < ${now}`.execute(this.#db);
    await sql`delete from upkeep_runs where kind = ${kind} and ended < ${now} - ${KEPT_MICROSECONDS}::bigint`.execute(
      this.#db,
    );
    const { rows } = await sql<UpkeepRow>`
      insert into upkeep_runs (kind, began, alive_until, position, figures)
      select ${kind}, coalesce(last.began, ${now}), ${now} + ${BigInt(leaseMs) * 1000n}::bigint, last.position,
        coalesce(last.figures, '{}'::jsonb)
      from (select 1) one left join lateral (
        select began, position, figures from (
          select * from upkeep_runs where kind = 'scrub' and kind = ${kind} order by id desc limit 1) r
        where outcome in ('died', 'stopped')) last on true
      on conflict do nothing returning ${run}`.execute(this.#db);
    const [begun] = rows;
    if (begun !== undefined) return { begun };
    return { busy: (await this.#running()).find((running) => running.kind === kind) };
  }

  /** Prolongs a run and records how far it is. False when it was taken for dead meanwhile: it must end. */
  async keep(
    id: bigint,
    leaseMs: number,
    progress: { position: string | null; figures: Record<string, number> },
  ): Promise<boolean> {
    const { rows } = await sql`
      update upkeep_runs
      set alive_until = ${now} + ${BigInt(leaseMs) * 1000n}::bigint, position = ${progress.position},
        figures = ${JSON.stringify(progress.figures)}::jsonb
      where id = ${id} and ended is null returning id`.execute(this.#db);
    return rows.length > 0;
  }

  async end(id: bigint, outcome: 'done' | 'stopped' | 'failed', reason: string | null): Promise<void> {
    await sql`
      update upkeep_runs set ended = ${now}, outcome = ${outcome}, reason = ${reason}
      where id = ${id} and ended is null`.execute(this.#db);
  }

  /** The last runs of a kind, newest first. */
  async last(kind: UpkeepKind, limit: number): Promise<UpkeepRow[]> {
    const { rows } = await sql<UpkeepRow>`
      select ${run} from upkeep_runs where kind = ${kind} order by id desc limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** Runs that are alive. */
  async #running(): Promise<UpkeepRow[]> {
    return (await sql<UpkeepRow>`select ${run} from upkeep_runs where ended is null`.execute(this.#db)).rows;
  }
}
