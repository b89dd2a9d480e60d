import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

import { LifeSign } from '../database/life-sign.ts';
import type { Logger } from '../telemetry/log.ts';

/** First half of the advisory lock that each process running jobs holds; the second half is its number. */
const RUNNER_LOCK = 7_310_553;
const LOOK_EVERY_MS = 2_000;
const TIMES_EVERY_MS = 60_000;
const STOP_LIMIT_MS = 2_000;
/** No pause between tries is as long: such a time was written while the clock was ahead (F8). */
const NO_PAUSE_HOURS = 48;
/** A process that died before its name was written down still holds jobs; a living one is written down long before. */
const UNKNOWN_AFTER_SECONDS = 10;

/**
 * Knows which holders of jobs belong to a living process. The queue itself gives back the jobs of a killed process only after
 * four hours; here a process holds a lock while it lives, and the jobs of those without are given back at once.
 */
export class JobRunners {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #sign: LifeSign;
  /** The names that jobs of this process are locked by. */
  readonly #holders = new Set<string>();
  readonly #inHand: ReadonlySet<string>;
  readonly #lookAfterMs: number;
  /** Numbers of jobs that were locked by this process at the last look and not in hand. */
  #suspects = new Set<string>();
  /** False when others may not know whose they are. */
  #isWritten = true;
  #timers: NodeJS.Timeout[] = [];
  #work: Promise<void> = Promise.resolve();

  /** `inHand` are the numbers of the jobs that this process is at; what it holds besides is given back, looked at so often. */
  constructor(options: {
    pool: Pool;
    url: string;
    log: Logger;
    inHand: ReadonlySet<string>;
    lookAfterMs?: number | undefined;
  }) {
    const { pool, url, log, inHand, lookAfterMs = TIMES_EVERY_MS } = options;
    this.#pool = pool;
    this.#inHand = inHand;
    this.#lookAfterMs = lookAfterMs;
    this.#log = log;
    this.#sign = new LifeSign({
      url,
      log,
      name: 'jobs',
      lock: RUNNER_LOCK,
      sequence: 'jobs.runner_ids',
      // While the lock was lost others may have taken the names off the list.
      onHeld: () => this.#writeSoon(),
    });
  }

  static async migrate(pool: Pool): Promise<void> {
    await pool.query(
      'create table if not exists jobs.runners (holder text primary key, runner integer not null)',
    );
    await pool.query('create sequence if not exists jobs.runner_ids as integer cycle');
  }

  async start(): Promise<void> {
    await this.#sign.start();
    await this.#freeDead();
    await this.#freeDistant();
    this.#timers = [
      setInterval(() => this.#then(() => this.#look()), LOOK_EVERY_MS).unref(),
      setInterval(() => this.#then(() => this.#freeDistant()), TIMES_EVERY_MS).unref(),
      setInterval(() => this.#then(() => this.#freeLost()), this.#lookAfterMs).unref(),
    ];
  }

  /** A holder of jobs has begun in this process: the name that its jobs are locked by. */
  add(holder: string): void {
    this.#holders.add(holder);
    this.#writeSoon();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#sign.stop();
    // A database that says nothing holds up no stop: the end of the pool cuts this off.
    await Promise.race([this.#work, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'could not look after the jobs of other processes');
    });
  }

  #writeSoon(): void {
    this.#isWritten = false;
    this.#then(() => this.#write());
  }

  /** What could not be written is written at the next look, before anything is freed. */
  async #look(): Promise<void> {
    await this.#write();
    await this.#freeDead();
  }

  async #write(): Promise<void> {
    if (this.#isWritten) return;
    this.#isWritten = true;
    try {
      await this.#pool.query(
        `insert into jobs.runners (holder, runner) select unnest($1::text[]), $2
         on conflict (holder) do update set runner = excluded.runner`,
        [[...this.#holders], this.#sign.id],
      );
    } catch (error) {
      this.#isWritten = false;
      throw error;
    }
  }

  async #freeDead(): Promise<void> {
    await this.#pool.query(
      `with dead as (
         delete from jobs.runners where runner <> $2 and runner not in (
           select objid::integer from pg_locks
           where locktype = 'advisory' and classid = $1 and objsubid = 2 and granted
             and database = (select oid from pg_database where datname = current_database()))
         returning holder),
       unknown as (
         select distinct locked_by as holder from jobs._private_jobs
         where locked_at < now() - make_interval(secs => $3)
           and locked_by not in (select holder from jobs.runners)),
       gone as (select holder from dead union select holder from unknown)
       select jobs.force_unlock_workers(array_agg(holder)) from gone having count(*) > 0`,
      [RUNNER_LOCK, this.#sign.id, UNKNOWN_AFTER_SECONDS],
    );
  }

  /**
   * Gives back what this process holds and is not at: that such a job was done could not be written down. Seen so twice, it is no
   * job that is being taken or put away. It is run again, which every job must bear.
   */
  async #freeLost(): Promise<void> {
    const holders = [...this.#holders];
    const { rows } = await this.#pool.query<{ id: string }>(
      'select id::text from jobs._private_jobs where locked_by = any($1::text[])',
      [holders],
    );
    const found = rows.map(({ id }) => id).filter((id) => !this.#inHand.has(id));
    const lost = found.filter((id) => this.#suspects.has(id));
    this.#suspects = new Set(found);
    if (lost.length === 0) return;
    this.#log.warn({ jobs: lost }, 'jobs whose end could not be written down are run again');
    await this.#pool.query(
      `with freed as (
         update jobs._private_jobs set locked_at = null, locked_by = null, attempts = greatest(attempts - 1, 0)
         where id = any($1::bigint[]) and locked_by = any($2::text[]) returning job_queue_id)
       update jobs._private_job_queues set locked_at = null, locked_by = null
       where id in (select job_queue_id from freed) and locked_by = any($2::text[])`,
      [lost, holders],
    );
  }

  async #freeDistant(): Promise<void> {
    await this.#pool.query(
      `update jobs._private_jobs set run_at = now()
       where attempts > 0 and locked_at is null and run_at > now() + make_interval(hours => $1)`,
      [NO_PAUSE_HOURS],
    );
  }
}
