import { z } from 'zod';
import { Link } from './compute.ts';

/* Documents of the network service (spec/compute-api 3). */

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

const Range = z.object({ start: z.string(), end: z.string() });

export const Subnet = z.object({
  id: z.string(),
  network_id: z.string(),
  name: z.string(),
  links: z.array(Link),
  user_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  public: z.boolean(),
  ip_version: z.union([z.literal(4), z.literal(6)]),
  cidr: z.string(),
  gateway_ip: z.string().nullable(),
  enable_dhcp: z.boolean(),
  /** Of IPv6 only. */
  enable_slaac: z.boolean().optional(),
  dns_nameservers: z.array(z.string()),
  host_routes: z.array(z.string()),
  allocation_pools: z.array(Range),
  deleted: z.boolean(),
});
export type Subnet = z.infer<typeof Subnet>;

export const SubnetReply = z.object({ subnet: Subnet });
export const SubnetsReply = z.object({ subnets: z.array(Subnet) });

export const Port = z.object({
  id: z.string(),
  name: z.string(),
  links: z.array(Link),
  user_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  network_id: z.string(),
  /** Number of the server that it is on. */
  device_id: z.string().nullable(),
  device_owner: z.string().nullable(),
  admin_state_up: z.literal(true),
  mac_address: z.string().nullable(),
  status: z.string(),
  created: z.string(),
  updated: z.string(),
  fixed_ips: z.array(
    z.object({ ip_address: z.string(), subnet: z.string(), subnet_id: z.string().optional() }),
  ),
  security_groups: z.array(z.string()),
});
export type Port = z.infer<typeof Port>;

export const PortReply = z.object({ port: Port });
export const PortsReply = z.object({ ports: z.array(Port) });

export const FloatingIp = z.object({
  id: z.string(),
  floating_ip_address: z.string(),
  floating_network_id: z.string(),
  port_id: z.string().nullable(),
  /** Number of the server whose port has it. */
  instance_id: z.string().nullable(),
  fixed_ip_address: z.null(),
  user_id: z.string(),
  tenant_id: z.string(),
  shared_to_project: z.boolean(),
  deleted: z.boolean(),
});
export type FloatingIp = z.infer<typeof FloatingIp>;

export const FloatingIpReply = z.object({ floatingip: FloatingIp });
export const FloatingIpsReply = z.object({ floatingips: z.array(FloatingIp) });
