import { fail } from '../../errors.ts';
import type { ChosenFlavorAccess, FlavorAccessRow } from '../../store/flavors/access.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import type { Caller, Compute } from '../compute.ts';

/** Lets a project use a flavor that is not public. */
export async function allowFlavor(
  { store }: Compute,
  project: string,
  flavor: number,
): Promise<FlavorAccessRow> {
  return store.transaction(async (tx) => {
    if ((await tx.flavors.lock(flavor)) === undefined) fail('flavor_not_found', { id: flavor });
    return (
      (await tx.flavorAccess.insert({ project, flavorId: flavor })) ??
      fail('flavor_access_exists', { project, id: flavor })
    );
  });
}

/** Takes it back; servers that have the flavor keep it. Gives what was taken back, which is at least one. */
export async function denyFlavor({ store }: Compute, chosen: ChosenFlavorAccess): Promise<FlavorAccessRow[]> {
  const removed = await store.flavorAccess.remove(chosen);
  if (removed.length === 0) fail('flavor_access_not_found');
  return removed;
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
