import type { InstanceRecord, NicRecord } from '../store/records.ts';
import { plugNic, tellUnconnected, unplugNic } from './cards.ts';
import { type DeviceChange, deviceIndex } from './device.ts';
import { newNic, type NicWanted } from './new-instance.ts';
import { saveInstance } from './save-instance.ts';
import type { JobContext, Vmhost } from './vmhost.ts';

/**
 * Adds, removes or renames a NIC, in the record and, where that can be, in the running machine. Begun again after a crash
 * it finds what it has done already.
 */
export async function changeNic(
  vmhost: Vmhost,
  context: JobContext,
  instance: InstanceRecord,
  [operation, identifier, wanted]: DeviceChange<NicWanted>,
): Promise<[string, unknown]> {
  if (operation === 'add') return addNic(vmhost, context, instance, wanted);
  if (operation === 'remove' && isRepeated(context) && !hasNic(instance, identifier))
    return [`NIC/${identifier}`, 'remove'];
  const index = deviceIndex(instance.nics, identifier, 'NIC');
  const nic = instance.nics[index]!;
  if (operation === 'modify') {
    if (wanted.name !== undefined) nic.name = wanted.name;
    return [`nic.name/${index}`, nic.name];
  }
  await unplugNic(vmhost, context, instance, nic);
  vmhost.killPoint('vmhost.nic.unplugged');
  instance.nics.splice(instance.nics.indexOf(nic), 1);
  await saveInstance(vmhost, instance);
  return [`NIC/${index}`, 'remove'];
}

async function addNic(
  vmhost: Vmhost,
  context: JobContext,
  instance: InstanceRecord,
  wanted: NicWanted,
): Promise<[string, unknown]> {
  const nic = addedBefore(context, instance, wanted) ?? newNic(vmhost, wanted, instance.nics);
  if (!instance.nics.includes(nic)) {
    instance.nics.push(nic);
    await saveInstance(vmhost, instance);
    await tellUnconnected(vmhost, instance, [nic]);
  }
  vmhost.killPoint('vmhost.nic.recorded');
  await plugNic(vmhost, context, instance, nic);
  const { mac, ip, mode, link } = nic;
  return [`nic.${instance.nics.indexOf(nic)}`, `add:mac=${mac},ip=${ip ?? 'None'},mode=${mode},link=${link}`];
}

function addedBefore(
  context: JobContext,
  { nics }: InstanceRecord,
  { name }: NicWanted,
): NicRecord | undefined {
  if (!isRepeated(context) || name == null) return undefined;
  return nics.find((nic) => nic.name === name);
}

function hasNic({ nics }: InstanceRecord, identifier: string): boolean {
  return nics.some(({ uuid, name }) => uuid === identifier || name === identifier);
}

function isRepeated({ job }: JobContext): boolean {
  return job.attempts > 1;
}
