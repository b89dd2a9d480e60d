import type { Flavor } from '../api/flavors.ts';

/** Memory of a size, given in MiB: "512 MiB", "4 GiB". */
export function memory(mebibytes: number): string {
  if (mebibytes < 1024) return `${mebibytes} MiB`;
  const gibibytes = mebibytes / 1024;
  return `${Number.isInteger(gibibytes) ? gibibytes : gibibytes.toFixed(1)} GiB`;
}

/** "2 CPU · 4 GiB memory · 40 GiB disk". */
export function sizeLine(flavor: Flavor): string {
  return `${flavor.vcpus} CPU · ${memory(flavor.ram)} memory · ${flavor.disk} GiB disk`;
}

/** What people call the kinds of disk, and what that means for them. */
export function diskTypeWord(template: string): string {
  if (template === 'ext_archipelago') return 'Cloned, snapshots';
  if (template === 'plain' || template === 'file') return 'Local, faster';
  if (template === 'drbd') return 'Mirrored on two nodes';
  if (template === 'rbd') return 'Shared storage';
  return template;
}
