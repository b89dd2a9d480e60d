import { fail } from '../../errors.ts';
import type { AddressRow } from '../../store/networks/addresses.ts';
import type { FloatingIpRow } from '../../store/networks/floating-ips.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { PoolRow, PoolValue } from '../../store/networks/pools.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { ipv4Number, ipv4Text } from './ipv4.ts';

/*
 * Addresses of ports. All of it is done in the caller's transaction, which has locked the server, then the network
 * (`store.networks.lockForUse`), in this order.
 */

/** What is asked of a port whose address changes. */
export type AddressedPort = Pick<PortRow, 'id' | 'networkId' | 'serverId' | 'userId'>;

/** A network that something can be connected to: made, and not on its way out. The caller has locked it. */
export function checkUsable(network: NetworkRow): void {
  const { id } = network;
  if (network.deleted) fail('network_not_found', { id });
  if (network.action === 'DESTROY' || network.state !== 'ACTIVE') fail('network_not_active', { id });
}

/**
 * Gives a port an IPv4 address of its network, the lowest free or the one asked for, and writes it in the port's row.
 * Undefined, and nothing done, when the network has no IPv4 subnet and no address was asked for.
 */
export async function takeAddress(
  compute: Compute,
  tx: Store,
  { network, port, address }: { network: NetworkRow; port: AddressedPort; address?: string | undefined },
): Promise<string | undefined> {
  const reserved = await reserveAddress(compute, tx, network, address);
  if (reserved === undefined) return undefined;
  await tx.addresses.insert({ ...reserved, portId: port.id, floatingIpId: null });
  await show(compute, tx, { network, port, address: reserved.address });
  return reserved.address;
}

/** Writes in the port's row what its address is, and in the log what its server has. */
async function show(
  compute: Compute,
  tx: Store,
  { network, port, address }: { network: NetworkRow; port: AddressedPort; address: string },
): Promise<void> {
  await tx.ports.setIpv4(port.id, address);
  if (network.public)
    await logAddresses(compute, tx, [{ port, address }], { action: 'associate', reason: 'port created' });
}

/** An address of a network's ranges, taken from its pool, without who has it. */
export async function reserveAddress(
  { clock }: Compute,
  tx: Store,
  network: NetworkRow,
  address?: string,
): Promise<Omit<AddressRow, 'portId' | 'floatingIpId'> | undefined> {
  const { id } = network;
  checkUsable(network);
  if (network.drained) fail('network_drained', { id });
  const subnet = (await tx.subnets.ofNetworks([id])).find(({ ipVersion }) => ipVersion === 4);
  if (subnet === undefined) {
    return address === undefined ? undefined : fail('address_outside', { address: shown(address), id });
  }
  const pools = await tx.pools.ofSubnets([subnet.id]);
  const now = clock.now();
  const { poolId, index } =
    address === undefined
      ? await nextOf(tx, pools, id, now)
      : await givenOf(tx, pools, { network: id, address, now });
  const pool = pools.find((each) => each.id === poolId)!;
  return {
    networkId: id,
    address: addressAt(pool, index),
    subnetId: subnet.id,
    poolId,
    poolIndex: index,
    created: now,
  };
}

/** Values whose time has come are freed by the way, since the repeated work that does it may be late. */
const THAWED_AT_ONCE = 256;

async function nextOf(tx: Store, pools: readonly PoolRow[], network: number, now: Date): Promise<PoolValue> {
  const ids = pools.map(({ id }) => id);
  const free = await tx.pools.takeNext(ids);
  if (free !== undefined) return free;
  const thawed = await tx.pools.thaw(now, THAWED_AT_ONCE, ids);
  const value = thawed === 0 ? undefined : await tx.pools.takeNext(ids);
  return value ?? fail('network_full', { id: network });
}

async function givenOf(
  tx: Store,
  pools: readonly PoolRow[],
  { network, address, now }: { network: number; address: string; now: Date },
): Promise<PoolValue> {
  const number = ipv4Number(address) ?? fail('bad_address', { address: shown(address) });
  const pool = pools.find((each) => number >= firstOf(each) && number < firstOf(each) + each.size);
  if (pool === undefined) fail('address_outside', { address, id: network });
  const value = { poolId: pool.id, index: number - firstOf(pool) };
  if (await tx.pools.take(value)) return value;
  await tx.pools.thaw(now, THAWED_AT_ONCE, [pool.id]);
  return (await tx.pools.take(value)) ? value : fail('address_taken', { address });
}

const shown = (address: string): string => address.slice(0, 64);
const firstOf = ({ base, offset }: PoolRow): number => ipv4Number(base)! + offset;

/** The address at a place of a subnet's range. */
export function addressAt(pool: PoolRow, index: number): string {
  return ipv4Text(firstOf(pool) + index);
}

/** Puts the address of a floating IP on a port, and writes it in the port's row. The caller may use it, and its network is locked. */
export async function attachFloatingIp(
  compute: Compute,
  tx: Store,
  { network, port, floatingIp }: { network: NetworkRow; port: AddressedPort; floatingIp: FloatingIpRow },
): Promise<void> {
  const { id, address } = floatingIp;
  checkUsable(network);
  if (floatingIp.networkId !== network.id) fail('floating_ip_elsewhere', { address, id: network.id });
  if (!(await tx.addresses.putOnPort(id, port.id))) fail('floating_ip_in_use', { address });
  await show(compute, tx, { network, port, address });
  await tx.floatingIps.update([id], { updated: compute.clock.now() });
}

/**
 * Takes the addresses of ports from them, before the ports' rows go: floating IPs stay their users', others go back to their
 * pools, of a public network after a time in which neighbours forget them (C14, C17).
 */
export async function releaseAddresses(
  compute: Compute,
  tx: Store,
  ports: readonly AddressedPort[],
  reason = 'port deleted',
): Promise<void> {
  const rows = await tx.addresses.takeFromPorts(ports.map(({ id }) => id));
  if (rows.length === 0) return;
  const open = await publicAmong(tx, rows);
  const of = new Map(ports.map((port) => [port.id, port]));
  const used = rows.map(({ portId, address }) => ({ port: of.get(portId!)!, address }));
  await logAddresses(
    compute,
    tx,
    used.filter(({ port }) => open.has(port.networkId)),
    { action: 'disassociate', reason },
  );
  const floating = rows.flatMap(({ floatingIpId }) => floatingIpId ?? []);
  await tx.floatingIps.update(floating, { updated: compute.clock.now() });
  const plain = rows.filter(({ floatingIpId }) => floatingIpId === null);
  await giveBack(compute, tx, plain, open);
}

/** Gives addresses that nobody has any more to their pools; those of the `open` networks cool down first. */
async function giveBack(
  compute: Compute,
  tx: Store,
  rows: readonly AddressRow[],
  open: ReadonlySet<number>,
): Promise<void> {
  const [cooling, free] = partition(rows, ({ networkId }) => open.has(networkId));
  await coolDown(compute, tx, cooling);
  await tx.pools.giveBack(free.map(valueOf));
}

/** Gives public addresses that nobody has any more to their pools, for a later time. */
export async function coolDown(
  { clock, settings }: Compute,
  tx: Store,
  rows: readonly AddressRow[],
): Promise<void> {
  const ready = new Date(clock.now().getTime() + settings.ADDRESS_COOL_DOWN_S * 1000);
  await tx.pools.cool(rows.map(valueOf), ready);
}

async function publicAmong(tx: Store, rows: readonly AddressRow[]): Promise<Set<number>> {
  const networks = await tx.networks.byIds([...new Set(rows.map(({ networkId }) => networkId))]);
  return new Set(networks.filter((network) => network.public).map(({ id }) => id));
}

const valueOf = ({ poolId, poolIndex }: AddressRow): PoolValue => ({ poolId, index: poolIndex });

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

/** Writes that servers got, or lost, public addresses. */
export async function logAddresses(
  { clock }: Compute,
  tx: Store,
  used: readonly { port: AddressedPort; address: string }[],
  { action, reason }: { action: 'associate' | 'disassociate'; reason: string },
): Promise<void> {
  const created = clock.now();
  await tx.addresses.log(
    used.flatMap(({ port: { networkId, serverId, userId }, address }) =>
      serverId === null ? [] : [{ address, networkId, serverId, userId, action, reason, created }],
    ),
  );
}

/** Writes that the public addresses of ports, which are still their old owner's, go on to another with their server. */
export async function logNewOwner(
  compute: Compute,
  tx: Store,
  ports: readonly AddressedPort[],
  userId: string,
): Promise<void> {
  const rows = await tx.addresses.ofPorts(ports.map(({ id }) => id));
  const open = await publicAmong(tx, rows);
  const of = new Map(ports.map((port) => [port.id, port]));
  const used = rows
    .filter(({ networkId }) => open.has(networkId))
    .map(({ portId, address }) => ({ port: of.get(portId!)!, address }));
  const reason = 'owner changed';
  await logAddresses(compute, tx, used, { action: 'disassociate', reason });
  const next = used.map(({ port, address }) => ({ port: { ...port, userId }, address }));
  await logAddresses(compute, tx, next, { action: 'associate', reason });
}

const MOST_AT_ONCE = 10_000;

/** Frees addresses whose time has come. */
export async function thawAddresses({ store, clock }: Compute): Promise<void> {
  await store.transaction((tx) => tx.pools.thaw(clock.now(), MOST_AT_ONCE));
}
