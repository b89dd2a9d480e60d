import { fail } from '../errors.ts';
import type { FlavorRow } from '../store/flavors.ts';
import { templateOf } from './backends/allocator.ts';
import { checkSpecs } from './flavors/change.ts';
import { numbered, record } from './audit.ts';
import type { Caller, Compute } from './compute.ts';

/** `C<cpu>R<ram MiB>D<disk GiB><template>`. */
export function flavorName(flavor: Pick<FlavorRow, 'cpu' | 'ram' | 'disk' | 'diskTemplate'>): string {
  return `C${flavor.cpu}R${flavor.ram}D${flavor.disk}${flavor.diskTemplate}`;
}

/** Flavors that the caller may use: public ones, and those opened to a project of his. */
export async function listFlavors({ store }: Compute, { projects }: Caller): Promise<FlavorRow[]> {
  return store.flavors.open(projects);
}

/** A flavor, deleted ones too; one that the caller may not use only when he has or had a server of it. */
export async function findFlavor({ store }: Compute, caller: Caller, id: number): Promise<FlavorRow> {
  return (await store.flavors.findVisible(caller, id)) ?? fail('flavor_not_found', { id });
}

/** Numbers of rows have 31 bits. */
const MAX_ID = 2 ** 31 - 1;

/** A live flavor that the caller sees; see also `checkFlavorOfProject`. */
export async function usableFlavor({ store }: Compute, caller: Caller, id: number): Promise<FlavorRow> {
  const flavor = id > MAX_ID ? undefined : await store.flavors.findVisible(caller, id);
  return flavor === undefined || flavor.deleted ? fail('flavor_not_found', { id }) : flavor;
}

/** Sizes whose every combination becomes a flavor. */
export interface FlavorSizes {
  cpus: readonly number[];
  /** MiB, rounded up to a multiple of 4. */
  rams: readonly number[];
  /** GiB. */
  disks: readonly number[];
  /** Disk templates, such as `file`; their volume types are made when they are not there. */
  templates: readonly string[];
}

/** More than any machine of today gives to one guest: a number beyond it is a slip, such as bytes for MiB. */
const LARGEST = { cpu: 512, ramMib: 32 * 1024 * 1024, diskGib: 64 * 1024 };

/** Refuses sizes that no machine has. */
function checkSizes({ cpus, rams, disks }: FlavorSizes): void {
  const check = (values: readonly number[], most: number, what: string): void => {
    const bad = values.find((value) => !Number.isSafeInteger(value) || value < 1 || value > most);
    if (bad !== undefined) fail('bad_flavor_size', { most, what, bad });
  };
  check(cpus, LARGEST.cpu, 'processors');
  check(rams, LARGEST.ramMib, 'MiB of memory');
  check(disks, LARGEST.diskGib, 'GiB of disk');
}

/** Sizes as an operator gives them: a number among the templates is that of a volume type. */
export type GivenSizes = Omit<FlavorSizes, 'templates'> & { templates: readonly (string | number)[] };

/**
 * Makes what is not there yet of every combination, or with `dryRun` only says what that would be. Refuses flavors that no
 * back end could serve, so that their users are not told of a lack of room for ever.
 */
export async function createServableFlavors(
  compute: Compute,
  given: GivenSizes,
  options: { public: boolean; dryRun: boolean; specs: Record<string, string> },
): Promise<MadeFlavor[]> {
  const sizes = { ...given, templates: await templatesOf(compute, given.templates) };
  checkSizes(sizes);
  checkSpecs(options.specs);
  await checkServable(compute, sizes);
  if (!options.dryRun) return createFlavors(compute, sizes, options.public, options.specs);
  return combinations(sizes).map((size) => ({
    id: undefined,
    name: flavorName(size),
    created: false,
    deleted: undefined,
  }));
}

/** A flavor that was asked for. */
export interface MadeFlavor {
  id: number | undefined;
  name: string;
  /** False when it was there. */
  created: boolean;
  /** The number of the one that was there and is deleted. */
  deleted: number | undefined;
}

async function templatesOf({ store }: Compute, given: GivenSizes['templates']): Promise<string[]> {
  const types = await store.flavors.volumeTypes(given.filter((template) => typeof template === 'number'));
  return given.map((template) =>
    typeof template === 'string'
      ? template
      : (types.get(template)?.diskTemplate ?? fail('volume_type_not_found', { id: template })),
  );
}

async function checkServable({ store }: Compute, sizes: FlavorSizes): Promise<void> {
  const backends = await store.backends.all();
  const offered = new Set(backends.flatMap((backend) => backend.diskTemplates));
  const missing = sizes.templates.find((template) => !offered.has(templateOf(template).template));
  if (missing === undefined) return;
  const known = offered.size === 0 ? 'none' : [...offered].sort().join(', ');
  fail('template_unserved', { template: missing, known });
}

/** Makes what is not there yet of every combination. Gives the names, and whether each is new. */
export async function createFlavors(
  compute: Compute,
  sizes: FlavorSizes,
  isPublic = true,
  specs: Record<string, string> = {},
): Promise<MadeFlavor[]> {
  checkSizes(sizes);
  return compute.store.transaction(async (tx) => {
    const types = await tx.flavors.ensureVolumeTypes(sizes.templates);
    const wanted = combinations(sizes).map(({ diskTemplate, ...size }) => ({
      row: {
        ...size,
        volumeTypeId: types.get(diskTemplate)!.id,
        allowCreate: true,
        public: isPublic,
        deleted: false,
        specs: JSON.stringify(specs),
      },
      name: flavorName({ ...size, diskTemplate }),
    }));
    const rows = wanted.map(({ row }) => row);
    const made = await tx.flavors.insertNew(rows);
    const deleted = new Map(
      (await tx.flavors.ofSizes(rows)).filter((row) => row.deleted).map((row) => [sizeKey(row), row.id]),
    );
    const ids = new Map(made.map((row) => [sizeKey(row), row.id]));
    const answer = wanted.map(({ row, name }) => {
      // Of two of one size the first is the one that was made.
      const id = ids.get(sizeKey(row));
      ids.delete(sizeKey(row));
      return { id, name, created: id !== undefined, deleted: deleted.get(sizeKey(row)) };
    });
    const created = answer.flatMap(({ id, name }) => (id === undefined ? [] : [{ id, name }]));
    const changes = created.map((each) => ({
      action: 'flavor.create' as const,
      object: numbered('flavor', each),
      details: { public: isPublic },
    }));
    await record(compute, tx, undefined, ...changes);
    return answer;
  });
}

function combinations({ templates, cpus, rams, disks }: FlavorSizes) {
  return templates.flatMap((diskTemplate) =>
    cpus.flatMap((cpu) =>
      rams.flatMap((ram) => disks.map((disk) => ({ diskTemplate, cpu, ram: Math.ceil(ram / 4) * 4, disk }))),
    ),
  );
}

function sizeKey(flavor: Pick<FlavorRow, 'cpu' | 'ram' | 'disk' | 'volumeTypeId'>): string {
  return [flavor.cpu, flavor.ram, flavor.disk, flavor.volumeTypeId].join(' ');
}
