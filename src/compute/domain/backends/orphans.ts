import type { InstanceDocument } from '#contract/ganeti';
import { type Cluster, ClusterFailure } from '../../ganeti/cluster.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { OrphanRow } from '../../store/backends/orphans.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Compute } from '../compute.ts';
import { instanceName, serverOfInstance } from '../names.ts';

/** An orphan is left alone for so long after it was first seen, and again after it was stopped. */
const LEFT_ALONE_MS = 24 * 3_600_000;
/** What one run may touch: so many, or this part of all machines if that is more. */
const AT_MOST = 5;
const AT_MOST_PART = 0.01;

/** A machine of a back end, named as ours, that no live server has. */
export interface Orphan extends OrphanRow {
  backend: BackendRow;
  running: boolean;
}

/**
 * Notes the orphans of a back end, given its servers and what was read of it after them. A machine with a number that was
 * never given out means that the database is not the newest: then automatic deletions are locked (S10).
 */
export async function noteOrphans(
  compute: Compute,
  backend: BackendRow,
  rows: readonly ServerRow[],
  instances: readonly InstanceDocument[],
): Promise<Orphan[]> {
  const { store, settings, recovery } = compute;
  const prefix = settings.BACKEND_PREFIX_ID;
  const live = new Set(rows.map(({ id }) => instanceName(prefix, id)));
  const orphans = new Map(
    instances
      .filter(({ name }) => serverOfInstance(prefix, name) !== undefined && !live.has(name))
      .map((instance) => [instance.name, instance]),
  );
  await store.transaction((tx) => tx.orphans.keep(backend.id, [...orphans.keys()], compute.clock.now()));
  const last = await store.servers.lastNumber();
  const stranger = [...orphans.keys()].find((name) => serverOfInstance(prefix, name)! > last);
  if (stranger !== undefined && (await recovery.lock()) === undefined) {
    await recovery.begin(
      `${backend.clustername} has ${stranger}, and numbers were given out up to ${last} only`,
    );
  }
  const kept = await store.orphans.ofBackend(backend.id);
  return kept.flatMap((row) => {
    const instance = orphans.get(row.name);
    return instance === undefined ? [] : [{ ...row, backend, running: instance.oper_state !== false }];
  });
}

/** All orphans as they are now, and how many machines there are. Back ends that cannot be asked are left out, with a warning. */
export async function findOrphans(compute: Compute): Promise<{ orphans: Orphan[]; machines: number }> {
  const { store, log } = compute;
  const found = { orphans: [] as Orphan[], machines: 0 };
  for (const backend of await store.backends.all()) {
    if (backend.offline) continue;
    try {
      // Rows first: a machine that is made meanwhile is then an orphan for one look, and never for a day.
      const rows = await store.servers.ofBackend(backend.id);
      const instances = await compute.clusterOf(backend).instances();
      found.machines += instances.length;
      found.orphans.push(...(await noteOrphans(compute, backend, rows, instances)));
    } catch (err) {
      if (!(err instanceof ClusterFailure)) throw err;
      log.warn({ err, backend: backend.clustername }, 'a back end cannot be asked for orphans now');
    }
  }
  return found;
}

/** What is to be done with an orphan by this run. */
export interface OrphanStep {
  orphan: Orphan;
  step: 'stop' | 'remove';
}

/**
 * The next steps with orphans: those that are old enough are stopped, and removed when they have stayed stopped for a day.
 * No run does more than a few. None while automatic deletions are locked.
 */
export async function orphanSteps(compute: Compute): Promise<OrphanStep[]> {
  const { orphans, machines } = await findOrphans(compute);
  if ((await compute.recovery.lock()) !== undefined) return [];
  const old = compute.clock.now().getTime() - LEFT_ALONE_MS;
  const steps = orphans.flatMap((orphan): OrphanStep[] => {
    if (orphan.seen.getTime() > old) return [];
    if (orphan.stopped === null || orphan.running) return [{ orphan, step: 'stop' }];
    return orphan.stopped.getTime() > old ? [] : [{ orphan, step: 'remove' }];
  });
  return steps.slice(0, Math.max(AT_MOST, Math.floor(machines * AT_MOST_PART)));
}

/** Does one step. A number that has meanwhile become a server's is left alone; the answer is whether it was done. */
export async function takeOrphanStep(compute: Compute, { orphan, step }: OrphanStep): Promise<boolean> {
  const { store, settings, clock, ids } = compute;
  const server = await store.servers.find(serverOfInstance(settings.BACKEND_PREFIX_ID, orphan.name)!);
  if (server !== undefined && !server.deleted) return false;
  if ((await compute.recovery.lock()) !== undefined) return false;
  const cluster: Cluster = compute.clusterOf(orphan.backend);
  const call = { intent: ids.uuid(), instance: orphan.name };
  await cluster.submit({ ...call, action: step === 'stop' ? 'STOP' : 'DESTROY' });
  if (step === 'stop') await store.orphans.markStopped(orphan, clock.now());
  compute.log.warn(
    { machine: orphan.name, backend: orphan.backend.clustername, step },
    'an orphan was repaired',
  );
  return true;
}
