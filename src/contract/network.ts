import { z } from 'zod';
import { Link } from './compute.ts';

/* Documents of the network service (spec/compute-api 3), as far as servers need them. */

export const NETWORK_PREFIX = '/cyclades/network/v2.0';

export const NETWORK_TYPES = ['MAC_FILTERED', 'PHYSICAL_VLAN', 'IP_LESS_ROUTED', 'CUSTOM'] as const;
export type NetworkType = (typeof NETWORK_TYPES)[number];

export const Network = z.object({
  id: z.string(),
  name: z.string(),
  links: z.array(Link),
  user_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  shared_to_project: z.boolean(),
  type: z.enum(NETWORK_TYPES),
  status: z.string(),
  public: z.boolean(),
  shared: z.boolean(),
  'router:external': z.boolean(),
  'SNF:floating_ip_pool': z.boolean(),
  admin_state_up: z.literal(true),
  subnets: z.array(z.string()),
  created: z.string(),
  updated: z.string(),
  deleted: z.boolean(),
});
export type Network = z.infer<typeof Network>;

export const NetworkReply = z.object({ network: Network });
export const NetworksReply = z.object({ networks: z.array(Network) });
