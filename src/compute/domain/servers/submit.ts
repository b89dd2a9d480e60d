import { intentReason } from '#contract/instance-config';
import type { JobDocument } from '#contract/ganeti';
import { type Cluster, ClusterFailure, type WritingCall } from '../../ganeti/cluster.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { IntentRow } from '../../store/servers/intents.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Compute } from '../compute.ts';
import { storedOperation } from './operations/table.ts';
import { endIntent, type EndWithoutJob } from './settle.ts';
import { instanceName } from '../names.ts';

/** A back end that cannot be reached for this long did not get the call: the user is told instead of waiting on. */
const GIVE_UP_AFTER_MS = 5 * 60_000;
/** Twice the deadline of a call: after this it has arrived, or never will. */
const ARRIVED_AFTER_MS = 2 * 60_000;

/**
 * Sends one intended change to the back end and records its job, at most once in effect however often it runs: before a
 * call is repeated the back end is asked for a job with this intent. Throws when it is to be tried again later.
 */
export async function submitIntent(compute: Compute, id: string): Promise<void> {
  const { store } = compute;
  const intent = await store.intents.find(id);
  if (intent === undefined || intent.state !== 'open' || intent.jobId !== null) return;
  const server = (await store.servers.find(intent.serverId))!;
  const backend = (await store.backends.find(server.backendId))!;
  try {
    if (isOvertaken(intent, server)) await endOvertaken(compute, intent, backend);
    else await send(compute, compute.clusterOf(backend), intent, server);
  } catch (error) {
    if (!(error instanceof ClusterFailure)) throw error;
    await afterFailure(compute, intent, error);
  }
}

/** An operation that sets no task goes on beside all others, as long as there is a server. */
function isOvertaken(intent: IntentRow, server: ServerRow): boolean {
  if (storedOperation(intent.action).taskState === null) return server.deleted;
  return server.taskIntent !== intent.id;
}

/**
 * Something newer has taken the intent's place. One that was never sent ends here; of one that was the back end may have the
 * job, whose end is then waited for like any other's.
 */
async function endOvertaken(compute: Compute, intent: IntentRow, backend: BackendRow): Promise<void> {
  if (intent.sent !== null) {
    const found = await jobOfIntent(compute.clusterOf(backend), intent.id);
    if (found !== undefined) return recordJob(compute, intent, found);
    const waitedMs = compute.clock.now().getTime() - intent.sent.getTime();
    if (waitedMs < ARRIVED_AFTER_MS) throw new ClusterFailure('unknown', 'The call may still be on its way.');
  }
  await endIntent(compute, intent, { outcome: 'superseded' });
}

async function send(compute: Compute, cluster: Cluster, intent: IntentRow, server: ServerRow): Promise<void> {
  const { killPoint } = compute;
  const instance = instanceName(compute.settings.BACKEND_PREFIX_ID, server.id);
  if (intent.sent !== null) {
    const found = await jobOfIntent(cluster, intent.id);
    if (found !== undefined) return recordJob(compute, intent, found);
  }
  if (intent.action === 'DESTROY' && (await isGone(compute, cluster, server, instance))) {
    await endIntent(compute, intent, { outcome: 'gone' });
    return;
  }
  const call = await storedOperation(intent.action).call(compute, { intent, server });
  if (intent.sent === null && !(await markSent(compute, intent))) return;
  killPoint('compute.submit.before-call');
  const job = await submitOnce(compute, cluster, intent, { ...call, intent: intent.id, instance });
  killPoint('compute.submit.after-call');
  await recordJob(compute, intent, job);
}

/** A call that found no connection did not arrive: the intent is then as if it had never been sent. */
async function submitOnce(
  compute: Compute,
  cluster: Cluster,
  intent: IntentRow,
  call: WritingCall,
): Promise<bigint> {
  try {
    return await cluster.submit(call);
  } catch (error) {
    const arrived = !(error instanceof ClusterFailure) || error.kind !== 'unsent';
    if (!arrived && intent.sent === null) await compute.store.intents.update(intent.id, { sent: null });
    throw error;
  }
}

/** From now on the back end may know of the call. False when something newer has taken the intent's place meanwhile. */
async function markSent({ store, clock }: Compute, intent: IntentRow): Promise<boolean> {
  return store.transaction(async (tx) => {
    const server = await tx.servers.lock(intent.serverId);
    if (server === undefined || isOvertaken(intent, server)) return false;
    await tx.intents.update(intent.id, { sent: clock.now() });
    return true;
  });
}

/** Nothing to remove. A creation that is on its way may still make the instance: then the removal has to wait for it. */
async function isGone(
  compute: Compute,
  cluster: Cluster,
  server: ServerRow,
  instance: string,
): Promise<boolean> {
  const creation = await compute.store.intents.creationOf(server.id);
  // The back end never heard of it: it need not even be reached.
  if (creation?.state === 'failed' && creation.sent === null) return true;
  if ((await cluster.instance(instance)) !== undefined) return false;
  if (creation?.state === 'open' && creation.sent !== null) {
    throw new ClusterFailure('unknown', 'The creation is still under way.');
  }
  return true;
}

/** The job that carries the intent, looked for among all jobs that the back end still knows. */
async function jobOfIntent(cluster: Cluster, intent: string): Promise<bigint | undefined> {
  const found = (await cluster.jobs()).find((job) => carries(job, intent));
  return found === undefined ? undefined : BigInt(found.id);
}

/** True when the job was made by the call with this intent. */
export function carries(job: JobDocument, intent: string): boolean {
  const text = intentReason(intent);
  return (job.ops ?? []).some(({ reason }) => (reason ?? []).some(([, said]) => said === text));
}

/** Joins an intent and its job; repeating it is harmless. */
export async function recordJob({ store, clock }: Compute, intent: IntentRow, job: bigint): Promise<void> {
  await store.transaction(async (tx) => {
    const server = await tx.servers.lock(intent.serverId);
    await tx.intents.update(intent.id, {
      jobId: job,
      sent: intent.sent ?? clock.now(),
      updated: clock.now(),
    });
    if (server?.taskIntent === intent.id) {
      await tx.servers.update(intent.serverId, { taskJobId: job, updated: clock.now() });
    }
  });
}

async function afterFailure(compute: Compute, intent: IntentRow, failure: ClusterFailure): Promise<void> {
  const now = await compute.store.intents.find(intent.id);
  const waitedMs = compute.clock.now().getTime() - intent.created.getTime();
  const end = endAfter(failure, { neverSent: now?.sent === null, waitedMs });
  if (end === undefined) throw failure;
  await endIntent(compute, intent, end);
}

/**
 * How a failed call ends its intent: a refusal with its own words, silence when it has lasted too long and nothing can have
 * arrived. Undefined when the call is to be tried again.
 */
export function endAfter(
  failure: ClusterFailure,
  intent: { neverSent: boolean; waitedMs: number },
): EndWithoutJob | undefined {
  if (failure.kind === 'refused')
    return { outcome: 'failed', cause: 'cluster_refused', reason: failure.message };
  if (failure.kind !== 'unsent' || !intent.neverSent || intent.waitedMs <= GIVE_UP_AFTER_MS) return undefined;
  return { outcome: 'failed', cause: 'cluster_unreachable', reason: 'The back end could not be reached.' };
}
