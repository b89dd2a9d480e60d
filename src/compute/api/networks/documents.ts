import { NETWORK_PREFIX, type FloatingIp, type Network, type Subnet } from '#contract/network';
import type { Compute } from '../../domain/compute.ts';
import type { SubnetDetails } from '../../domain/networks/subnets.ts';
import type { FloatingIpRow } from '../../store/networks/floating-ips.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import { linksOf } from '../documents.ts';
import { wireTime } from '../protocol.ts';

const textOf = (id: number | null): string | null => (id === null ? null : String(id));

/** What users are told of a network; one that gives out no new addresses is there all the same. */
export function statusOf({ deleted, drained, state }: NetworkRow): string {
  if (deleted) return 'DELETED';
  return drained ? 'SNF:DRAINED' : state;
}

/** Networks in full, each with the numbers of its subnets. */
export async function networkDocuments(compute: Compute, rows: readonly NetworkRow[]): Promise<Network[]> {
  const subnets = await compute.store.subnets.ofNetworks(rows.map(({ id }) => id));
  const of = Map.groupBy(subnets, ({ networkId }) => networkId);
  return rows.map((row) => ({
    id: String(row.id),
    name: row.name,
    links: linksOf(compute, `${NETWORK_PREFIX}/networks`, row.id),
    user_id: row.userId,
    tenant_id: row.project,
    shared_to_project: row.sharedToProject,
    type: row.type,
    status: statusOf(row),
    public: row.public,
    shared: row.public,
    'router:external': row.public,
    'SNF:floating_ip_pool': row.floatingIpPool,
    admin_state_up: true,
    subnets: (of.get(row.id) ?? []).map(({ id }) => String(id)),
    created: wireTime(row.created),
    updated: wireTime(row.updated),
    deleted: row.deleted,
  }));
}

export async function networkDocument(compute: Compute, row: NetworkRow): Promise<Network> {
  const [document] = await networkDocuments(compute, [row]);
  return document!;
}

export function subnetDocument(compute: Compute, { subnet, pools }: SubnetDetails): Subnet {
  return {
    id: String(subnet.id),
    network_id: String(subnet.networkId),
    name: subnet.name,
    links: linksOf(compute, `${NETWORK_PREFIX}/subnets`, subnet.id),
    tenant_id: subnet.project,
    user_id: subnet.userId,
    public: subnet.public,
    ip_version: subnet.ipVersion,
    cidr: subnet.cidr,
    gateway_ip: subnet.gateway,
    enable_dhcp: subnet.dhcp,
    ...(subnet.ipVersion === 6 ? { enable_slaac: subnet.dhcp } : {}),
    dns_nameservers: subnet.dnsNameservers,
    host_routes: subnet.hostRoutes,
    allocation_pools: pools,
    deleted: subnet.deleted,
  };
}

export function floatingIpDocument(row: FloatingIpRow): FloatingIp {
  return {
    id: String(row.id),
    floating_ip_address: row.address,
    floating_network_id: String(row.networkId),
    port_id: textOf(row.portId),
    instance_id: textOf(row.serverId),
    fixed_ip_address: null,
    user_id: row.userId,
    tenant_id: row.project,
    shared_to_project: row.sharedToProject,
    deleted: row.deleted,
  };
}
