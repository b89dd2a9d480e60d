import { z } from 'zod';
import { NETWORK_TYPES } from './network-words.ts';

/* Networks, addresses and pools of the whole cloud, for its administrators. */

/** How many IPv4 addresses a network's ranges have, and what can be taken of them. */
const Fill = z.object({
  size: z.number().int(),
  /** Can be given out now. */
  free: z.number().int(),
  /** An operator keeps them back. */
  reserved: z.number().int(),
  /** Were given back, and are free in a while. */
  cooling: z.number().int(),
});

/** A row of the list of all networks. */
export const AdministeredNetwork = z.object({
  id: z.number().int(),
  name: z.string(),
  /** Null of public networks. */
  user_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  shared_to_project: z.boolean(),
  type: z.enum(NETWORK_TYPES),
  public: z.boolean(),
  floating_ip_pool: z.boolean(),
  drained: z.boolean(),
  deleted: z.boolean(),
  /** `DESTROY` while it is on its way out of the back ends. */
  action: z.enum(['CREATE', 'DESTROY']),
  status: z.string(),
  mode: z.string(),
  link: z.string(),
  mac_prefix: z.string(),
  /** Ranges of its subnets, IPv4 first. */
  cidrs: z.array(z.string()),
  ports: z.number().int(),
  addresses: Fill,
  created: z.string(),
  updated: z.string(),
});
export type AdministeredNetwork = z.infer<typeof AdministeredNetwork>;
export const AdministeredNetworksReply = z.object({
  networks: z.array(AdministeredNetwork),
  total: z.number().int(),
});

/** One network with its subnets, and where it exists. */
export const AdministeredNetworkReply = z.object({
  network: AdministeredNetwork.extend({
    /** Its name in back ends. */
    backend_name: z.string(),
    tags: z.array(z.string()),
    subnets: z.array(
      z.object({
        id: z.number().int(),
        name: z.string(),
        ip_version: z.union([z.literal(4), z.literal(6)]),
        cidr: z.string(),
        gateway_ip: z.string().nullable(),
        enable_dhcp: z.boolean(),
        dns_nameservers: z.array(z.string()),
        deleted: z.boolean(),
      }),
    ),
    backends: z.array(
      z.object({
        id: z.number().int(),
        clustername: z.string(),
        status: z.enum(['PENDING', 'ACTIVE', 'ERROR', 'DELETED']),
        mac_prefix: z.string(),
        updated: z.string(),
      }),
    ),
  }),
});

/** An IPv4 address in use: on a port, held as a floating IP, or both. */
export const AdministeredAddress = z.object({
  address: z.string(),
  network_id: z.number().int(),
  network_name: z.string(),
  public: z.boolean(),
  floating_ip: z.number().int().nullable(),
  port: z.number().int().nullable(),
  server: z.number().int().nullable(),
  server_name: z.string().nullable(),
  /** Who holds it: of a floating IP its holder, of another the owner of its port. */
  user_id: z.string(),
  tenant_id: z.string().nullable(),
  created: z.string(),
});
export type AdministeredAddress = z.infer<typeof AdministeredAddress>;
export const AdministeredAddressesReply = z.object({
  addresses: z.array(AdministeredAddress),
  total: z.number().int(),
});

/** A time during which a server had an address of a public network. */
export const AddressHolding = z.object({
  id: z.string(),
  address: z.string(),
  network_id: z.number().int(),
  server: z.number().int(),
  server_name: z.string(),
  /** Whose server it was then. */
  user_id: z.string(),
  from: z.string(),
  /** Null while it has it. */
  until: z.string().nullable(),
  reason: z.string(),
  /** Why it ended; empty while it has it. */
  end_reason: z.string(),
});
export type AddressHolding = z.infer<typeof AddressHolding>;
export const AddressHoldingsReply = z.object({
  holdings: z.array(AddressHolding),
  total: z.number().int(),
});

/** Values that are given out: bridges and MAC prefixes of the cloud, addresses of networks' ranges. */
export const AdministeredPool = Fill.extend({
  id: z.number().int(),
  kind: z.enum(['bridge', 'mac-prefix', 'ipv4']),
  first: z.string(),
  last: z.string(),
  /** Of addresses only. */
  network: z
    .object({ id: z.number().int(), name: z.string(), cidr: z.string(), public: z.boolean() })
    .nullable(),
});
export type AdministeredPool = z.infer<typeof AdministeredPool>;
export const AdministeredPoolsReply = z.object({
  pools: z.array(AdministeredPool),
  total: z.number().int(),
});
