import { fail } from '../../errors.ts';
import type { FloatingIpRow } from '../../store/networks/floating-ips.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import { type Compute, operator, userCaller } from '../compute.ts';
import { checkNetworkName } from '../networks/names.ts';
import { mailsOf } from '../owners.ts';
import { requireUsable } from './owners-view.ts';
import { connectPort, deletePort } from './ports.ts';
import { type PortWish, recordPort } from './record.ts';

/** A port as the operator makes it: of a public network, too, with an address that is nobody's floating IP. */
export interface OperatorPortWish {
  network: number;
  name: string;
  /** The server whose card it is, or the user whose new server it waits for. */
  whom: { server: number } | { user: string };
  /** Address that it is to have; without one the next free one. */
  address?: string | undefined;
  /** Floating IP that it is to have instead. */
  floatingIp?: number | undefined;
}

/** Makes a port for any server or user, of what its owner may use; of a server it begins to give it the card. */
export async function createOperatorPort(
  compute: Compute,
  { whom, ...wanted }: OperatorPortWish,
): Promise<PortRow> {
  const wish = await wishOf(compute, wanted);
  if ('server' in whom) return connectPort(compute, operator, whom.server, wish);
  const { user } = whom;
  if (!(await mailsOf(compute, [user])).has(user)) fail('user_not_found', { user });
  const owner = userCaller(user);
  return compute.store.transaction(async (tx) => {
    await requireUsable(tx, owner, wish, null);
    return recordPort(compute, tx, wish, { caller: owner, user, server: null, index: 0 });
  });
}

async function wishOf(
  compute: Compute,
  { network, name, address, floatingIp }: Omit<OperatorPortWish, 'whom'>,
): Promise<PortWish> {
  const checked = { network, name: checkNetworkName(name) };
  if (floatingIp === undefined) return { ...checked, address, from: 'plain' };
  const held = await liveFloatingIp(compute, floatingIp);
  if (held.networkId !== network) fail('floating_ip_elsewhere', { address: held.address, id: network });
  return { ...checked, address: held.address, from: 'address' };
}

/** Begins to put any floating IP on a server of somebody who may use it. */
export async function attachFloatingIpOf(compute: Compute, id: number, server: number): Promise<PortRow> {
  const { networkId: network, address } = await liveFloatingIp(compute, id);
  return connectPort(compute, operator, server, { network, address, from: 'address' });
}

/** Takes any floating IP off the port that it is on, with the port; it stays its holder's. */
export async function detachFloatingIp(compute: Compute, id: number): Promise<void> {
  const { portId } = await liveFloatingIp(compute, id);
  if (portId === null) fail('floating_ip_idle', { id });
  await deletePort(compute, operator, portId);
}

async function liveFloatingIp({ store }: Compute, id: number): Promise<FloatingIpRow> {
  const found = await store.floatingIps.find(id);
  return found === undefined || found.deleted ? fail('floating_ip_not_found', { id }) : found;
}
