import { fail } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { PoolRow } from '../../store/networks/pools.ts';
import type { OwnedSubnetRow, SubnetRow } from '../../store/networks/subnets.ts';
import type { Store } from '../../store/store.ts';
import type { Caller, Compute } from '../compute.ts';
import { addressAt } from './addresses.ts';
import { ipv4Number } from './ipv4.ts';
import { ipv6Number } from './ipv6.ts';
import { checkNetworkName } from './names.ts';
import { rangesOf, type WantedRanges } from './ranges.ts';

/** What a new subnet is asked for with, besides its network. */
export interface WantedSubnet extends WantedRanges {
  name?: string | undefined;
  /** DHCP of version 4, SLAAC of version 6. */
  dhcp?: boolean | undefined;
  dnsNameservers?: readonly string[] | undefined;
  hostRoutes?: readonly string[] | undefined;
}

/** A subnet, whose it is, and what it gives out. */
export interface SubnetDetails {
  subnet: OwnedSubnetRow;
  pools: { start: string; end: string }[];
}

/** The subnets of networks that the caller sees, or with `since` what changed among them. */
export async function listSubnets(
  { store }: Compute,
  caller: Caller,
  since?: Date,
): Promise<SubnetDetails[]> {
  return withPools(store, await store.subnets.visible(caller, { since }));
}

/** One subnet, deleted ones included. */
export async function findSubnet({ store }: Compute, caller: Caller, id: number): Promise<SubnetDetails> {
  const [found] = await withPools(store, await store.subnets.visible(caller, { id }));
  return found ?? fail('subnet_not_found', { id });
}

/** Any subnets, with what they give out. */
async function withPools(store: Store, subnets: readonly OwnedSubnetRow[]): Promise<SubnetDetails[]> {
  const pools = Map.groupBy(
    await store.pools.ofSubnets(subnets.map(({ id }) => id)),
    (pool) => pool.subnetId,
  );
  return subnets.map((subnet) => ({
    subnet,
    pools: (pools.get(subnet.id) ?? []).map(endsOf),
  }));
}

const endsOf = (pool: PoolRow) => ({ start: addressAt(pool, 0), end: addressAt(pool, pool.size - 1) });

/** Gives a network of the caller's addresses. Only before it is made in any back end, which is told of them then. */
export async function createSubnet(
  compute: Compute,
  caller: Caller,
  { network: id, ...wanted }: WantedSubnet & { network: number },
): Promise<SubnetDetails> {
  const { store } = compute;
  const subnet = await store.transaction(async (tx) => {
    const locked = await tx.networks.lock(id);
    const [network] = locked === undefined ? [] : await tx.networks.visible(caller, { ids: [id] });
    if (network === undefined) fail('network_not_found', { id });
    if (network.userId !== caller.user) fail('network_not_yours', { id });
    if (network.deleted || network.action === 'DESTROY') fail('network_deleted', { id });
    return insertSubnet(compute, tx, network, wanted);
  });
  return findSubnet(compute, caller, subnet.id);
}

/** Writes a subnet and what it gives out, in the caller's transaction, which has locked the network. */
export async function insertSubnet(
  { clock, settings }: Compute,
  tx: Store,
  network: NetworkRow,
  wanted: WantedSubnet,
): Promise<SubnetRow> {
  const { version, dnsNameservers = [], hostRoutes = [] } = wanted;
  const name = checkNetworkName(wanted.name ?? '');
  for (const address of dnsNameservers) versionOf(address);
  for (const route of hostRoutes) checkRoute(route);
  const ranges = rangesOf(wanted, { largest: settings.MAX_CIDR_BLOCK });
  const [inBackend, others] = [
    await tx.subnets.isRealised(network.id),
    await tx.subnets.ofNetworks([network.id]),
  ];
  if (inBackend) fail('subnet_too_late', { id: network.id });
  if (others.some(({ ipVersion }) => ipVersion === version))
    fail('subnet_exists', { id: network.id, version });
  if (network.public && (await tx.subnets.overlapsPublic(ranges.cidr)))
    fail('subnet_overlaps', { cidr: ranges.cidr });
  const now = clock.now();
  const subnet = await tx.subnets.insert({
    networkId: network.id,
    name,
    ipVersion: version,
    cidr: ranges.cidr,
    gateway: ranges.gateway,
    dhcp: wanted.dhcp ?? true,
    dnsNameservers: [...dnsNameservers],
    hostRoutes: JSON.stringify(hostRoutes),
    deleted: false,
    created: now,
    updated: now,
  });
  await tx.pools.insert(
    ranges.pools.map((pool) => ({ kind: 'ipv4', subnetId: subnet.id, base: ranges.base, ...pool })),
  );
  await tx.networks.update(network.id, { updated: now });
  return subnet;
}

/** The version of an address; refuses what is none. */
function versionOf(text: string): 4 | 6 {
  if (ipv4Number(text) !== undefined) return 4;
  return ipv6Number(text) === undefined ? fail('bad_address', { address: text.slice(0, 64) }) : 6;
}

/** `destination,nexthop`, as 10.2.0.0/16,10.0.0.9. */
function checkRoute(route: string): void {
  const [destination = '', nexthop = '', ...rest] = route.split(',');
  const [address = '', prefix = '32', ...more] = destination.split('/');
  const version = versionOf(address);
  const fits = /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
  if (rest.length + more.length > 0 || !fits || versionOf(nexthop) !== version)
    fail('bad_host_route', { route: route.slice(0, 64) });
}

/** Changes a subnet's name, which is all that can be changed. Of users its network's owner alone may. */
export async function renameSubnet(
  compute: Compute,
  caller: Caller,
  id: number,
  name: string,
): Promise<SubnetDetails> {
  const { subnet } = await findSubnet(compute, caller, id);
  if (subnet.userId !== caller.user) fail('network_not_yours', { id: subnet.networkId });
  if (subnet.deleted) fail('network_deleted', { id: subnet.networkId });
  await compute.store.subnets.update(id, { name: checkNetworkName(name), updated: compute.clock.now() });
  return findSubnet(compute, caller, id);
}
