import { say } from '#text/shortages';
import { count } from './format.ts';
import type { Quotas } from '../api/quota.ts';
import { type Resource, RESOURCES, type Use, usesOf } from './resources.ts';

/** Also what has no meter, but limits that can be in the way, and be asked for. */
export const ALL_RESOURCES: Resource[] = [
  ...RESOURCES,
  { name: 'cyclades.network.private', label: say.privateNetworks, format: count },
  { name: 'cyclades.floating_ip', label: say.floatingIps, format: count },
];

/** All that is used or may be: what nobody may have says nothing. */
export function allUsesOf(quotas: Quotas, project: string): Use[] {
  const met = (use: Use) => RESOURCES.some(({ name }) => name === use.name) || use.used + use.total > 0;
  return usesOf(quotas, project, ALL_RESOURCES).filter(met);
}
