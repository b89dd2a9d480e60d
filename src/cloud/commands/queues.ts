import { CommandError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import type { CloudPlace } from '../databases-elsewhere.ts';
import { type FailedQueue, failedQueues, type FailedWork, queueOf } from '../failed-work.ts';
import { openBeside } from '../open-beside.ts';
import { defineCommand, defineListCommand } from './command.ts';

/** Of each queue; bodies are up to 1 MiB. */
const MOST_SHOWN = 200;

const QUEUE_HELP = 'as queue-inspect shows it: a queue of the bus, or jobs/compute and its like';

export const queueInspect = defineListCommand<FailedWork, Record<never, never>>({
  name: 'queue-inspect',
  summary: 'List the events and jobs that failed for good and wait for queue-retry or queue-drop',
  fields: {
    queue: { help: 'the queue of the bus, or jobs/SERVICE', value: ({ queue }) => queue, shown: true },
    id: { help: 'of the event, or number of the job', value: ({ id }) => id, shown: true },
    what: { help: 'key of the event, or name of the job', value: ({ what }) => what, shown: true },
    attempts: { help: 'how often it was tried', value: ({ attempts }) => attempts, shown: true },
    failed: { help: 'when it failed for the last time', value: ({ failedAt }) => failedAt, shown: true },
    reason: { help: 'what it failed of', value: ({ reason }) => reason, shown: true },
    body: { help: 'what it says', value: ({ body }) => body },
  },
  async rows({ service, out }) {
    const found: FailedWork[] = [];
    await withQueues(service, async (queues) => {
      for (const queue of queues) {
        const some = await queue.list(MOST_SHOWN).catch((error: unknown) => {
          out.note(`${queue.name} cannot be asked: ${(error as Error).message}`);
          return undefined;
        });
        if (some === undefined) continue;
        found.push(...some);
        if (some.length === MOST_SHOWN)
          out.note(`Of ${queue.name} only the ${MOST_SHOWN} oldest are looked at.`);
      }
    });
    if (found.length === 0) out.note('Nothing that failed for good was found.');
    return found;
  },
});

export const queueRetry = defineCommand({
  name: 'queue-retry',
  summary:
    'Have events and jobs that failed for good tried anew: of all queues, of one, or those of these ids',
  args: [argument('[queue]', QUEUE_HELP), argument('[ids...]', 'all of the queue unless given')],
  async run({ service, args: [name, ids], out }) {
    const rows: unknown[][] = [];
    let missed = 0;
    await withQueues(service, async (queues) => {
      if (name !== undefined) {
        rows.push([name, await queueOf(queues, name).retry(someOf(ids))]);
        return;
      }
      for (const queue of queues) {
        try {
          rows.push([queue.name, await queue.retry(undefined)]);
        } catch (error) {
          missed += 1;
          out.note(`${queue.name} cannot be asked: ${(error as Error).message}`);
        }
      }
    });
    out.table(['queue', 'retried'], rows);
    if (missed > 0) throw new CommandError(`${missed} of the queues could not be asked.`);
  },
});

export const queueDrop = defineCommand({
  name: 'queue-drop',
  summary: 'Forget events and jobs of a queue that failed for good: what they were to do is never done',
  args: [argument('<queue>', QUEUE_HELP), argument('[ids...]', 'all of the queue unless given')],
  asks: [],
  async run({ service, args: [name, ids], out, ask }) {
    await withQueues(service, async (queues) => {
      const queue = queueOf(queues, name);
      const which = ids.length === 0 ? `all that failed in ${name}` : `${ids.join(', ')} of ${name}`;
      if (!(await ask.confirm(`Forget ${which}, for ever?`))) throw new CommandError('Nothing was dropped.');
      out.table(['queue', 'dropped'], [[name, await queue.drop(someOf(ids))]]);
    });
  },
});

const someOf = (ids: readonly string[]): readonly string[] | undefined =>
  ids.length === 0 ? undefined : ids;

async function withQueues(
  place: CloudPlace,
  work: (queues: readonly FailedQueue[]) => Promise<void>,
): Promise<void> {
  const cloud = await openBeside(place);
  try {
    await work(await failedQueues(cloud));
  } finally {
    await cloud.close();
  }
}
