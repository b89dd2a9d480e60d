import { say } from '#text/shortages';
import { count } from './format.ts';
import { type Resource, RESOURCES } from './resources.ts';

/** Also what has no meter, but limits that can be in the way, and be asked for. */
export const ALL_RESOURCES: Resource[] = [
  ...RESOURCES,
  { name: 'cyclades.network.private', label: say.privateNetworks, format: count },
  { name: 'cyclades.floating_ip', label: say.floatingIps, format: count },
];
