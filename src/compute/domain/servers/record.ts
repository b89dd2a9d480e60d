import type { NewServer } from '#contract/compute';
import type { InstanceConfig } from '#contract/instance-config';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import type { NetworkRow, VolumeRow } from '../../store/ports.ts';
import type { PortRow, ServerRow, Session } from '../../store/servers/servers.ts';
import type { Caller, Compute } from '../compute.ts';
import type { ImageRecord } from '../images/record.ts';
import { keepPassword } from './first-password.ts';
import { createBody } from './instance-body.ts';
import { keepDocument } from './one-time-document.ts';
import { placeServer } from '../backends/placement.ts';
import { sizeOf, writeAmounts } from '../quota/quota.ts';
import { chargeOf } from './states.ts';
import { submission } from './submission.ts';

/** Everything that was asked for, checked and looked up. */
export interface NewServerPlan {
  caller: Caller;
  wanted: NewServer;
  project: string;
  flavor: FlavorRow;
  image: ImageRecord;
  networks: NetworkRow[];
  keyNames: string[];
  /** Made here; one that the owner chose is known to him. */
  madePassword?: string;
  config: InstanceConfig;
}

/** Chooses its back end and writes all rows of a new server, its sealed configuration and the job that creates it, in the caller's transaction. */
export async function recordServer(compute: Compute, tx: Session, plan: NewServerPlan): Promise<ServerRow> {
  const { store, clock, ids, settings } = compute;
  const now = clock.now();
  const intent = ids.uuid();
  const { flavor, config, image, caller } = plan;
  const wanted = { user: caller.user, flavor, diskFormat: image.diskFormat };
  const backend = await placeServer(compute, tx, wanted);
  const server = await insertServer(compute, tx, plan, { backend, intent, now });
  await store.setMetadata(tx, server.id, plan.wanted.metadata);
  const ports = await store.insertPorts(tx, portsFor(plan, server.id, now));
  const volume = await insertRootVolume(compute, tx, plan, server.id, now);
  if (plan.madePassword !== undefined) await keepPassword(compute, tx, server.id, plan.madePassword);
  await keepDocument(compute, tx, { intent, server: server.id, config: plan.config });
  const nics = nicsOf(plan, ports);
  const body = createBody({ settings, server: server.id, flavor, volume, nics, config, backend });
  await store.insertIntent(tx, {
    id: intent,
    server_id: server.id,
    action: 'BUILD',
    state: 'open',
    sent: null,
    job_id: null,
    serial: null,
    body: JSON.stringify(body),
    created: now,
    updated: now,
  });
  await compute.addJob(tx, 'compute.submit', { intent }, submission(intent, plan.caller.user));
  return server;
}

async function insertServer(
  { store }: Compute,
  tx: Session,
  plan: NewServerPlan,
  { backend, intent, now }: { backend: BackendRow; intent: string; now: Date },
): Promise<ServerRow> {
  const { caller, wanted, flavor, project, image } = plan;
  return store.insertServer(tx, {
    name: wanted.name,
    user_id: caller.user,
    project,
    shared_to_project: false,
    flavor_id: flavor.id,
    image_id: image.id,
    backend_id: backend.id,
    operstate: 'BUILD',
    deleted: false,
    suspended: false,
    task: 'BUILD',
    task_intent: intent,
    task_job_id: null,
    build_percentage: 0,
    state_job_id: 0n,
    backend_job_id: null,
    backend_job_rank: -1,
    backend_job_status: null,
    backend_opcode: null,
    nics_job_id: 0n,
    charged: writeAmounts(chargeOf('BUILD', sizeOf(flavor))),
    key_names: plan.keyNames,
    created: now,
    updated: now,
  });
}

async function insertRootVolume(
  { store }: Compute,
  tx: Session,
  { caller, flavor, project, image }: NewServerPlan,
  server: number,
  now: Date,
): Promise<VolumeRow> {
  return store.insertVolume(tx, {
    server_id: server,
    user_id: caller.user,
    project,
    volume_type_id: flavor.volume_type_id,
    size: flavor.disk,
    index: 0,
    status: 'CREATING',
    source: `image:${image.id}`,
    delete_on_termination: true,
    deleted: false,
    created: now,
    updated: now,
  });
}

function portsFor({ networks, caller }: NewServerPlan, server: number, now: Date) {
  return networks.map((network, index) => ({
    name: '',
    network_id: network.id,
    server_id: server,
    user_id: caller.user,
    index,
    state: 'BUILD',
    mac: null,
    ipv4: null,
    ipv6: null,
    forward: '{}',
    created: now,
    updated: now,
  }));
}

function nicsOf(
  { networks }: NewServerPlan,
  ports: readonly PortRow[],
): { port: PortRow; network: NetworkRow }[] {
  return ports
    .toSorted((a, b) => a.index - b.index)
    .map((port) => ({ port, network: networks[port.index]! }));
}
