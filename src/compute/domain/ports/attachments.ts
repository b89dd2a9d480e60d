import { fail } from '../../errors.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import type { Caller, Compute } from '../compute.ts';
import { findNetwork } from '../networks/networks.ts';
import { createPort, deletePort } from './ports.ts';

/*
 * Cards of servers by the names that they had before ports had numbers: the server, and the place of the card in it. A place
 * is another card's once one before it is gone, as it was then.
 */

/** The old name of a port; undefined for one that waits for a server. */
export function attachmentOf({ serverId, index }: PortRow): string | undefined {
  return serverId === null ? undefined : `nic-${serverId}-${index}`;
}

/** Begins to connect a server to a private network that the caller sees. */
export async function addAttachment(
  compute: Compute,
  caller: Caller,
  id: number,
  server: number,
): Promise<void> {
  if ((await findNetwork(compute, caller, id)).public) fail('network_public', { id });
  await createPort(compute, caller, { network: id, server, name: '' });
}

/** Begins to take a card off a private network that the caller sees. */
export async function removeAttachment(
  compute: Compute,
  caller: Caller,
  id: number,
  attachment: string,
): Promise<void> {
  if ((await findNetwork(compute, caller, id)).public) fail('network_public', { id });
  const ports = await compute.store.ports.visible(caller, { networks: [id] });
  const port = ports.find((each) => attachmentOf(each) === attachment);
  if (port === undefined) fail('attachment_not_found', { id, attachment });
  await deletePort(compute, caller, port.id);
}
