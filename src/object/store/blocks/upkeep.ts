import { sql } from 'kysely';
import { databaseNow as now } from '../database-now.ts';
import type { Db } from '../rows.ts';
import type { ObjectSchema } from '../schema.ts';

export type UpkeepKind = 'scrub' | 'collection';
export type UpkeepRow = Omit<ObjectSchema['upkeep_runs'], 'id'> & { id: bigint };

/** Runs kept on record. */
const KEPT_MICROSECONDS = 90n * 86_400_000_000n;

/**
 * Records that a run begins, unless one of its kind is alive: that one is given then. A run whose process died is ended, and
 * a scrub goes on where the last one stopped.
 */
export async function beginUpkeep(
  db: Db,
  kind: UpkeepKind,
  leaseMs: number,
): Promise<{ begun: UpkeepRow } | { busy: UpkeepRow | undefined }> {
  await sql`
    update upkeep_runs set ended = alive_until, outcome = 'died'
    where kind = ${kind} and ended is null and alive_until < ${now}`.execute(db);
  await sql`delete from upkeep_runs where kind = ${kind} and ended < ${now} - ${KEPT_MICROSECONDS}::bigint`.execute(
    db,
  );
  const { rows } = await sql<UpkeepRow>`
    insert into upkeep_runs (kind, began, alive_until, position, figures)
    select ${kind}, coalesce(last.began, ${now}), ${now} + ${BigInt(leaseMs) * 1000n}::bigint, last.position,
      coalesce(last.figures, '{}'::jsonb)
    from (select 1) one left join lateral (
      select began, position, figures from (
        select * from upkeep_runs where kind = 'scrub' and kind = ${kind} order by id desc limit 1) r
      where outcome in ('died', 'stopped')) last on true
    on conflict do nothing returning *`.execute(db);
  const [begun] = rows;
  if (begun !== undefined) return { begun };
  return { busy: (await runningUpkeep(db)).find((run) => run.kind === kind) };
}

/** Prolongs a run and records how far it is. False when it was taken for dead meanwhile: it must end. */
export async function keepUpkeep(
  db: Db,
  id: bigint,
  leaseMs: number,
  progress: { position: string | null; figures: Record<string, number> },
): Promise<boolean> {
  const { rows } = await sql`
    update upkeep_runs
    set alive_until = ${now} + ${BigInt(leaseMs) * 1000n}::bigint, position = ${progress.position},
      figures = ${JSON.stringify(progress.figures)}::jsonb
    where id = ${id} and ended is null returning id`.execute(db);
  return rows.length > 0;
}

export async function endUpkeep(
  db: Db,
  id: bigint,
  outcome: 'done' | 'stopped' | 'failed',
  reason: string | null,
): Promise<void> {
  await sql`
    update upkeep_runs set ended = ${now}, outcome = ${outcome}, reason = ${reason}
    where id = ${id} and ended is null`.execute(db);
}

/** Runs that are alive. */
async function runningUpkeep(db: Db): Promise<UpkeepRow[]> {
  return (await sql<UpkeepRow>`select * from upkeep_runs where ended is null`.execute(db)).rows;
}

/** The last runs of a kind, newest first. */
export async function lastUpkeep(db: Db, kind: UpkeepKind, limit: number): Promise<UpkeepRow[]> {
  const { rows } = await sql<UpkeepRow>`
    select * from upkeep_runs where kind = ${kind} order by id desc limit ${limit}`.execute(db);
  return rows;
}
