import { say } from '#text/new-machine';
import type { Flavor } from '../../api/flavors.ts';
import type { Image } from '../../api/images.ts';
import type { Use } from '../../text/resources.ts';
import { systemOf } from '../../text/image-words.ts';
import { memory } from '../../text/size-words.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** What so many machines of a size take, by resource, in the units of the quota. */
export function demandOf(flavor: Flavor | undefined, count = 1): Map<string, number> {
  if (flavor === undefined) return new Map();
  return new Map([
    ['cyclades.vm', count],
    ['cyclades.cpu', count * flavor.vcpus],
    ['cyclades.ram', count * flavor.ram * MIB],
    ['cyclades.disk', count * flavor.disk * GIB],
  ]);
}

/** By how much so many of a size exceed what is left: "2 CPUs, 16 GiB too many", or an empty string when it fits. */
export function tooMuch(flavor: Flavor, uses: Use[], count = 1): string {
  const demand = demandOf(flavor, count);
  const over = uses.flatMap(({ name, label, used, others, total }) => {
    const excess = used + others + (demand.get(name) ?? 0) - total;
    return excess > 0 && demand.has(name) ? [overWords(name, label, excess)] : [];
  });
  return over.length === 0 ? '' : say.tooMany({ over });
}

function overWords(name: string, label: string, excess: number): string {
  if (name === 'cyclades.cpu') return say.countOfCpus({ count: excess });
  if (name === 'cyclades.vm') return say.countOfMachines({ count: excess });
  if (name === 'cyclades.ram') return say.ofMemory({ size: memory(excess / MIB) });
  if (name === 'cyclades.disk') return say.gibDisk({ disk: Math.ceil(excess / GIB) });
  return label;
}

/** Why the image does not fit the size's disk, or an empty string. */
export function tooSmall(flavor: Flavor, image: Image | undefined): string {
  if (image === undefined || flavor.disk * GIB >= image.size) return '';
  return say.imageNeeds({ gib: Math.ceil(image.size / GIB) });
}

export interface Preset {
  title: string;
  flavor: Flavor;
}

/** Up to four sizes spread over what there is, small to large. */
export function presetsOf(flavors: Flavor[]): Preset[] {
  const titles = [say.small, say.medium, say.large, say.extraLarge];
  if (flavors.length <= titles.length)
    return flavors.map((flavor, at) => ({ title: titles[at] ?? '', flavor }));
  return titles.flatMap((title, at) => {
    const flavor = flavors[Math.round((at * (flavors.length - 1)) / (titles.length - 1))];
    return flavor === undefined ? [] : [{ title, flavor }];
  });
}

/** The size nearest to the wanted values among those of a disk type; the changed part weighs most. */
export function nearest(
  flavors: Flavor[],
  wanted: { vcpus: number; ram: number; disk: number },
  changed: 'vcpus' | 'ram' | 'disk',
): Flavor | undefined {
  const distance = (flavor: Flavor) =>
    (['vcpus', 'ram', 'disk'] as const).reduce(
      (sum, part) => sum + Math.abs(Math.log2(flavor[part] / wanted[part])) * (part === changed ? 1000 : 1),
      0,
    );
  return flavors.toSorted((one, other) => distance(one) - distance(other))[0];
}

/** "debian-1" for the first machine of a Debian image; the first free number. */
export function suggestedName(image: Image | undefined, taken: string[]): string {
  const system = image === undefined ? '' : systemOf(image);
  const stem = /[a-z][a-z0-9]*/.exec(system.toLowerCase())?.[0] ?? 'machine';
  for (let number = 1; ; number += 1) {
    const name = `${stem}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** Names of so many machines: the one that was given, then its next free numbers; "web" of three is "web-1" to "web-3". */
export function namesOf(name: string, count: number, taken: readonly string[]): string[] {
  if (count === 1) return [name];
  const [, stem = name, first = '1'] = /^(.*)-(\d{1,6})$/.exec(name) ?? [];
  const names: string[] = [];
  for (let number = Number(first); names.length < count; number += 1) {
    if (!taken.includes(`${stem}-${number}`)) names.push(`${stem}-${number}`);
  }
  return names;
}
