import { CommandError, usageError } from '#platform/commands/command-error';
import { JobStore } from '#platform/jobs/job-store';
import type { OpenCloud } from './open-cloud.ts';
import { withDatabaseOf } from './open-beside.ts';

/** A message or a job that failed for good. */
export interface FailedWork {
  queue: string;
  id: string;
  /** The message's key, or the name of the job. */
  what: string;
  attempts: number;
  failedAt: Date;
  reason: string;
  body: unknown;
}

/** Where failed work waits for an operator. Without ids all of it is meant. */
export interface FailedQueue {
  readonly name: string;
  /** The oldest, at most `limit`. */
  list(limit: number): Promise<FailedWork[]>;
  /** Has it tried anew, with as many tries as at first; gives how many. */
  retry(ids: readonly string[] | undefined): Promise<number>;
  /** Forgets it: it is never done. Gives how many. */
  drop(ids: readonly string[] | undefined): Promise<number>;
}

/** Failed jobs that are taken up at once where all are meant. */
const JOBS_AT_ONCE = 1000;

/** The queues of the bus, and `jobs/SERVICE` for the jobs of each service that has any. */
export async function failedQueues(cloud: OpenCloud): Promise<FailedQueue[]> {
  const queues: FailedQueue[] = [];
  for (const service of cloud.assembly.services) {
    for (const event of (await service.events?.()) ?? [])
      queues.push(deadLetters(cloud, event.queue(cloud.values as never).queue));
    if (service.jobs) queues.push(failedJobs(cloud, service.name));
  }
  return queues;
}

function deadLetters(cloud: OpenCloud, name: string): FailedQueue {
  // the bus is the cloud's: whichever role asks for it is given the same
  const bus = () => cloud.contextFor(cloud.assembly.roles[0]!.name).bus();
  return {
    name,
    list: async (limit) =>
      (await (await bus()).deadLetters(name, limit)).map(({ key, diedAt, ...letter }) => ({
        ...letter,
        what: key,
        failedAt: diedAt,
      })),
    retry: async (ids) => (await bus()).retryDeadLetters(name, ids),
    drop: async (ids) => (await bus()).dropDeadLetters(name, ids),
  };
}

function failedJobs(cloud: OpenCloud, service: string): FailedQueue {
  const queue = `jobs/${service}`;
  const withJobs = <Result>(work: (jobs: JobStore) => Promise<Result>): Promise<Result> =>
    withDatabaseOf(cloud, service, (database) => work(new JobStore(database)));
  const all = async (jobs: JobStore): Promise<bigint[]> =>
    (await jobs.failed(JOBS_AT_ONCE)).map(({ id }) => id);
  const each = (
    ids: readonly string[] | undefined,
    act: (jobs: JobStore, ids: readonly bigint[]) => Promise<number>,
  ): Promise<number> => {
    const chosen = ids?.map(jobNumber);
    return withJobs(async (jobs) => {
      if (chosen !== undefined) return act(jobs, chosen);
      let count = 0;
      for (let some = await all(jobs); some.length > 0; some = await all(jobs)) {
        count += await act(jobs, some);
        if (some.length < JOBS_AT_ONCE) break;
      }
      return count;
    });
  };
  return {
    name: queue,
    list: (limit) =>
      withJobs(async (jobs) =>
        (await jobs.failed(limit)).map(({ id, name, payload, ...job }) => ({
          ...job,
          queue,
          id: String(id),
          what: name,
          body: payload,
        })),
      ),
    retry: (ids) => each(ids, (jobs, some) => jobs.retry(some)),
    drop: (ids) => each(ids, (jobs, some) => jobs.drop(some)),
  };
}

function jobNumber(word: string): bigint {
  if (!/^\d{1,18}$/.test(word)) throw usageError(`A job has a number, and '${word}' is none.`);
  return BigInt(word);
}

/** The queue of this name. Throws CommandError with the names there are. */
export function queueOf(queues: readonly FailedQueue[], name: string): FailedQueue {
  const found = queues.find((queue) => queue.name === name);
  if (found !== undefined) return found;
  const names = queues.map((queue) => queue.name).join(', ');
  throw new CommandError(`There is no queue '${name}', but ${names}.`);
}
