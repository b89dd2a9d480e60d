import { type QueryExecutorProvider, sql } from 'kysely';
import { writeJson } from '#contract/json';

/** With a pause of e^attempt seconds, cut at e^10, the last try is about a day after the first. */
const DEFAULT_MAX_ATTEMPTS = 14;

export interface JobOptions {
  runAt?: Date;
  /** A second job of the same key replaces the first as long as that one has not begun. */
  key?: string;
  maxAttempts?: number;
  /** Jobs of one queue run one after the other, in order. */
  queue?: string;
}

/** A job that failed at its last try and is not run again by itself. */
export interface FailedJob {
  id: bigint;
  name: string;
  payload: unknown;
  attempts: number;
  /** What its last try threw. */
  reason: string;
  failedAt: Date;
}

/** The jobs of a database (platform/jobs/run-jobs.ts), in a session or transaction of it. */
export class JobStore {
  readonly #db: QueryExecutorProvider;

  /** Of whatever schema: a service's tables have no part in it. */
  constructor(db: QueryExecutorProvider) {
    this.#db = db;
  }

  async add(name: string, payload: unknown, options: JobOptions = {}): Promise<void> {
    const { runAt, key, maxAttempts = DEFAULT_MAX_ATTEMPTS, queue } = options;
    await sql`select jobs.add_job(
      identifier => ${name}, payload => ${writeJson(payload ?? {})}::json, queue_name => ${queue ?? null},
      run_at => ${runAt ?? null}::timestamptz, max_attempts => ${maxAttempts}::integer, job_key => ${key ?? null},
      job_key_mode => ${key === undefined ? null : 'replace'})`.execute(this.#db);
  }

  /** How many wait for a try, and how many have failed for good. */
  async counts(): Promise<{ waiting: number; failed: number }> {
    const { rows } = await sql<{ waiting: bigint; failed: bigint }>`
      select count(*) filter (where attempts < max_attempts or locked_at is not null) as waiting,
        count(*) filter (where attempts >= max_attempts and locked_at is null) as failed
      from jobs._private_jobs`.execute(this.#db);
    const { waiting = 0n, failed = 0n } = rows[0] ?? {};
    return { waiting: Number(waiting), failed: Number(failed) };
  }

  /** Those that failed for good, the oldest first. */
  async failed(limit: number): Promise<FailedJob[]> {
    const { rows } = await sql<FailedJob>`
      select job.id, task.identifier as name, job.payload, job.attempts::integer as attempts,
        coalesce(job.last_error, '') as reason, job.updated_at as "failedAt"
      from jobs._private_jobs job join jobs._private_tasks task on task.id = job.task_id
      where job.attempts >= job.max_attempts and job.locked_at is null order by job.id limit ${limit}`.execute(
      this.#db,
    );
    return rows;
  }

  /** Runs failed jobs anew, with as many tries as at first; gives how many. A job that is not failed is left alone. */
  async retry(ids: readonly bigint[]): Promise<number> {
    const { rows } = await sql`
      select jobs.reschedule_jobs(array_agg(id), run_at => now(), attempts => 0) from jobs._private_jobs
      where id = any(${ids.map(String)}::bigint[]) and attempts >= max_attempts and locked_at is null
      having count(*) > 0`.execute(this.#db);
    return rows.length;
  }

  /** Removes failed jobs: what they were to do is not done. Gives how many. */
  async drop(ids: readonly bigint[]): Promise<number> {
    const { numAffectedRows = 0n } = await sql`delete from jobs._private_jobs
      where id = any(${ids.map(String)}::bigint[]) and attempts >= max_attempts and locked_at is null`.execute(
      this.#db,
    );
    return Number(numAffectedRows);
  }
}
