import { createHash } from 'node:crypto';
import type { FailureCause } from '#contract/compute';
import type { OpStatusEvent, ProgressEvent } from '#contract/ganeti-events';
import type { ServerOfNews } from '../../store/servers/news.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import { BadNews } from './bad-news.ts';
import type { Compute } from '../compute.ts';
import { applyHealth } from './health.ts';
import { instanceName, serverOfInstance } from '../names.ts';
import { diagnose } from './diagnose.ts';
import { isRemoval } from './job-news.ts';
import { timeOf } from './observed.ts';
import { isFinal, jobRank } from './states.ts';
import { carries, recordJob } from './submit.ts';
import { takeNewsTogether } from './take-news.ts';

/** Every machine has some steps and remarks; a stream of them is noise or an attack. */
const MAX_DIAGNOSTICS = 200;

/**
 * A job of an instance changed. Harmless to repeat and indifferent to order. A cluster speaks only of its own machines, and
 * a removal is believed only when the instance is gone (D2). Throws BadNews for what can never be right.
 */
export async function applyJobEvent(compute: Compute, event: OpStatusEvent): Promise<void> {
  const id = serverOfInstance(compute.settings.BACKEND_PREFIX_ID, event.instance);
  const server = id === undefined ? undefined : await compute.jobNotes.serverOf(id);
  if (server === undefined || server.deleted) return;
  if (server.cluster !== event.cluster) {
    throw new BadNews(
      `cluster ${event.cluster} speaks of ${event.instance}, which is not one of its machines`,
    );
  }
  const { operation: opcode, status } = event;
  const job = BigInt(event.jobId);
  if (server.waits) await adoptJob(compute, server, job);
  const rank = jobRank(status);
  if (rank !== undefined && !isFinal(status))
    return compute.jobNotes.note({ server: server.id, job, rank, status, opcode });
  const instanceGone = await confirmRemoval(compute, server, event);
  const news = { job, opcode, status, instanceGone };
  await compute.jobNotes.take({ server: server.id, news, details: event }, (ends) =>
    takeNewsTogether(compute, ends),
  );
}

/** The event may be quicker than the answer that tells the job's number, or that answer was lost: the job itself knows. */
async function adoptJob(compute: Compute, server: ServerOfNews, job: bigint): Promise<void> {
  const { store } = compute;
  const waiting = (await store.intents.openOf(server.id)).filter(
    ({ jobId, sent }) => jobId === null && sent !== null,
  );
  if (waiting.length === 0 || (await store.intents.ofJob(server.id, job)) !== undefined) return;
  const backend = (await store.backends.find(server.backendId))!;
  const found = await compute.clusterOf(backend).job(job);
  const intent = waiting.find(({ id }) => found !== undefined && carries(found, id));
  if (intent !== undefined) await recordJob(compute, intent, job);
}

async function confirmRemoval(
  compute: Compute,
  server: ServerOfNews,
  event: OpStatusEvent,
): Promise<boolean> {
  if (!isRemoval(event.operation) || !isFinal(event.status)) return false;
  const backend = (await compute.store.backends.find(server.backendId))!;
  const found = await compute
    .clusterOf(backend)
    .instance(instanceName(compute.settings.BACKEND_PREFIX_ID, server.id));
  if (found !== undefined && event.status === 'success') {
    throw new Error(`${event.instance} is said to be removed and is still there`);
  }
  return found === undefined;
}

/** How far a new machine is, a remark about it for its owner, or how it fares. Throws BadNews for a progress that cannot be. */
export async function applyProgress(compute: Compute, event: ProgressEvent): Promise<void> {
  const { store, settings } = compute;
  const id = serverOfInstance(settings.BACKEND_PREFIX_ID, event.instance);
  if (id === undefined) return;
  if (event.type === 'instance-health') return applyHealth(compute, id, event);
  if (event.type === 'image-copy-progress' && !(event.progress >= 0))
    throw new BadNews('a negative progress');
  await store.transaction(async (tx) => {
    const server = await tx.servers.lock(id);
    if (server === undefined || server.deleted) return;
    const changed =
      event.type === 'image-copy-progress'
        ? await advance(tx, server, event.progress)
        : await remark(compute, tx, id, event);
    if (changed) await tx.servers.update(id, { updated: compute.clock.now() });
  });
}

/** Never goes back: messages may come in any order. */
async function advance(tx: Store, server: ServerRow, progress: number): Promise<boolean> {
  const percent = Math.min(100, Math.floor(progress));
  if (percent <= server.buildPercentage) return false;
  await tx.servers.update(server.id, { buildPercentage: percent });
  return true;
}

type Remark = Exclude<ProgressEvent, { type: 'image-copy-progress' | 'instance-health' }>;

const LEVELS = {
  'image-info': 'DEBUG',
  'image-warning': 'WARNING',
  'image-error': 'ERROR',
  'task-start': 'DEBUG',
  'task-end': 'DEBUG',
  info: 'INFO',
  warning: 'WARNING',
  error: 'ERROR',
} as const;

/** What a machine's set-up says has gone wrong. */
function causeOfRemark(event: Remark): FailureCause | '' {
  if (event.type === 'image-error') return 'image_unreadable';
  return event.type === 'image-helper' && event.subtype === 'error' ? 'setup_failed' : '';
}

async function remark(compute: Compute, tx: Store, server: number, event: Remark): Promise<boolean> {
  const known = await tx.diagnostics.count(server, MAX_DIAGNOSTICS);
  if (known >= MAX_DIAGNOSTICS) return false;
  const helper = event.type === 'image-helper';
  const isTask = helper && event.subtype.startsWith('task-');
  const words = [event.messages ?? []].flat().join('\n');
  return diagnose(compute, tx, server, {
    key: createHash('sha256').update(JSON.stringify(event)).digest('hex'),
    code: causeOfRemark(event),
    level: LEVELS[helper ? event.subtype : event.type],
    source: helper ? `image-helper-${event.subtype}` : event.type,
    message: isTask ? (event.task ?? '') : words,
    details: event.stderr,
    at: timeOf(event.event_time),
  });
}
