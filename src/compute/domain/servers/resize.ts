import { fail } from '../../errors.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Caller, Compute } from '../compute.ts';
import { usableFlavor } from '../flavors.ts';
import { checkFlavorOfProject } from '../flavors/access.ts';
import { sizeOf } from '../quota.ts';
import { beginAction, requireAdmitted } from './begin.ts';

/** Gives a server that is off another size, with the disk that it has. Flavors that make no new servers are good for it. */
export async function resizeServer(
  compute: Compute,
  caller: Caller,
  id: number,
  flavorId: number,
): Promise<void> {
  const server = await requireAdmitted(compute, caller, id, 'RESIZE');
  const flavor = await usableFlavor(compute, caller, flavorId);
  await checkFlavorOfProject(compute, flavor, server.project);
  const present = (await compute.store.flavors.find(server.flavorId))!;
  const requireOther = ({ flavorId: has }: ServerRow): void => {
    if (has === flavor.id) fail('resize_to_same', { id, flavor: flavor.id });
  };
  requireOther(server);
  if (flavor.disk !== present.disk)
    fail('resize_disk_differs', { flavor: flavor.id, wanted: flavor.disk, present: present.disk });
  if (flavor.volumeTypeId !== present.volumeTypeId) fail('resize_volume_type_differs', { flavor: flavor.id });
  await beginAction(compute, caller, id, {
    action: 'RESIZE',
    body: { flavor: flavor.id, vcpus: flavor.cpu, ram: flavor.ram },
    size: sizeOf(flavor),
    record: async (_tx, locked) => {
      requireOther(locked);
      return {};
    },
  });
}
