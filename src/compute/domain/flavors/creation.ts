import type { FlavorRow } from '../../store/flavors.ts';
import type { Caller, Compute } from '../compute.ts';
import { flavorName } from '../flavors.ts';

/**
 * Whether the caller may make servers of a flavor: an open one, or one whose name fits what the operator lets a group of his
 * make. Such a pattern fits from the first letter of the name on (spec/compute-api 2.1).
 */
export function mayCreate({ settings }: Compute, { groups }: Caller, flavor: FlavorRow): boolean {
  if (flavor.allowCreate) return true;
  const name = flavorName(flavor);
  return Object.entries(settings.CYCLADES_FLAVOR_OVERRIDE_ALLOW_CREATE).some(
    ([group, patterns]) =>
      groups.includes(group) && patterns.some((pattern) => new RegExp(`^(?:${pattern})`).test(name)),
  );
}
