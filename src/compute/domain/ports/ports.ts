import { fail } from '../../errors.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import { ofUser, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';
import { portName } from '../names.ts';
import { floatingIpsAt } from '../networks/floating-ips.ts';
import { checkNetworkName } from '../networks/names.ts';
import { beginAction } from '../servers/begin.ts';
import { findServer } from '../servers/actions.ts';
import { ownerOf, requireUsable } from './owners-view.ts';
import { type PortWish, recordPort } from './record.ts';
import { removePorts } from './remove.ts';
import { USER_MODE_LINK } from './user-mode.ts';

/** Ports that the caller sees, or with `since` what changed among them. */
export function listPorts({ store }: Compute, caller: Caller, since?: Date): Promise<PortRow[]> {
  return store.ports.visible(caller, { since });
}

/** A port that the caller sees. */
export async function findPort({ store }: Compute, caller: Caller, id: number): Promise<PortRow> {
  const [found] = await store.ports.visible(caller, { id });
  return found ?? fail('port_not_found', { id });
}

export interface NewPortWish {
  network: number;
  address?: string | undefined;
  name: string;
  /** Server that it is for; without one it waits for a new server. */
  server?: number | undefined;
}

/** Makes a port, and where it is for a server begins to give that its card. */
export async function createPort(compute: Compute, caller: Caller, wanted: NewPortWish): Promise<PortRow> {
  const { store } = compute;
  const [network] = await store.networks.visible(caller, { ids: [wanted.network] });
  const { network: id, address, name } = wanted;
  if (network === undefined || network.deleted) fail('network_not_found', { id });
  // What every machine has of the embedded manager cannot be had a second time.
  if (network.link === USER_MODE_LINK) fail('network_not_for_users', { id });
  const wish: PortWish = { network: id, address, name: checkNetworkName(name), from: 'address' };
  if (wanted.server !== undefined) return connectPort(compute, caller, wanted.server, wish);
  return store.transaction(async (tx) => {
    await requireRoom(compute, tx, caller.user);
    const port = await recordPort(compute, tx, wish, { caller, user: caller.user, server: null, index: 0 });
    const details = { network: network.id };
    await record(compute, tx, caller, { action: 'port.create', ...ofUser('port', port), details });
    return port;
  });
}

/** Nothing is charged for a port that waits for a server, so their number has a limit of its own (C14). */
async function requireRoom({ settings }: Compute, tx: Store, user: string): Promise<void> {
  const limit = settings.MAX_FREE_PORTS;
  await tx.ports.lockFreeOf(user);
  if ((await tx.ports.countFree(user)) >= limit) fail('too_many_free_ports', { limit });
}

/** Begins to give a server a card on a network: an operator, too, only what the server's owner may use. */
export async function connectPort(
  compute: Compute,
  caller: Caller,
  id: number,
  wish: PortWish,
): Promise<PortRow> {
  const { settings } = compute;
  let port: PortRow | undefined;
  await beginAction(compute, caller, id, {
    action: 'CONNECT',
    async record(tx, server) {
      requireHotPlug(compute, server, 'connect');
      const ports = await tx.ports.of(server.id);
      const limit = settings.GANETI_MAX_NICS_PER_INSTANCE;
      if (ports.length >= limit) fail('too_many_ports', { limit });
      const index = Math.max(-1, ...ports.map((each) => each.index)) + 1;
      const isOperator = caller.administrator === true;
      const viewer = isOperator ? ownerOf(server) : caller;
      if (isOperator) await requireUsable(tx, viewer, wish, { server: server.id, ports });
      port = await recordPort(compute, tx, wish, { caller: viewer, user: server.userId, server, index });
      return { port: port.id, nic: portName(settings.BACKEND_PREFIX_ID, port.id) };
    },
  });
  return port!;
}

function requireHotPlug({ settings }: Compute, server: ServerRow, action: string): void {
  if (settings.GANETI_USE_HOTPLUG || server.operstate === 'STOPPED') return;
  fail('wrong_state', { id: server.id, action, status: 'ACTIVE', task: '' });
}

/** Changes the name. */
export async function renamePort(
  compute: Compute,
  caller: Caller,
  id: number,
  name: string,
): Promise<PortRow> {
  const { store, clock } = compute;
  const seen = await findPort(compute, caller, id);
  const checked = checkNetworkName(name);
  await store.transaction((tx) => tx.ports.update(seen.id, { name: checked, updated: clock.now() }));
  return findPort(compute, caller, id);
}

/**
 * Deletes a port that waits for a server at once, and begins to take that of a server from it: whoever sees the port may,
 * whosever the server is, but what operators gave only operators take.
 */
export async function deletePort(compute: Compute, caller: Caller, id: number): Promise<void> {
  const { store } = compute;
  const port = await findPort(compute, caller, id);
  const [network] = await store.networks.byIds([port.networkId]);
  const [address] = await store.addresses.ofPorts([id]);
  const isOperators =
    network?.public === true && network.link !== USER_MODE_LINK && address?.floatingIpId == null;
  if (caller.administrator !== true && (isOperators || network?.link === USER_MODE_LINK))
    fail('port_of_operator', { id });
  if (port.serverId !== null) return disconnectPort(compute, caller, port.serverId, port);
  await store.transaction(async (tx) => {
    const locked = await tx.ports.lock(id);
    if (locked === undefined) fail('port_not_found', { id });
    // A new server may have taken it meanwhile.
    if (locked.serverId !== null) fail('port_in_use', { id });
    await removePorts(compute, tx, [locked]);
    await record(compute, tx, caller, { action: 'port.remove', ...ofUser('port', locked) });
  });
}

/** Begins to take a card from a server. */
async function disconnectPort(
  compute: Compute,
  caller: Caller,
  id: number,
  { id: port }: PortRow,
): Promise<void> {
  await beginAction(compute, caller, id, {
    action: 'DISCONNECT',
    isSeen: true,
    async record(tx, server) {
      requireHotPlug(compute, server, 'disconnect');
      await requirePort(tx, server, port);
      return { port, nic: portName(compute.settings.BACKEND_PREFIX_ID, port) };
    },
  });
}

async function requirePort(tx: Store, server: ServerRow, id: number): Promise<PortRow> {
  const found = (await tx.ports.of(server.id)).find((port) => port.id === id);
  return found ?? fail('port_not_found', { id });
}

/** Begins to put a floating IP that the caller sees on a server. */
export async function addFloatingIp(
  compute: Compute,
  caller: Caller,
  id: number,
  address: string,
): Promise<void> {
  await findServer(compute, caller, id);
  const [found] = await floatingIpsAt(compute.store, caller, address);
  if (found === undefined) fail('floating_ip_not_found', { id: address });
  await connectPort(compute, caller, id, { network: found.networkId, address, from: 'address' });
}

/** Begins to take a floating IP from this server; it stays its owner's. */
export async function removeFloatingIp(
  compute: Compute,
  caller: Caller,
  id: number,
  address: string,
): Promise<void> {
  const server = await findServer(compute, caller, id);
  const [found] = await floatingIpsAt(compute.store, caller, address);
  const ports = await compute.store.ports.of(server.id);
  const port = found && ports.find((each) => each.id === found.portId);
  if (port === undefined) fail('floating_ip_not_connected', { address });
  await disconnectPort(compute, caller, id, port);
}
