import { firewallOf } from '#contract/firewall-tag';
import type { InstanceDocument, JobDocument } from '#contract/ganeti';
import { type Cluster, ClusterFailure } from '../../ganeti/cluster.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { IntentRow } from '../../store/servers/intents.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Compute } from '../compute.ts';
import { takeNews } from './take-news.ts';
import { instanceName } from '../names.ts';
import { noteOrphans } from '../backends/orphans.ts';
import { diagnose } from './diagnose.ts';
import type { Operation } from './operations/operation.ts';
import { storedOperation } from './operations/table.ts';
import { applyOutcome, endIntent } from './settle.ts';
import { isFinal, stateOf, stateOfInstance } from './states.ts';
import { submission } from './submission.ts';

/** An event that is later than this was lost. */
const STUCK_AFTER_MS = 60_000;
/** Changes of one back end that are looked after in one round. */
const SHARE = 50;

/**
 * Looks after changes whose end nobody told: asks the back end how their jobs ended. Repairs only what is certain. One that
 * does not answer costs one call a round.
 */
export async function reconcileIntents(compute: Compute): Promise<void> {
  const { store, clock, log } = compute;
  const now = clock.now();
  const stuck = await store.intents.stuck(new Date(now.getTime() - STUCK_AFTER_MS), SHARE);
  await store.intents.looked(
    stuck.map(({ id }) => id),
    now,
  );
  const servers = await store.servers.byIds(stuck.map(({ serverId }) => serverId));
  const backends = new Map((await store.backends.all()).map((backend) => [backend.id, backend]));
  const silent = new Set<number>();
  for (const intent of stuck) {
    const server = servers.get(intent.serverId)!;
    if (silent.has(server.backendId) && intent.jobId !== null) continue;
    try {
      await reconcileIntent(compute, intent, server, backends.get(server.backendId)!);
    } catch (err) {
      if (err instanceof ClusterFailure && err.kind !== 'refused') silent.add(server.backendId);
      log.warn({ err, intent: intent.id }, 'a change cannot be looked after now');
    }
  }
}

async function reconcileIntent(
  compute: Compute,
  intent: IntentRow,
  server: ServerRow,
  backend: BackendRow,
): Promise<void> {
  if (intent.jobId === null) {
    // Never from here: of two that send the same intent at once both could find no job of it yet.
    await compute.submitJob.add(compute.store, { intent: intent.id }, submission(intent.id, server.userId));
    return;
  }
  const cluster = compute.clusterOf(backend);
  const job = await cluster.job(intent.jobId);
  if (job !== undefined && !isFinal(job.status ?? 'success')) return;
  const instance = await cluster.instance(instanceName(compute.settings.BACKEND_PREFIX_ID, server.id));
  if (job === undefined) return endForgotten(compute, intent, instance);
  const opcode = job.ops?.[0]?.OP_ID ?? storedOperation(intent.action).opcode;
  const news = { job: intent.jobId, opcode, status: job.status!, instanceGone: instance === undefined };
  await takeNews(compute, { server: server.id, news, details: detailsOf(job, instance) });
}

function detailsOf(job: JobDocument, instance: InstanceDocument | undefined) {
  return {
    result: job.opresult?.[0],
    logmsg: null,
    event_time: job.end_ts ?? ([0, 0] as [number, number]),
    ...(instance === undefined
      ? {}
      : { instance_nics: nicsOf(instance), instance_hvparams: instance.hvparams }),
  };
}

/** The cards of an instance, in the form of an event. */
function nicsOf(instance: InstanceDocument) {
  return instance['nic.macs'].map((mac, index) => {
    const forward = instance.custom_nicparams[index]?.forward;
    const name = instance['nic.names'][index] ?? null;
    return {
      name,
      network: instance['nic.networks.names'][index] ?? null,
      ip: instance['nic.ips'][index] ?? null,
      mac,
      ...firewallOf(instance.tags, name),
      ...(forward === undefined ? {} : { forward }),
    };
  });
}

/** The job ended so long ago that nobody knows how: the instance itself tells. */
async function endForgotten(
  compute: Compute,
  intent: IntentRow,
  instance: InstanceDocument | undefined,
): Promise<void> {
  if (intent.action === 'DESTROY' && instance === undefined)
    return endIntent(compute, intent, { outcome: 'gone' });
  const operation = storedOperation(intent.action);
  if (instance === undefined || !hasReached(operation, intent, instance)) {
    return endIntent(compute, intent, {
      outcome: 'failed',
      cause: 'job_failed',
      reason: 'The back end does not know how it ended.',
    });
  }
  const news = {
    job: intent.jobId!,
    opcode: operation.opcode,
    status: 'success',
    instanceGone: false,
  };
  const details = {
    result: null,
    logmsg: null,
    event_time: [0, 0] as [number, number],
    instance_nics: nicsOf(instance),
    instance_hvparams: instance.hvparams,
  };
  await takeNews(compute, { server: intent.serverId, news, details });
}

function hasReached(operation: Operation, intent: IntentRow, instance: InstanceDocument): boolean {
  if (operation.reached !== undefined) return operation.reached(instance, intent);
  const found = stateOfInstance(instance.oper_state);
  return found !== undefined && found === operation.success;
}

/**
 * What the last comparison found and did not believe yet, by server: a machine that should run and does not may just be
 * being started again by its host.
 */
export type Doubts = Map<number, string>;

/** Compares what runs in every back end with what is recorded, for machines that nothing is being done to. */
export async function reconcileStates(compute: Compute, doubts: Doubts = new Map()): Promise<void> {
  const { store, log } = compute;
  const before = new Map(doubts);
  doubts.clear();
  for (const backend of await store.backends.all()) {
    if (backend.offline) continue;
    try {
      await reconcileBackend(compute, backend, compute.clusterOf(backend), { before, now: doubts });
    } catch (err) {
      if (!(err instanceof ClusterFailure)) throw err;
      log.warn({ err, backend: backend.clustername }, 'a back end cannot be compared now');
    }
  }
}

async function reconcileBackend(
  compute: Compute,
  backend: BackendRow,
  cluster: Cluster,
  doubts: { before: Doubts; now: Doubts },
): Promise<void> {
  // Rows first: a machine that is made or changed meanwhile has a task, or is looked at the next time.
  const rows = await compute.store.servers.ofBackend(backend.id);
  const found = await cluster.instances();
  await noteOrphans(compute, backend, rows, found);
  const instances = new Map(found.map((instance) => [instance.name, instance]));
  for (const row of rows) {
    const instance = instances.get(instanceName(compute.settings.BACKEND_PREFIX_ID, row.id));
    const found = instance === undefined ? undefined : stateOfInstance(instance.oper_state);
    const settled = row.task === null && (row.operstate === 'STARTED' || row.operstate === 'STOPPED');
    if (instance === undefined || found === undefined || !settled || found === row.operstate) continue;
    const wanted = instance.admin_state === 'up' ? 'STARTED' : 'STOPPED';
    const doubt = `${found} ${row.stateJobId}`;
    if (wanted === found || doubts.before.get(row.id) === doubt) await adoptState(compute, row, found);
    else doubts.now.set(row.id, doubt);
  }
}

/** A machine powered itself off, died, or was started by somebody else. What that costs is charged whatever the limits say. */
async function adoptState(
  compute: Compute,
  seen: ServerRow,
  operstate: 'STARTED' | 'STOPPED',
): Promise<void> {
  await compute.store.transaction(async (tx) => {
    const server = await tx.servers.lock(seen.id);
    const same =
      server?.task === null && server.operstate === seen.operstate && server.stateJobId === seen.stateJobId;
    if (server === undefined || !same) return;
    await diagnose(compute, tx, server.id, {
      key: `found:${operstate}:${server.stateJobId}:${compute.clock.now().toISOString()}`,
      level: 'INFO',
      source: 'reconciliation',
      message:
        operstate === 'STOPPED' ? 'The machine is not running any more.' : 'The machine was found running.',
    });
    await applyOutcome(compute, tx, server, {
      state: { ...stateOf(server), operstate },
      ended: [],
      succeeded: true,
    });
  });
}
