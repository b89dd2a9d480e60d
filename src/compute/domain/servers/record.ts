import type { NewServer } from '#contract/new-server';
import type { InstanceConfig } from '#contract/instance-config';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { NewPort } from '../ports/record.ts';
import { recordNewPorts } from '../ports/record-new.ts';
import type { VolumeRow } from '../../store/volumes.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import { ofServer, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';
import type { ImageRecord } from '../images/record.ts';
import { keepPassword } from './first-password.ts';
import { createBody } from './instance-body.ts';
import { keepDocument } from './one-time-document.ts';
import { placeServer } from '../backends/placement.ts';
import { sizeOf, writeAmounts } from '../quota.ts';
import { chargeOf } from './states.ts';
import { namedTag } from './tag-words.ts';
import { submission } from './submission.ts';

/** Everything that was asked for, checked and looked up. */
export interface NewServerPlan {
  caller: Caller;
  wanted: NewServer;
  project: string;
  /** The back end that an administrator chose. */
  backend?: number | undefined;
  /** Where it stands until its place is chosen. */
  guess: BackendRow;
  flavor: FlavorRow;
  image: ImageRecord;
  ports: NewPort[];
  keyNames: string[];
  /** Made here; one that the owner chose is known to him. */
  madePassword?: string;
  config: InstanceConfig;
}

/**
 * Writes all rows of a new server, its sealed configuration and the job that creates it, and chooses its back end, in the
 * caller's transaction. The choice comes last: others wait for it.
 */
export async function recordServer(compute: Compute, tx: Store, plan: NewServerPlan): Promise<ServerRow> {
  const { clock, ids, settings } = compute;
  const now = clock.now();
  const intent = ids.uuid();
  const { flavor, config, image, caller } = plan;
  const { project } = plan;
  const server = await insertServer(tx, plan, { intent, now });
  await tx.metadata.set(server.id, plan.wanted.metadata);
  const ports = await recordNewPorts(compute, tx, server, plan);
  const volume = await insertRootVolume(tx, plan, server.id, now);
  if (plan.madePassword !== undefined) await keepPassword(compute, tx, server.id, plan.madePassword);
  await keepDocument(compute, tx, { intent, server: server.id, config: plan.config });
  const nics = await nicsOf(tx, ports);
  const tags = plan.wanted.tags.map((text) => namedTag(text));
  await tx.tags.add(server.id, tags, intent);
  await record(compute, tx, caller, {
    action: 'server.create',
    ...ofServer(server),
    details: { intent, flavor: flavor.id, image: image.id },
  });
  await compute.submitJob.add(tx, { intent }, submission(intent, caller.user));
  const wanted = { user: caller.user, project, backend: plan.backend, flavor, diskFormat: image.diskFormat };
  const backend = await placeServer(compute, tx, { ...wanted, server: server.id });
  if (backend.id !== server.backendId) await tx.servers.update(server.id, { backendId: backend.id });
  const body = createBody({ settings, server: server.id, flavor, volume, nics, config, backend, tags });
  await tx.intents.insert({
    id: intent,
    serverId: server.id,
    action: 'BUILD',
    userId: caller.user,
    state: 'open',
    sent: null,
    jobId: null,
    serial: null,
    body: JSON.stringify(body),
    created: now,
    updated: now,
  });
  return { ...server, backendId: backend.id };
}

async function insertServer(
  tx: Store,
  plan: NewServerPlan,
  { intent, now }: { intent: string; now: Date },
): Promise<ServerRow> {
  const { caller, wanted, flavor, project, image } = plan;
  return tx.servers.insert({
    name: wanted.name,
    userId: caller.user,
    project,
    sharedToProject: wanted.shared_to_project,
    flavorId: flavor.id,
    imageId: image.id,
    backendId: plan.guess.id,
    operstate: 'BUILD',
    deleted: false,
    suspended: false,
    task: 'BUILD',
    taskIntent: intent,
    taskJobId: null,
    buildPercentage: 0,
    stateJobId: 0n,
    backendJobId: null,
    backendJobRank: -1,
    backendJobStatus: null,
    backendOpcode: null,
    nicsJobId: 0n,
    charged: writeAmounts(chargeOf('BUILD', sizeOf(flavor))),
    keyNames: plan.keyNames,
    osFamily: propertyOf(image, 'OSFAMILY'),
    os: propertyOf(image, 'OS'),
    created: now,
    updated: now,
  });
}

/** Names of properties are of any case. */
function propertyOf(image: ImageRecord, name: string): string {
  for (const [key, value] of image.properties) if (key.toUpperCase() === name) return value;
  return '';
}

async function insertRootVolume(
  tx: Store,
  { caller, flavor, project, image }: NewServerPlan,
  server: number,
  now: Date,
): Promise<VolumeRow> {
  return tx.volumes.insert({
    serverId: server,
    userId: caller.user,
    project,
    volumeTypeId: flavor.volumeTypeId,
    size: flavor.disk,
    index: 0,
    status: 'CREATING',
    source: `image:${image.id}`,
    deleteOnTermination: true,
    deleted: false,
    created: now,
    updated: now,
  });
}

async function nicsOf(
  tx: Store,
  ports: readonly PortRow[],
): Promise<{ port: PortRow; network: NetworkRow }[]> {
  const networks = await tx.networks.byIds([...new Set(ports.map(({ networkId }) => networkId))]);
  const byId = new Map(networks.map((network) => [network.id, network]));
  return ports.map((port) => ({ port, network: byId.get(port.networkId)! }));
}
