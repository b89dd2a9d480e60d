import { fail, is } from '../../errors.ts';
import type { FloatingIpRow } from '../../store/networks/floating-ips.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Caller, Compute } from '../compute.ts';
import { attachFloatingIp, checkUsable, takeAddress } from '../networks/addresses.ts';
import { floatingIpsAt } from '../networks/floating-ips.ts';
import { USER_MODE_LINK } from './user-mode.ts';

/** What a port is to be. */
export interface PortWish {
  network: number;
  /** An address that it is to have; of a public network one that the caller holds as a floating IP. */
  address?: string | undefined;
  /** Of a public network without `address`: `held` takes one of the owner's idle floating IPs, `plain` one of the pool. */
  from: 'address' | 'held' | 'plain';
  name?: string;
}

/** A card of a new server: the first of these that can be had, or a port that is there. */
export type NewPort =
  | { choices: PortWish[]; otherwise: 'network_no_address' | 'forced_network_unavailable' | null }
  | { port: number };

/** Whom a port is for: without a server it waits for one. */
export interface PortOwner {
  caller: Caller;
  /** Owner of the port. */
  user: string;
  server: ServerRow | null;
  index: number;
}

/**
 * Writes a port with its address, in the caller's transaction, which has locked the server. Throws why it cannot be, and then
 * nothing of it is written.
 */
export async function recordPort(
  compute: Compute,
  tx: Store,
  wish: PortWish,
  owner: PortOwner,
): Promise<PortRow> {
  const network =
    (await tx.networks.lockForUse(wish.network)) ?? fail('network_not_found', { id: wish.network });
  checkUsable(network);
  const now = compute.clock.now();
  const [port] = await tx.ports.insert([
    {
      name: wish.name ?? '',
      networkId: network.id,
      serverId: owner.server?.id ?? null,
      userId: owner.user,
      index: owner.index,
      state: owner.server === null ? 'DOWN' : 'BUILD',
      mac: null,
      ipv4: null,
      ipv6: null,
      firewall: null,
      forward: '{}',
      created: now,
      updated: now,
    },
  ]);
  try {
    const ipv4 = await addressOf(compute, tx, { network, port: port!, wish, owner });
    return { ...port!, ipv4: ipv4 ?? null };
  } catch (error) {
    // A next choice may be tried in the same transaction.
    await tx.ports.remove([port!.id]);
    throw error;
  }
}

interface Addressing {
  network: NetworkRow;
  port: PortRow;
  wish: PortWish;
  owner: PortOwner;
}

async function addressOf(compute: Compute, tx: Store, wanted: Addressing): Promise<string | undefined> {
  const { network, port, wish } = wanted;
  const { address } = wish;
  if (network.link === USER_MODE_LINK) {
    return address === undefined ? undefined : fail('network_address_fixed', { id: network.id });
  }
  if (!network.public || wish.from === 'plain') return takeAddress(compute, tx, { network, port, address });
  if (wish.from === 'held') return idleFloatingIp(compute, tx, wanted);
  if (address === undefined) fail('floating_ip_needed', { id: network.id });
  const held = await floatingIpsAt(tx, wanted.owner.caller, address);
  const found = held.find(({ networkId }) => networkId === network.id) ?? held[0];
  await attach(compute, tx, wanted, found ?? fail('floating_ip_not_found', { id: address }));
  return address;
}

async function attach(
  compute: Compute,
  tx: Store,
  { network, port }: Addressing,
  floatingIp: FloatingIpRow,
): Promise<void> {
  await attachFloatingIp(compute, tx, { network, port, floatingIp });
}

/** How many idle floating IPs are tried, where others take them at the same time. */
const TRIES = 16;

async function idleFloatingIp(compute: Compute, tx: Store, wanted: Addressing): Promise<string> {
  const { network, owner } = wanted;
  const idle = await tx.floatingIps.idleOf(owner.user, network.id);
  for (const floatingIp of idle.slice(0, TRIES)) {
    try {
      await attach(compute, tx, wanted, floatingIp);
      return floatingIp.address;
    } catch (error) {
      if (!is(error, 'floating_ip_in_use')) throw error;
    }
  }
  return fail('no_idle_floating_ip', { id: network.id });
}
