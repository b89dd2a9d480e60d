import { fail } from '../../errors.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import { type Caller, userCaller } from '../compute.ts';
import type { PortWish } from './record.ts';
import { USER_MODE_LINK } from './user-mode.ts';

/** The owner of a server; of his projects the one that pays for it is known here. */
export function ownerOf({ userId, project }: Pick<ServerRow, 'userId' | 'project'>): Caller {
  return userCaller(userId, [project]);
}

/**
 * Throws why an operator does not connect this for an owner: a slip of the number puts nobody into the private network, or on
 * the address, of somebody else. `of` is the server with the ports it has; null where the port is to wait for one.
 */
export async function requireUsable(
  tx: Store,
  owner: Caller,
  { network: id, address, from }: PortWish,
  of: { server: number; ports: readonly PortRow[] } | null,
): Promise<void> {
  const { user } = owner;
  const [network] = await tx.networks.byIds([id]);
  if (network === undefined) fail('network_not_found', { id });
  // A private one without an owner is the operator's own.
  if (network.userId !== null && (await tx.networks.visible(owner, { ids: [id] })).length === 0)
    fail('network_of_other', { id, user });
  if (from === 'address' && (await tx.floatingIps.visibleAt(owner, address ?? '')).length === 0)
    fail('floating_ip_of_other', { address: address ?? '', user });
  if (network.link !== USER_MODE_LINK) return;
  // What every machine has of the embedded manager cannot be had a second time.
  if (of === null) fail('network_not_for_users', { id });
  if (of.ports.some(({ networkId }) => networkId === id)) fail('network_once', { id, server: of.server });
}
