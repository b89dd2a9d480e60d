import { totalmem } from 'node:os';
import type { InstanceRecord } from '../store/records.ts';
import { refuse } from './failure.ts';
import type { Vmhost } from './vmhost.ts';

/** Memory of the host that machines do not get. */
const HOST_MEMORY_MIB = 512;
const MIB = 1024 * 1024;

/** MiB that machines may have together. */
export function memoryOf(vmhost: Vmhost): number {
  return vmhost.settings.VMHOST_MEMORY_MB ?? Math.floor(totalmem() / MIB) - HOST_MEMORY_MIB;
}

/** MiB of machines that run or are to run, all but one. */
export function memoryInUse(vmhost: Vmhost, except?: InstanceRecord): number {
  return [...vmhost.instances.values()]
    .filter((instance) => instance !== except)
    .filter(({ uuid, adminState }) => adminState === 'up' || vmhost.machines.has(uuid))
    .reduce((sum, instance) => sum + instance.beparams.maxmem, 0);
}

/** Refuses when this much memory is not free, in Ganeti's words. */
export function requireMemory(vmhost: Vmhost, wantedMiB: number, except?: InstanceRecord): void {
  const free = Math.max(0, memoryOf(vmhost) - memoryInUse(vmhost, except));
  if (wantedMiB > free) {
    refuse(`No node has ${wantedMiB} MiB of memory free, the most is ${free}`, 'insufficient_resources');
  }
}
