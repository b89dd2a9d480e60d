import { flavorName } from '../flavors.ts';
import { fail } from '../../errors.ts';
import type { ChosenFlavorAccess, FlavorAccessRow } from '../../store/flavors/access.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import { numbered, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';

/** Lets a project use a flavor that is not public. */
export async function allowFlavor(
  compute: Compute,
  project: string,
  flavor: number,
): Promise<FlavorAccessRow> {
  return compute.store.transaction(async (tx) => {
    const found = (await tx.flavors.lock(flavor)) ?? fail('flavor_not_found', { id: flavor });
    const row =
      (await tx.flavorAccess.insert({ project, flavorId: flavor })) ??
      fail('flavor_access_exists', { project, id: flavor });
    const object = numbered('flavor', { id: flavor, name: flavorName(found) });
    await record(compute, tx, undefined, {
      action: 'flavor.allow',
      object,
      about: [project],
      details: { project },
    });
    return row;
  });
}

/** Takes it back; servers that have the flavor keep it. Gives what was taken back, which is at least one. */
export async function denyFlavor(compute: Compute, chosen: ChosenFlavorAccess): Promise<FlavorAccessRow[]> {
  return compute.store.transaction(async (tx) => {
    const removed = await tx.flavorAccess.remove(chosen);
    if (removed.length === 0) fail('flavor_access_not_found');
    const changes = removed.map(({ flavorId, project }) => ({
      action: 'flavor.deny' as const,
      object: { kind: 'flavor', id: BigInt(flavorId), name: null },
      about: [project],
      details: { project },
    }));
    await record(compute, tx, undefined, ...changes);
    return removed;
  });
}

/** The caller's projects that each of these flavors is opened to. */
export async function accessOf(
  { store }: Compute,
  { projects }: Caller,
  flavors: readonly FlavorRow[],
): Promise<Map<number, string[]>> {
  const closed = flavors.filter((flavor) => !flavor.public).map(({ id }) => id);
  return store.flavorAccess.projectsOf(closed, projects);
}

/** Throws unless a server that is charged to the project may have the flavor. */
export async function checkFlavorOfProject(
  { store }: Compute,
  flavor: FlavorRow,
  project: string,
): Promise<void> {
  if (flavor.public) return;
  const opened = await store.flavorAccess.projectsOf([flavor.id], [project]);
  if (!opened.has(flavor.id)) fail('flavor_forbidden', { id: flavor.id, project });
}
