import type { ColumnType, Generated } from 'kysely';
import type { NetworkType } from '#contract/network-words';

/** A column that is set when the row is made, by the caller. */
type Json<T> = ColumnType<T, string, string>;

export interface NetworkTable {
  id: Generated<number>;
  name: string;
  type: NetworkType;
  mode: string;
  link: string;
  /** What the MAC addresses of its ports begin with: five hexadecimal digits. */
  mac_prefix: string;
  tags: string[];
  public: boolean;
  floating_ip_pool: boolean;
  drained: boolean;
  deleted: boolean;
  /** DESTROY from the request on, until the network is gone from every back end. */
  action: 'CREATE' | 'DESTROY';
  user_id: string | null;
  project: string | null;
  shared_to_project: boolean;
  state: string;
  created: Date;
  updated: Date;
}

/** Where a network exists in a back end; there is no row where it never did. */
export interface BackendNetworkTable {
  network_id: number;
  backend_id: number;
  /** The network's, and the digit of the back end. */
  mac_prefix: string;
  state: 'PENDING' | 'ACTIVE' | 'ERROR' | 'DELETED';
  /** The change that is under way there, and its job. */
  intent: string | null;
  job_id: bigint | null;
  job_rank: number;
  job_status: string | null;
  opcode: string | null;
  created: Date;
  updated: Date;
}

export interface SubnetTable {
  id: Generated<number>;
  network_id: number;
  name: string;
  ip_version: 4 | 6;
  cidr: string;
  gateway: string | null;
  /** DHCP of version 4, SLAAC of version 6. */
  dhcp: boolean;
  dns_nameservers: string[];
  /** `destination,nexthop` each. */
  host_routes: Json<string[]>;
  deleted: boolean;
  created: Date;
  updated: Date;
}

/** Values that are given out: bridges and MAC prefixes of the cloud, addresses of a subnet's ranges. */
export interface PoolTable {
  id: Generated<number>;
  kind: 'bridge' | 'mac-prefix' | 'ipv4';
  /** Of IPv4 pools only. */
  subnet_id: number | null;
  /** What values are counted from: `prv`, `aa:00:0`, or the address of the network. */
  base: string;
  offset: number;
  size: number;
}

/** Sixty-four values of a pool; the first is the leftmost bit. */
export interface PoolChunkTable {
  pool_id: number;
  chunk: number;
  /** 0 where the value is in use, cooling down, or beyond the pool's size. */
  available: string;
  /** 0 where an operator keeps the value back. */
  reserved: string;
  /** True while a value of it can be given out. */
  open: Generated<boolean>;
}

/** A value that was given back and is not given out yet (C14, C17). */
export interface CoolingValueTable {
  pool_id: number;
  index: number;
  ready: Date;
}

/** An IPv4 address in use: by a port, by who holds it as a floating IP, or both. */
export interface AddressTable {
  network_id: number;
  address: string;
  subnet_id: number;
  pool_id: number;
  pool_index: number;
  port_id: number | null;
  floating_ip_id: number | null;
  created: Date;
}

export interface FloatingIpTable {
  id: Generated<number>;
  network_id: number;
  address: string;
  user_id: string;
  project: string;
  shared_to_project: boolean;
  /** A released one stays, for those who ask what changed. */
  deleted: boolean;
  created: Date;
  updated: Date;
}

/** Which server had which public address, for ever. */
export interface AddressHistoryTable {
  id: Generated<bigint>;
  address: string;
  server_id: number;
  network_id: number;
  user_id: string;
  action: 'associate' | 'disassociate';
  reason: string;
  created: Date;
}

export interface NetworkTables {
  networks: NetworkTable;
  backend_networks: BackendNetworkTable;
  subnets: SubnetTable;
  pools: PoolTable;
  pool_chunks: PoolChunkTable;
  cooling_values: CoolingValueTable;
  addresses: AddressTable;
  floating_ips: FloatingIpTable;
  address_history: AddressHistoryTable;
}
