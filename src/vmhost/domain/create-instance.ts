import { join } from 'node:path';
import { DamagedContent } from '#blockstore/damaged-content';
import { DISK_FORMATS } from '#contract/image';
import type { InstanceConfig } from '#contract/instance-config';
import { hostnameOf } from '../config-drive/documents.ts';
import { headBytes, headFor } from '../deploy/disk-head.ts';
import { type DiskWanted, type ImageSource, parseImageId, writeImageDisk } from '../disk/image-disk.ts';
import type { InstanceRecord } from '../store/records.ts';
import { requireMemory } from './capacity.ts';
import { tellUnconnected } from './cards.ts';
import { deployImage } from './deploy-image.ts';
import { failed, JobFailure, refuse } from './failure.ts';
import { prepareHome, removeHome } from './machine-home.ts';
import { type CreateParams, newInstance } from './new-instance.ts';
import { requireHypervisor, startMachine } from './power.ts';
import { saveInstance } from './save-instance.ts';
import { diskFile, type JobContext, type Vmhost } from './vmhost.ts';

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
    await tellUnconnected(vmhost, instance, instance.nics);
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
    if (index === 0 && image !== undefined && !params.no_install) {
      const format = params.osparams['img_format'] ?? 'diskdump';
      await copyImage(
        vmhost,
        instance,
        image,
        { ...target, ...(await headFor(format, image.sizeBytes)) },
        signal,
      );
      await deployImage(vmhost, context, instance, home, {
        file: diskFile(disk.uuid),
        bytes: target.bytes,
        format,
      });
    } else await writeImageDisk(await vmhost.blocks(), undefined, target, () => undefined, signal);
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
  target: DiskWanted,
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
  if (error instanceof DamagedContent)
    return failed('The image is damaged or gone', error, 'image_unreadable');
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return failed('There is no room left for the disk of the machine', error, 'insufficient_resources');
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
  // What went wrong while it was set up is told already.
  if (error instanceof JobFailure && error.code === 'setup_failed') return;
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

function isDiskFormat(format: string): boolean {
  return DISK_FORMATS.some((known) => known === format);
}

function requireRoom(vmhost: Vmhost, params: CreateParams, image: ImageSource | undefined): void {
  const [first] = params.disks;
  const head = headBytes(params.osparams['img_format'] ?? 'diskdump');
  if (image !== undefined && (first === undefined || head + image.sizeBytes > first.size * MIB)) {
    const table = head === 0 ? '' : ', with the partition table that it gets,';
    refuse(`The image${table} is larger than the disk of the machine`, 'disk_too_small');
  }
  if (params.osparams['img_format'] !== undefined && !isDiskFormat(params.osparams['img_format']))
    refuse('Unknown Image Format', 'wrong_input');
  requireMemory(vmhost, params.beparams.maxmem);
  const wanted = params.disks.reduce((sum, disk) => sum + disk.size, 0);
  if (wanted > vmhost.disk.room() / MIB)
    refuse(`No node has ${wanted} MiB of disk free`, 'insufficient_resources');
}
