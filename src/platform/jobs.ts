import { EventEmitter } from 'node:events';
import {
  Logger as WorkerLogger,
  makeWorkerUtils,
  parseCronItems,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import { type Kysely, sql } from 'kysely';
import { Pool } from 'pg';
import type { z } from 'zod';

import { CONNECTION_TIMEOUT_MS } from './database.ts';
import { writeJson } from './json.ts';
import type { KillPoint } from './faults.ts';
import { JobRunners } from './job-runners.ts';
import type { Logger } from './log.ts';

/** Where jobs live inside the service's own database: the change and the job that follows it are one transaction. */
const SCHEMA = 'jobs';
/** With a pause of e^attempt seconds, cut at e^10, the last try is about a day after the first. */
const DEFAULT_MAX_ATTEMPTS = 14;
const DEFAULT_CONCURRENCY = 4;
/** A stop may take ten seconds in all: what is in hand gets this long before it is told to give up. */
const ABORT_AFTER_MS = 4_000;

export interface JobOptions {
  runAt?: Date;
  /** A second job of the same key replaces the first as long as that one has not begun. */
  key?: string;
  maxAttempts?: number;
  /** Jobs of one queue run one after the other, in order. */
  queue?: string;
}

/** What a handler may use besides its payload. */
export interface JobContext {
  /** Aborts when the process is to stop: throw, and the job is run again after the next start. */
  signal: AbortSignal;
  /** 1 at the first try. */
  attempt: number;
  log: Logger;
}

/** One kind of job. Handlers may run more than once for the same job: a crash after the work and before its record. */
export interface JobHandler {
  run(payload: unknown, context: JobContext): Promise<void>;
}

/** Joins a payload's schema and the work. Payloads hold ids and small numbers, never secrets: anybody with the database reads them. */
export function defineJob<Schema extends z.ZodType>(
  payload: Schema,
  handle: (payload: z.output<Schema>, context: JobContext) => Promise<void>,
): JobHandler {
  return { run: (raw, context) => handle(payload.parse(raw), context) };
}

/** Adds a job to the caller's transaction: it exists if and only if that commits. */
export async function addJob<Schema>(
  tx: Kysely<Schema>,
  name: string,
  payload: unknown,
  options: JobOptions = {},
): Promise<void> {
  const { runAt, key, maxAttempts = DEFAULT_MAX_ATTEMPTS, queue } = options;
  await sql`select jobs.add_job(
    identifier => ${name}, payload => ${writeJson(payload ?? {})}::json, queue_name => ${queue ?? null},
    run_at => ${runAt ?? null}::timestamptz, max_attempts => ${maxAttempts}::integer, job_key => ${key ?? null},
    job_key_mode => ${key === undefined ? null : 'replace'})`.execute(tx);
}

/** Makes or updates the tables that `addJob` writes to; call it after the service's own migrations. */
export async function migrateJobs(url: string): Promise<void> {
  const pool = jobPool(url, 1, undefined);
  try {
    const utils = await makeWorkerUtils({
      pgPool: pool,
      schema: SCHEMA,
      logger: new WorkerLogger(() => () => undefined),
    });
    await utils.migrate();
    await utils.release();
    await JobRunners.migrate(pool);
  } finally {
    await pool.end();
  }
}

export interface StartJobsOptions {
  /** The service's database; not through a transaction pooler. */
  url: string;
  handlers: Record<string, JobHandler>;
  /** Repeated jobs: handler name to crontab expression in UTC, such as `0 4 * * *`. */
  cron?: Record<string, string>;
  concurrency?: number;
  log: Logger;
  killPoint: KillPoint;
}

/**
 * Runs jobs until stopped. A job that throws is tried again with growing pauses; after the last try it stays, with its
 * error. Jobs of a process that died are run by the next one that looks.
 */
export async function startJobs(options: StartJobsOptions): Promise<{ stop(): Promise<void> }> {
  const { url, log } = options;
  await migrateJobs(url);
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  const pool = jobPool(url, concurrency + 2, log);
  const runners = new JobRunners({ pool, url, log });
  const events = new EventEmitter() as WorkerEvents;
  events.on('pool:create', ({ workerPool }) => runners.add(workerPool.id));
  let runner: Runner | undefined;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll(runner, runners, pool));
  try {
    await runners.start();
    runner = await run({
      pgPool: pool,
      schema: SCHEMA,
      concurrency,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: ABORT_AFTER_MS,
      taskList: tasksOf(options),
      parsedCronItems: parseCronItems(
        Object.entries(options.cron ?? {}).map(([task, match]) => ({ task, match })),
      ),
      logger: workerLogger(log),
      events,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function stopAll(runner: Runner | undefined, runners: JobRunners, pool: Pool): Promise<void> {
  await runner?.stop();
  await runners.stop();
  await pool.end();
}

function jobPool(url: string, max: number, log: Logger | undefined): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: 'jobs',
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
  });
  pool.on('error', (error) => log?.warn({ err: error }, 'a connection of the jobs broke'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The queue's own words are for debugging; what a handler threw is a warning with its job's name. */
function workerLogger(log: Logger): WorkerLogger {
  return new WorkerLogger((scope) => (level, message, meta) => {
    const fields = { ...scope, ...meta };
    if (level === 'error') log.warn(fields, message);
    else if (level === 'warning') log.warn(fields, message);
    else log.debug(fields, message);
  });
}

function tasksOf({ handlers, killPoint, log }: StartJobsOptions): TaskList {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      async (payload, helpers) => {
        const { id, attempts } = helpers.job;
        killPoint('jobs.before-handler');
        const jobLog = log.child({ job: name, jobId: id });
        await handler.run(payload, { signal: helpers.abortSignal, attempt: attempts, log: jobLog });
        killPoint('jobs.after-handler');
      },
    ]),
  );
}
