import { EventEmitter } from 'node:events';
import {
  Logger as WorkerLogger,
  makeWorkerUtils,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import { Pool } from 'pg';

import { CONNECTION_TIMEOUT_MS } from '../database/database.ts';
import type { KillPoint } from '../faults.ts';
import { JobRunners } from './job-runners.ts';
import type { Logger } from '../telemetry/log.ts';
import type { JobHandler } from './define-job.ts';

/** Where jobs live inside the service's own database: the change and the job that follows it are one transaction. */
const SCHEMA = 'jobs';
const DEFAULT_CONCURRENCY = 4;
/** A stop may take ten seconds in all: what is in hand gets this long before it is told to give up. */
const ABORT_AFTER_MS = 4_000;

/** Makes or updates the tables that jobs are added to; call it after the service's own migrations. */
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

export interface StartJobsOptions<Service> {
  /** The service's database; not through a transaction pooler. */
  url: string;
  service: Service;
  /** Every kind there is. Jobs of others stay until a process comes that knows them. */
  jobs: readonly JobHandler<Service>[];
  concurrency?: number;
  log: Logger;
  killPoint: KillPoint;
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

function tasksOf<Service>({ service, jobs, killPoint, log }: StartJobsOptions<Service>): TaskList {
  const tasks: TaskList = {};
  for (const { name, run: work } of jobs) {
    if (name in tasks) throw new TypeError(`two kinds of jobs are called ${name}`);
    tasks[name] = async (payload, helpers) => {
      const { id, attempts } = helpers.job;
      killPoint('jobs.before-handler');
      const jobLog = log.child({ job: name, jobId: id });
      await work(service, payload, { signal: helpers.abortSignal, attempt: attempts, log: jobLog });
      killPoint('jobs.after-handler');
    };
  }
  return tasks;
}
