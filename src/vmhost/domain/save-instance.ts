import type { InstanceRecord } from '../store/records.ts';
import { seconds, type Vmhost } from './vmhost.ts';

/** Writes the record with a new serial and time. For jobs, which hold their instance. */
export async function saveInstance(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  await vmhost.instances.save(touched(vmhost, instance));
}

/** Does the same beside the jobs: an instance that was deleted meanwhile stays so. */
export async function updateInstance(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  await vmhost.instances.update(touched(vmhost, instance));
}

function touched(vmhost: Vmhost, instance: InstanceRecord): InstanceRecord {
  return Object.assign(instance, { serial: instance.serial + 1, mtime: seconds(vmhost.clock) });
}
