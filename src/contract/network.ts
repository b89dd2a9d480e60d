import { z } from 'zod';
import { Link } from './compute.ts';
import { NETWORK_TYPES } from './network-words.ts';
import { optional } from './scalars.ts';

/* Documents of the network service (spec/compute-api 3). */

export const NETWORK_PREFIX = '/cyclades/network/v2.0';

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

const AllocationPool = z.object({ start: z.string(), end: z.string() });

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
  allocation_pools: z.array(AllocationPool),
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

const text = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);
/** A number, which clients send as text or as a number. */
const id = z.preprocess(
  text,
  z
    .string()
    .regex(/^\d{1,9}$/, 'is not a number')
    .transform(Number),
);

/** What is asked for beside these is taken and means nothing, as OpenStack's clients send it: `admin_state_up`, `shared`. */
export const NewNetworkBody = z.object({
  network: z.object({
    type: z.string(),
    name: optional(z.string()),
    project: optional(z.string()),
    shared_to_project: optional(z.boolean()),
  }),
});
export const RenameNetworkBody = z.object({ network: z.object({ name: z.string() }) });
export const ReassignBody = z.strictObject({
  reassign: z.object({ project: z.string(), shared_to_project: optional(z.boolean()) }),
});

/** As OpenStack's clients write a route; `destination,nexthop` is the same. */
const HostRoute = z
  .object({ destination: z.string(), nexthop: z.string() })
  .transform(({ destination, nexthop }) => `${destination},${nexthop}`);

/** Most addresses of name servers, routes and ranges that a subnet can have. */
const MOST = 64;

/** A missing gateway is the first address, null is none. */
export const NewSubnetBody = z.object({
  subnet: z.object({
    network_id: id,
    cidr: z.string(),
    name: optional(z.string()),
    ip_version: optional(z.union([z.literal(4), z.literal(6)])),
    gateway_ip: z.string().nullable().optional(),
    enable_dhcp: optional(z.boolean()),
    enable_slaac: optional(z.boolean()),
    dns_nameservers: optional(z.array(z.string()).max(MOST)),
    host_routes: optional(z.array(z.union([z.string(), HostRoute])).max(MOST)),
    allocation_pools: optional(z.array(AllocationPool).max(MOST)),
  }),
});
export const RenameSubnetBody = z.strictObject({ subnet: z.strictObject({ name: z.string() }) });

export const NewFloatingIpBody = z.object({
  floatingip: z
    .object({
      floating_network_id: optional(id),
      floating_ip_address: optional(z.string()),
      project: optional(z.string()),
      shared_to_project: optional(z.boolean()),
    })
    .default({
      floating_network_id: undefined,
      floating_ip_address: undefined,
      project: undefined,
      shared_to_project: undefined,
    }),
});

/** As the compute service has them. */
export const ComputeFloatingIp = z.object({
  id: z.number().int(),
  ip: z.string(),
  instance_id: z.string().nullable(),
  fixed_ip: z.null(),
  pool: z.null(),
});
export const ComputeFloatingIpReply = z.object({ floating_ip: ComputeFloatingIp });
export const ComputeFloatingIpsReply = z.object({ floating_ips: z.array(ComputeFloatingIp) });
