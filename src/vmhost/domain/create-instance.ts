import { join } from 'node:path';
import { DamagedContent } from '#blockstore/damaged-content';
import type { InstanceConfig } from '#contract/instance-config';
import { hostnameOf } from '../config-drive/documents.ts';
import { type ImageSource, parseImageId, writeImageDisk } from '../disk/image-disk.ts';
import type { DiskRecord, InstanceRecord, NicRecord } from '../store/records.ts';
import { takeAddress } from './addresses.ts';
import { requireMemory } from './capacity.ts';
import { failed, JobFailure, refuse } from './failure.ts';
import { prepareHome, removeHome, requireHypervisor, saveInstance, startMachine } from './power.ts';
import { diskFile, type JobContext, seconds, type Vmhost } from './vmhost.ts';

export interface NicWanted {
  name?: string | null | undefined;
  ip?: string | null | undefined;
  mac?: string | undefined;
  mode?: string | undefined;
  link?: string | undefined;
  network?: string | null | undefined;
}

/** The checked parameters of OP_INSTANCE_CREATE. */
export interface CreateParams {
  instance_name: string;
  os_type: string;
  osparams: Record<string, string>;
  disk_template: string;
  disks: { size: number; name?: string | null | undefined; mode?: 'rw' | 'ro' | undefined }[];
  nics: NicWanted[];
  beparams: { vcpus: number; maxmem: number; minmem: number; auto_balance: boolean };
  tags: string[];
  start: boolean;
  no_install: boolean;
}

const MIB = 1024 * 1024;

/**
 * Makes an instance and starts it. What is refused leaves nothing behind; a failure while the disk is filled leaves the
 * instance, stopped and without a disk, as Ganeti does. Begun again after a crash it goes on with the same record.
 */
export async function createInstance(vmhost: Vmhost, context: JobContext): Promise<string[]> {
  const params = context.job.params as unknown as CreateParams;
  const image = readImage(params);
  let instance = vmhost.instances.get(params.instance_name);
  if (instance?.createJob !== context.job.id) {
    if (instance !== undefined)
      refuse(`Instance '${params.instance_name}' is already in the cluster`, 'already_exists');
    await requireHypervisor(vmhost);
    requireRoom(vmhost, params, image);
    instance = newInstance(vmhost, params, context.job.id);
    await saveInstance(vmhost, instance);
    vmhost.killPoint('vmhost.create.recorded');
  }
  try {
    await install(vmhost, context, instance, image, params);
  } catch (error) {
    if (context.signal.aborted) throw error;
    await forgetInstallation(vmhost, instance);
    sendFailure(vmhost, instance, error);
    throw error;
  }
  if (params.start) await startMachine(vmhost, instance);
  return [vmhost.cluster.node];
}

async function install(
  vmhost: Vmhost,
  context: JobContext,
  instance: InstanceRecord,
  image: ImageSource | undefined,
  params: CreateParams,
): Promise<void> {
  if (instance.installed) return;
  await keepConfig(vmhost, context, instance);
  const home = await prepareHome(vmhost, instance);
  await context.note(`* creating disks of ${instance.name}`);
  const { signal } = context;
  for (const [index, disk] of instance.disks.entries()) {
    const target = { path: join(home.folder, diskFile(disk.uuid)), bytes: disk.size * MIB };
    if (index === 0 && image !== undefined && !params.no_install)
      await copyImage(vmhost, instance, image, target, signal);
    else await writeImageDisk(await vmhost.blocks(), undefined, target, () => undefined, signal);
    vmhost.killPoint('vmhost.create.disk-written');
  }
  instance.installed = instance.disks.length > 0;
  await saveInstance(vmhost, instance);
  vmhost.killPoint('vmhost.create.installed');
}

/** Fetches the one-time document once and keeps it until the drive is written: it cannot be had a second time. */
async function keepConfig(vmhost: Vmhost, { job }: JobContext, instance: InstanceRecord): Promise<void> {
  const url = job.secrets['config_url'];
  if (url === undefined || vmhost.pendingConfigs.get(instance.uuid) !== undefined) return;
  let config: InstanceConfig;
  try {
    config = await vmhost.fetchConfig(url);
  } catch (error) {
    throw failed('The configuration of the machine could not be fetched', error);
  }
  await vmhost.pendingConfigs.put(instance.uuid, config);
  vmhost.killPoint('vmhost.create.config-kept');
  instance.hostname = hostnameOf(config.hostname, instance.hostname);
  await saveInstance(vmhost, instance);
}

async function copyImage(
  vmhost: Vmhost,
  instance: InstanceRecord,
  image: ImageSource,
  target: { path: string; bytes: number },
  signal: AbortSignal,
): Promise<void> {
  const tell = (type: string, fields: Record<string, unknown>): void =>
    vmhost.sendProgress(instance.name, { type, ...fields });
  const percent = (position: number): number => Math.round((position / image.sizeBytes) * 10_000) / 100;
  let lastSecond = -1;
  tell('image-info', { messages: ['Starting image copy...'] });
  try {
    await writeImageDisk(
      await vmhost.blocks(),
      image,
      target,
      (position, total) => {
        const second = Math.floor(vmhost.clock.monotonic() / 1000);
        if (second === lastSecond && position < total) return;
        lastSecond = second;
        tell('image-copy-progress', { position, total, progress: percent(position) });
      },
      signal,
    );
  } catch (error) {
    throw copyFailure(error);
  }
  tell('image-info', { messages: ['Image copy finished.'] });
}

function copyFailure(error: unknown): unknown {
  if (error instanceof DamagedContent) return failed('The image is damaged or gone', error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return failed('There is no room left for the disk of the machine', error);
  if (code === 'EIO') return failed('The disk of the machine could not be written', error);
  return error;
}

/** An instance whose installation failed keeps its record, so that its owner can see and delete it; its files go. */
async function forgetInstallation(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  instance.installed = false;
  await vmhost.pendingConfigs.remove(instance.uuid);
  await removeHome(vmhost, instance);
  await saveInstance(vmhost, instance);
}

function sendFailure(vmhost: Vmhost, instance: InstanceRecord, error: unknown): void {
  const text = error instanceof JobFailure ? error.message : 'Internal Error: Image deployment failed.';
  vmhost.sendProgress(instance.name, { type: 'image-error', messages: [text] });
}

function readImage(params: CreateParams): ImageSource | undefined {
  try {
    return parseImageId(params.osparams['img_id'] ?? 'null');
  } catch (error) {
    if (error instanceof RangeError) refuse(error.message, 'wrong_input');
    throw error;
  }
}

function requireRoom(vmhost: Vmhost, params: CreateParams, image: ImageSource | undefined): void {
  const [first] = params.disks;
  if (image !== undefined && (first === undefined || image.sizeBytes > first.size * MIB)) {
    refuse('The image is larger than the disk of the machine', 'wrong_input');
  }
  requireMemory(vmhost, params.beparams.maxmem);
  const wanted = params.disks.reduce((sum, disk) => sum + disk.size, 0);
  if (wanted > vmhost.disk.room() / MIB)
    refuse(`No node has ${wanted} MiB of disk free`, 'insufficient_resources');
}

function newInstance(vmhost: Vmhost, params: CreateParams, createJob: number): InstanceRecord {
  const uuid = vmhost.ids.uuid();
  const now = seconds(vmhost.clock);
  const nics: NicRecord[] = [];
  for (const wanted of params.nics) nics.push(newNic(vmhost, wanted, nics));
  return {
    uuid,
    name: params.instance_name,
    os: params.os_type,
    adminState: 'down',
    folder: uuid.replaceAll('-', '').slice(0, 12),
    uid: null,
    beparams: params.beparams,
    osparams: params.osparams,
    nics,
    disks: params.disks.map((disk) => newDisk(vmhost, disk)),
    diskTemplate: params.disk_template,
    tags: params.tags,
    hostname: hostnameOf(params.instance_name, 'machine'),
    installed: false,
    secretsUntil: null,
    process: null,
    guestDown: false,
    createJob,
    ctime: now,
    mtime: now,
    serial: 0,
  };
}

/** A disk as the record has it. */
export function newDisk(vmhost: Vmhost, wanted: CreateParams['disks'][number]): DiskRecord {
  return { uuid: vmhost.ids.uuid(), name: wanted.name ?? null, size: wanted.size, mode: wanted.mode ?? 'rw' };
}

/** A NIC as the record has it, with an address and a MAC of its own. `siblings` are NICs of the same instance. */
export function newNic(vmhost: Vmhost, wanted: NicWanted, siblings: NicRecord[]): NicRecord {
  const network = [...vmhost.networks.values()].find(
    ({ name, uuid }) => name === wanted.network || uuid === wanted.network,
  );
  if (wanted.network != null && network === undefined)
    refuse(`Network '${wanted.network}' not found`, 'unknown_entity');
  const [, mode, link] = network?.groups[0] ?? ['', wanted.mode ?? 'routed', wanted.link ?? 'user'];
  if (network !== undefined && network.groups.length === 0)
    refuse(`Network '${network.name}' is not connected`, 'wrong_state');
  const wantsAddress = network !== undefined && wanted.ip != null && wanted.ip !== 'none';
  const users = [...vmhost.instances.values(), { nics: siblings } as InstanceRecord];
  return {
    uuid: vmhost.ids.uuid(),
    name: wanted.name ?? null,
    mac:
      wanted.mac === undefined || wanted.mac === 'auto' || wanted.mac === 'generate'
        ? newMac(vmhost, network?.macPrefix)
        : wanted.mac,
    ip: wantsAddress
      ? takeAddress(network, users, wanted.ip ?? 'pool')
      : network === undefined
        ? null
        : (wanted.ip ?? null),
    mode,
    link,
    network: network?.uuid ?? null,
    sshPort: null,
  };
}

/** The network's or the cluster's prefix and three bytes that no other NIC has. */
function newMac(vmhost: Vmhost, prefix: string | null | undefined): string {
  const taken = new Set(
    [...vmhost.instances.values()].flatMap((instance) => instance.nics.map((nic) => nic.mac)),
  );
  for (;;) {
    const bytes = vmhost.ids.uuid().slice(0, 6);
    const mac = `${prefix ?? vmhost.cluster.macPrefix}:${bytes.slice(0, 2)}:${bytes.slice(2, 4)}:${bytes.slice(4, 6)}`;
    if (!taken.has(mac)) return mac;
  }
}
