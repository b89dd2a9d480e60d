import { number } from '#text/language';
import { say } from '#text/resources';
import type { Flavor } from '../api/flavors.ts';

/** Memory of a size, given in MiB: "512 MiB", "4 GiB". */
export function memory(mebibytes: number): string {
  if (mebibytes < 1024) return `${mebibytes} MiB`;
  const gibibytes = mebibytes / 1024;
  return `${number(Number(gibibytes.toFixed(1)))} GiB`;
}

/** "2 CPU · 4 GiB memory · 40 GiB disk". */
export function sizeLine(flavor: Flavor): string {
  return say.size({ cpus: flavor.vcpus, memory: memory(flavor.ram), disk: flavor.disk });
}

/** What people call the kinds of disk, and what that means for them. */
export function diskTypeWord(template: string): string {
  if (template === 'ext_archipelago') return say.clonedDisk;
  if (template === 'plain' || template === 'file') return say.localDisk;
  if (template === 'drbd') return say.mirroredDisk;
  if (template === 'rbd') return say.sharedDisk;
  return template;
}
