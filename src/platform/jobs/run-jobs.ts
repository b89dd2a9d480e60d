import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger as WorkerLogger,
  makeWorkerUtils,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';

import { BoundedPool } from '../database/bounded-client.ts';
import type { KillPoint } from '../faults.ts';
import { JobRunners } from './job-runners.ts';
import type { Logger } from '../telemetry/log.ts';
import type { JobHandler } from './define-job.ts';

/** Where jobs live inside the service's own database: the change and the job that follows it are one transaction. */
const SCHEMA = 'jobs';
const DEFAULT_CONCURRENCY = 4;
/** A stop may take ten seconds in all: what is in hand gets this long before it is told to give up. */
const ABORT_AFTER_MS = 4_000;
/** … and this long in all: what waits for a database that says nothing is cut off then. */
const STOP_LIMIT_MS = 7_000;
/** … and what obeys no signal is left behind so long after its database was. */
const ABANDON_AFTER_MS = 1_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/**
 * The queue asks for the numbers of its kinds once, and keeps the failure when the connection broke meanwhile: no job would run any
 * more. It asks again when the kinds are others, so this one, of which there are no jobs, comes or goes after a failure.
 */
const NO_KIND = 'jobs.none';
const ASK_AGAIN_MS = 500;
/** The queue's own tables are changed by its releases, whatever stands in them. */
const MIGRATION_TIMEOUT_MS = 3_600_000;

/** Makes or updates the tables that jobs are added to; call it after the service's own migrations. */
export async function migrateJobs(url: string): Promise<void> {
  const pool = jobPool(url, 1, MIGRATION_TIMEOUT_MS);
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

export interface StartJobsOptions<Service> {
  /** The service's database; not through a transaction pooler. */
  url: string;
  service: Service;
  /** Every kind there is. Jobs of others stay until a process comes that knows them. */
  jobs: readonly JobHandler<Service>[];
  concurrency?: number;
  log: Logger;
  killPoint: KillPoint;
  /** How often is looked for jobs whose end could not be written down; a minute. */
  lookAfterMs?: number;
}

/**
 * Runs jobs until stopped. A job that throws is tried again with growing pauses; after the last try it stays, with its
 * error. Jobs of a process that died are run by the next one that looks.
 */
export async function startJobs<Service>(
  options: StartJobsOptions<Service>,
): Promise<{ stop(): Promise<void> }> {
  const { url, log } = options;
  await migrateJobs(url);
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  const pool = jobPool(url, concurrency + 2, STATEMENT_TIMEOUT_MS);
  const inHand = new Set<string>();
  const runners = new JobRunners({ pool, url, log, inHand, lookAfterMs: options.lookAfterMs });
  const events = new EventEmitter() as WorkerEvents;
  events.on('pool:create', ({ workerPool }) => runners.add(workerPool.id));
  const tasks = tasksOf(options, inHand);
  let again: NodeJS.Timeout | undefined;
  events.on('worker:getJob:error', () => (again ??= setTimeout(askAgain, ASK_AGAIN_MS).unref()));
  const askAgain = (): void => {
    again = undefined;
    if (NO_KIND in tasks) delete tasks[NO_KIND];
    else tasks[NO_KIND] = async () => undefined;
  };
  let runner: Runner | undefined;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll({ runner, runners, pool, log }));
  try {
    await runners.start();
    runner = await run({
      pgPool: pool,
      schema: SCHEMA,
      concurrency,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: ABORT_AFTER_MS,
      taskList: tasks,
      parsedCronItems: [],
      logger: workerLogger(log),
      events,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** Ends within some seconds, whatever the jobs in hand and the database do. */
async function stopAll(parts: {
  runner: Runner | undefined;
  runners: JobRunners;
  pool: BoundedPool;
  log: Logger;
}): Promise<void> {
  const { runner, runners, pool, log } = parts;
  const atMost = (milliseconds: number): Promise<unknown> =>
    Promise.race([ended, sleep(milliseconds, undefined, { ref: false })]);
  let isOver = runner === undefined;
  const ended = runner
    ?.stop()
    .catch((error: unknown) => log.warn({ err: error }, 'the jobs did not end well'))
    .finally(() => (isOver = true));
  await atMost(STOP_LIMIT_MS);
  await runners.stop();
  // The queue says of its last jobs that they are done without waiting for it; the pool does.
  await pool.end();
  await atMost(ABANDON_AFTER_MS);
  if (!isOver) log.warn('a job does not obey its signal and is left behind');
}

function jobPool(url: string, max: number, statementTimeoutMs: number): BoundedPool {
  return new BoundedPool({ url, max, statementTimeoutMs, name: 'jobs' });
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

function tasksOf<Service>(
  { service, jobs, killPoint, log }: StartJobsOptions<Service>,
  inHand: Set<string>,
): TaskList {
  const tasks: TaskList = {};
  for (const { name, run: work } of jobs) {
    if (name in tasks) throw new TypeError(`two kinds of jobs are called ${name}`);
    tasks[name] = async (payload, helpers) => {
      const { id, attempts } = helpers.job;
      inHand.add(id);
      try {
        killPoint('jobs.before-handler');
        const jobLog = log.child({ job: name, jobId: id });
        await work(service, payload, { signal: helpers.abortSignal, attempt: attempts, log: jobLog });
        killPoint('jobs.after-handler');
      } finally {
        inHand.delete(id);
      }
    };
  }
  return tasks;
}
