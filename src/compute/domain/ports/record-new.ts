import { ServiceError } from '#platform/errors';
import { error as errorOf, fail } from '../../errors.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Caller, Compute } from '../compute.ts';
import { checkUsable, logAddresses } from '../networks/addresses.ts';
import { type NewPort, type PortOwner, recordPort } from './record.ts';

/** Writes the ports of a new server with their addresses, in the transaction that writes the server; in the order of its cards. */
export async function recordNewPorts(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  { caller, ports }: { caller: Caller; ports: readonly NewPort[] },
): Promise<PortRow[]> {
  const rows: PortRow[] = [];
  // By network, so that two who want the same addresses never wait for each other in turn.
  const order = ports
    .map((port, index) => ({ port, index }))
    .sort((a, b) => firstOf(a.port) - firstOf(b.port));
  for (const { port, index } of order) {
    const owner = { caller, user: server.userId, server, index };
    rows[index] =
      'port' in port
        ? await useFreePort(compute, tx, port.port, owner)
        : await firstPossible(compute, tx, port, owner);
  }
  return rows;
}

const firstOf = (port: NewPort): number => ('port' in port ? 0 : (port.choices[0]?.network ?? 0));

async function firstPossible(
  compute: Compute,
  tx: Store,
  { choices, otherwise }: Exclude<NewPort, { port: number }>,
  owner: PortOwner,
): Promise<PortRow> {
  let cause: unknown;
  for (const wish of choices) {
    try {
      return await recordPort(compute, tx, wish, owner);
    } catch (error) {
      if (otherwise === null || !(error instanceof ServiceError && error.status === 409)) throw error;
      cause = error;
    }
  }
  throw errorOf(
    otherwise ?? 'network_no_address',
    { id: choices.map(({ network }) => network).join(', ') || '-' },
    { cause },
  );
}

/** Connects a port that was made before. */
async function useFreePort(compute: Compute, tx: Store, id: number, owner: PortOwner): Promise<PortRow> {
  const { caller, index } = owner;
  const server = owner.server!;
  if ((await tx.ports.visible(caller, { id })).length === 0) fail('port_not_found', { id });
  const port = (await tx.ports.lock(id)) ?? fail('port_not_found', { id });
  if (port.serverId !== null) fail('port_in_use', { id });
  const network = (await tx.networks.lockForUse(port.networkId))!;
  checkUsable(network);
  const changes = { serverId: server.id, index, state: 'BUILD', updated: compute.clock.now() };
  await tx.ports.update(id, changes);
  const used = { ...port, ...changes };
  if (network.public && port.ipv4 !== null)
    await logAddresses(compute, tx, [{ port: used, address: port.ipv4 }], {
      action: 'associate',
      reason: 'server created',
    });
  return used;
}
