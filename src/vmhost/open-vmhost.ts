import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlockStore } from '#blockstore/block-store';
import { openBlockStore } from '#blockstore/open-block-store';
import { eventKey } from '#contract/ganeti-events';
import { CONFIG_URL_ROLE, InstanceConfig } from '#contract/instance-config';
import { readBody } from '#contract/transport';
import { parseJson } from '#contract/json';
import type { RoleContext } from '#platform/service/role';
import { opcodes } from './domain/opcodes.ts';
import { instanceTarget, jobTime, type PendingConfigs, seconds, type Vmhost } from './domain/vmhost.ts';
import { EventRelay } from './jobs/event-relay.ts';
import { directLauncher } from './launcher/direct.ts';
import { JobQueue } from './jobs/job-queue.ts';
import { fabricWishes } from './domain/fabric-wishes.ts';
import { Fabric } from './network/fabric.ts';
import { Hypervisor } from './qemu/hypervisor.ts';
import type { AccelerationWish } from './qemu/verdict.ts';
import type { VmhostSettings } from './settings.ts';
import { StoredRecords } from './store/stored-records.ts';
import type { ClusterRecord, InstanceRecord, JobRecord, NetworkRecord } from './store/records.ts';

/** The manager with its parts, before anything of it runs. */
export interface OpenVmhost {
  vmhost: Vmhost;
  queue: JobQueue;
  relay: EventRelay;
}

const CONFIG_LIMIT_BYTES = 4 * 1024 * 1024;
const CONFIG_TIMEOUT_MS = 30_000;

/** How to find out what machines of this data directory can run with. */
export function probeOf(
  dataDirectory: string,
  { VMHOST_QEMU: program, VMHOST_ACCELERATION: wish }: VmhostSettings,
): { folder: string; program: string; wish: AccelerationWish } {
  return { folder: join(dataDirectory, 'vmhost'), program, wish };
}

/** Where the sample image is built, the kernel that there is to try KVM with. */
export function sampleImageFolder(dataDirectory: string): string {
  return join(dataDirectory, 'sample-image');
}

/** Reads everything the manager knows from its folder of the data directory. */
export async function openVmhost(context: RoleContext): Promise<OpenVmhost> {
  const { log, clock, ids, killPoint } = context;
  const settings = context.settings as VmhostSettings;
  const folder = join(context.dataDirectory, 'vmhost');
  for (const name of ['machines', 'network'])
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  const relay = new EventRelay(() => context.bus(), log);
  const parts: Omit<Vmhost, 'queue' | 'fabric'> = {
    settings,
    log,
    clock,
    ids,
    killPoint,
    ...(await openRecords(context, folder, settings)),
    machines: new Map(),
    machinesFolder: await shortName(join(folder, 'machines'), join(context.runDirectory, 'm')),
    statisticsFolder: join(folder, 'statistics'),
    disk: context.disk,
    launcher: context.launcher ?? directLauncher(join(folder, 'machines')),
    hypervisor: hypervisorOf(context, settings),
    blocks: blocksOf(context),
    fetchConfig: (url) => fetchConfig(context, url),
    sendProgress: (instance, message) => {
      const body = { ...message, instance, event_time: jobTime(clock), timestamp: seconds(clock) };
      const event = { id: ids.uuid(), key: eventKey('progress', instance), body };
      relay.send(instanceTarget(instance), event, { fleeting: true });
    },
    sendNews: (instance, event) =>
      relay.send(instanceTarget(instance.name), event, {
        fleeting: false,
        sent: async () => {
          instance.news = (instance.news ?? []).filter(({ id }) => id !== event.id);
          await parts.instances.update(instance);
        },
      }),
  };
  // The queue runs work on the manager, and the manager's work may submit jobs: one of them has to come second. So with networks.
  const vmhost = parts as Vmhost;
  const queue = new JobQueue(vmhost, relay, opcodes);
  const fabric = new Fabric(join(folder, 'network'), fabricWishes(vmhost), { clock, log });
  Object.assign(vmhost, { queue, fabric });
  return { vmhost, queue, relay };
}

type KeptRecords = Pick<
  Vmhost,
  'cluster' | 'saveCluster' | 'instances' | 'networks' | 'jobs' | 'pendingConfigs'
>;

async function openRecords(
  context: RoleContext,
  folder: string,
  settings: VmhostSettings,
): Promise<KeptRecords> {
  const bad = (file: string, error: unknown): void =>
    context.log.error({ err: error, file }, 'a record cannot be read and is left alone');
  const open = <K, T>(
    name: string,
    keyOf: (record: T) => K,
    fileOf: (record: T) => string,
  ): Promise<StoredRecords<K, T>> => StoredRecords.open<K, T>(join(folder, name), { keyOf, fileOf }, bad);
  const byUuid = ({ uuid }: { uuid: string }): string => uuid;
  const byName = ({ name }: { name: string }): string => name;
  const only = (): string => 'cluster';
  const clusters = await open<string, ClusterRecord>('cluster', only, only);
  const cluster = clusters.get('cluster') ?? newCluster(context, settings);
  await clusters.save(cluster);
  return {
    cluster,
    saveCluster: () => clusters.save(cluster),
    instances: await open<string, InstanceRecord>('instances', byName, byUuid),
    networks: await open<string, NetworkRecord>('networks', byName, byUuid),
    jobs: await open<number, JobRecord>(
      'jobs',
      ({ id }) => id,
      ({ id }) => String(id),
    ),
    pendingConfigs: pendingConfigs(await open<string, PendingConfig>('configs', byUuid, byUuid)),
  };
}

function pendingConfigs(configs: StoredRecords<string, PendingConfig>): PendingConfigs {
  return {
    get: (uuid) => configs.get(uuid)?.config,
    put: (uuid, config) => configs.save({ uuid, config }),
    remove: async (uuid) => {
      const record = configs.get(uuid);
      if (record !== undefined) await configs.forget(record);
    },
  };
}

/** A link by which a folder is known: paths of sockets have at most 107 bytes, and the data directory may be deep. */
async function shortName(folder: string, link: string): Promise<string> {
  await rm(link, { force: true });
  await symlink(folder, link);
  return link;
}

interface PendingConfig {
  uuid: string;
  config: InstanceConfig;
}

function newCluster({ ids, clock }: RoleContext, settings: VmhostSettings): ClusterRecord {
  const now = seconds(clock);
  const name = settings.VMHOST_CLUSTER_NAME;
  const uuid = ids.uuid();
  return {
    uuid,
    name,
    node: `node1.${name}`,
    macPrefix: 'aa:00:00',
    nextJobId: 1,
    tags: [],
    ctime: now,
    mtime: now,
  };
}

function hypervisorOf({ dataDirectory, clock, log }: RoleContext, settings: VmhostSettings): Hypervisor {
  return new Hypervisor(probeOf(dataDirectory, settings), {
    images: sampleImageFolder(dataDirectory),
    clock,
    log,
  });
}

function blocksOf({ dataDirectory }: RoleContext): () => Promise<BlockStore> {
  let opening: Promise<BlockStore> | undefined;
  return () => (opening ??= openBlockStore({ directory: join(dataDirectory, 'blocks') }));
}

/** Only compute may be asked: an address of any other host would let a client of the remote API send us anywhere. */
async function fetchConfig(context: RoleContext, url: string): Promise<InstanceConfig> {
  const path = url.startsWith(CONFIG_URL_ROLE) ? url.slice(CONFIG_URL_ROLE.length) : '';
  if (!/^\/[\x21-\x7e]{1,2000}$/.test(path))
    throw new Error('the address of the configuration is not one of compute');
  const signal = AbortSignal.timeout(CONFIG_TIMEOUT_MS);
  const { status, body } = await context.transportTo('compute')({ method: 'GET', path, signal });
  const text = (await readBody(body, CONFIG_LIMIT_BYTES)).toString('utf8');
  if (status !== 200) throw new Error(`compute answered ${status} for the configuration`);
  return InstanceConfig.parse(parseJson(text));
}
