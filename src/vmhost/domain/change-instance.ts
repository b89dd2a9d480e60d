import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeImageDisk } from '../disk/image-disk.ts';
import type { Patience } from '../qemu/machine.ts';
import type { InstanceRecord } from '../store/records.ts';
import { changeNic } from './change-nic.ts';
import { type DeviceChange, deviceIndex } from './device.ts';
import { newDisk, type NicWanted } from './new-instance.ts';
import { refuse } from './failure.ts';
import { changeMedium } from './rescue-medium.ts';
import { prepareHome, removeHome } from './machine-home.ts';
import { startMachine, stopMachine } from './power.ts';
import { saveInstance } from './save-instance.ts';
import { diskFile, type JobContext, machineFolder, type Vmhost } from './vmhost.ts';

/** The instance a job is about, or Ganeti's refusal. */
function requireInstance(vmhost: Vmhost, context: JobContext): InstanceRecord {
  const name = String(context.job.params['instance_name']);
  return vmhost.instances.get(name) ?? refuse(`Instance '${name}' not known`, 'unknown_entity');
}

/** Starts the machine; nothing happens when it runs. */
export async function startupInstance(vmhost: Vmhost, context: JobContext): Promise<null> {
  await startMachine(vmhost, requireInstance(vmhost, context));
  return null;
}

/** Switches the machine off, politely for `timeout` seconds. */
export async function shutdownInstance(vmhost: Vmhost, context: JobContext): Promise<null> {
  const { timeout, force } = context.job.params as { timeout: number; force: boolean };
  await stopMachine(vmhost, requireInstance(vmhost, context), patienceOf(context, force ? 0 : timeout));
  return null;
}

/** Nobody waits for a machine to end its work when it is going to be deleted. */
function patienceOf({ signal, isDoomed }: JobContext, timeoutSeconds: number): Patience {
  return { timeoutMs: timeoutSeconds * 1000, signal, isOver: isDoomed };
}

/** Switches the machine off and on again; a stopped one is started. */
export async function rebootInstance(vmhost: Vmhost, context: JobContext): Promise<null> {
  const instance = requireInstance(vmhost, context);
  const { shutdown_timeout: timeout } = context.job.params as { shutdown_timeout: number };
  await vmhost.machines.get(instance.uuid)?.powerOff(patienceOf(context, timeout));
  vmhost.killPoint('vmhost.reboot.off');
  await startMachine(vmhost, instance);
  return null;
}

/** Ends the machine and removes everything it had; the record goes last, so that a crash in between is taken up again. */
export async function removeInstance(vmhost: Vmhost, context: JobContext): Promise<null> {
  const instance = vmhost.instances.get(String(context.job.params['instance_name']));
  if (instance === undefined && context.job.attempts > 1) return null;
  if (instance === undefined) return requireInstance(vmhost, context) && null;
  // What is to be deleted need not be asked politely.
  await stopMachine(vmhost, instance, { timeoutMs: 0 });
  vmhost.killPoint('vmhost.remove.stopped');
  await vmhost.pendingConfigs.remove(instance.uuid);
  await removeHome(vmhost, instance);
  vmhost.killPoint('vmhost.remove.files-gone');
  await vmhost.instances.forget(instance);
  vmhost.killPoint('vmhost.remove.forgotten');
  return null;
}

/** The checked parameters of OP_INSTANCE_SET_PARAMS. */
export interface ModifyParams {
  beparams: { vcpus?: number; maxmem?: number; minmem?: number; memory?: number; auto_balance?: boolean };
  nics: DeviceChange<NicWanted>[];
  disks: DeviceChange<{ size?: number; name?: string | null }>[];
  hotplug: boolean;
  os_name?: string;
  hvparams: { serial_console?: boolean; boot_order?: string; cdrom_image_path?: string };
}

/** Changes the instance; a running machine meets the change at its next start. Gives the list of what changed. */
export async function modifyInstance(vmhost: Vmhost, context: JobContext): Promise<[string, unknown][]> {
  const instance = requireInstance(vmhost, context);
  const params = context.job.params as unknown as ModifyParams;
  const devices = params.nics.length + params.disks.length;
  if (
    devices + Object.keys(params.beparams).length + Object.keys(params.hvparams).length === 0 &&
    params.os_name === undefined
  ) {
    refuse('No changes submitted', 'wrong_input');
  }
  const runs = vmhost.machines.has(instance.uuid);
  if (runs && params.hotplug && params.disks.length > 0)
    refuse('Hotplug of disks is not possible: this hypervisor has none', 'wrong_state');
  const changes: [string, unknown][] = changeBackend(instance, params.beparams);
  changes.push(...(await changeMedium(vmhost, instance, params.hvparams)));
  for (const change of params.nics) changes.push(await changeNic(vmhost, context, instance, change));
  for (const change of params.disks) {
    if (runs && change[0] === 'remove') {
      refuse(
        `Instance '${instance.name}' is marked to be up, can't remove volume from a running instance without using hotplug`,
        'wrong_state',
      );
    }
    changes.push(...(await changeDisk(vmhost, instance, change, context.signal)));
  }
  await saveInstance(vmhost, instance);
  return changes;
}

function changeBackend(instance: InstanceRecord, wanted: ModifyParams['beparams']): [string, unknown][] {
  const { memory, ...given } = wanted;
  const changes = { ...(memory === undefined ? {} : { maxmem: memory, minmem: memory }), ...given };
  Object.assign(instance.beparams, changes);
  return Object.entries(changes).map(([name, value]) => [`be/${name}`, value]);
}

async function changeDisk(
  vmhost: Vmhost,
  instance: InstanceRecord,
  [operation, identifier, wanted]: ModifyParams['disks'][number],
  signal: AbortSignal,
): Promise<[string, unknown][]> {
  if (operation === 'add') {
    const disk = newDisk(vmhost, {
      ...wanted,
      size: wanted.size ?? refuse('Required parameter size is missing', 'wrong_input'),
    });
    const home = await prepareHome(vmhost, instance);
    const target = { path: join(home.folder, diskFile(disk.uuid)), bytes: disk.size * 1024 * 1024 };
    await writeImageDisk(await vmhost.blocks(), undefined, target, () => undefined, signal);
    instance.disks.push(disk);
    return [[`disk/${instance.disks.length - 1}`, `add:size=${disk.size},mode=${disk.mode}`]];
  }
  const index = deviceIndex(instance.disks, identifier, 'disk');
  const disk = instance.disks[index]!;
  if (operation === 'remove') {
    instance.disks.splice(index, 1);
    await saveInstance(vmhost, instance);
    await rm(join(machineFolder(vmhost, instance), diskFile(disk.uuid)), { force: true });
    return [[`disk/${index}`, 'remove']];
  }
  if (wanted.name !== undefined) disk.name = wanted.name;
  return [[`disk.name/${index}`, disk.name]];
}

/** Adds or removes tags. */
export async function changeInstanceTags(vmhost: Vmhost, context: JobContext): Promise<null> {
  const instance = vmhost.instances.get(String(context.job.params['name']));
  if (instance === undefined)
    return refuse(`Instance '${String(context.job.params['name'])}' not known`, 'unknown_entity');
  instance.tags = changedTags(instance.tags, context);
  await saveInstance(vmhost, instance);
  return null;
}

/** The tags after a job that sets or deletes some. */
export function changedTags(present: string[], { job }: JobContext): string[] {
  const tags = job.params['tags'] as string[];
  if (job.opcode === 'OP_TAGS_DEL') return present.filter((tag) => !tags.includes(tag));
  return [...new Set([...present, ...tags])].sort();
}
