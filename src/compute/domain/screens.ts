import { createHash, randomInt } from 'node:crypto';
import { InstanceConsole } from '#contract/instance-config';
import type { RedeemTicketReply } from '#contract/screen';
import { error, fail } from '../errors.ts';
import type { ServerRow } from '../store/servers/servers.ts';
import { ofServer, record } from './audit.ts';
import type { Caller, Compute } from './compute.ts';
import { instanceName } from './names.ts';
import { findServer } from './servers/actions.ts';

const TICKET_LIFE_MS = 30_000;

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex');
}

/** The server, when it has a screen to look at now; else why not. */
export async function findScreen(compute: Compute, caller: Caller, id: number): Promise<ServerRow> {
  const server = await findServer(compute, caller, id);
  if (server.deleted) fail('server_deleted', { id });
  if (server.suspended) fail('server_suspended', { id });
  if (server.operstate === 'BUILD') fail('server_building', { id });
  if (server.operstate === 'ERROR') fail('server_in_error', { id });
  if (server.operstate !== 'STARTED') fail('not_running', { id });
  return server;
}

/** A ticket for the screen of a running server: one use, 30 s, for this user and this run of the machine only (W2). */
export async function makeScreenTicket(compute: Compute, caller: Caller, id: number): Promise<string> {
  const { store, ids, clock } = compute;
  const server = await findScreen(compute, caller, id);
  const ticket = ids.secret(32);
  await store.transaction(async (tx) => {
    await tx.screens.insertTicket({
      hash: hashOf(ticket),
      userId: caller.user,
      serverId: id,
      incarnation: server.stateJobId,
      credential: caller.credential,
      expires: new Date(clock.now().getTime() + TICKET_LIFE_MS),
    });
    await record(compute, tx, caller, { action: 'server.console', ...ofServer(server) });
  });
  return ticket;
}

const ANSWER_MS = 20_000;
const PASSWORD_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** A way to the screen for a program that speaks VNC itself, from the address that asks: one viewer, for half a minute. */
export async function openVncDoor(
  compute: Compute,
  caller: Caller,
  id: number,
  from: string,
): Promise<{ host: string; port: number; password: string }> {
  const { settings, baseUrl, vncDoor } = compute;
  const ticket = await makeScreenTicket(compute, caller, id);
  // VNC reads eight characters.
  const password = Array.from({ length: 8 }, () => PASSWORD_LETTERS[randomInt(PASSWORD_LETTERS.length)]).join(
    '',
  );
  const signal = AbortSignal.timeout(ANSWER_MS);
  const port = await vncDoor?.open({ ticket, password, from }, signal).catch((cause: unknown) => {
    throw error('vnc_door_closed', {}, { cause });
  });
  if (port === undefined) fail('vnc_door_closed');
  return { host: settings.VNC_DOOR_HOST || new URL(baseUrl).hostname, port, password };
}

/** Takes a ticket in and says where its screen is. Unknown, used, old and outlived tickets are all refused alike. */
export async function redeemScreenTicket(compute: Compute, ticket: string): Promise<RedeemTicketReply> {
  const { store, clock, settings } = compute;
  const row = await store.screens.takeTicket(hashOf(ticket));
  const leftMs = row === undefined ? 0 : row.expires.getTime() - clock.now().getTime();
  // More than a whole life left: the clock was set back since (F8).
  if (row === undefined || leftMs <= 0 || leftMs > TICKET_LIFE_MS) fail('ticket_refused');
  const server = await store.servers.find(row.serverId);
  const same =
    server !== undefined && server.operstate === 'STARTED' && server.stateJobId === row.incarnation;
  if (!same || server.suspended) fail('ticket_refused');
  const instance = instanceName(settings.BACKEND_PREFIX_ID, server.id);
  const backend = (await store.backends.find(server.backendId))!;
  const screen = await screenOf(compute, backend, instance);
  return { server: server.id, user: row.userId, credential: row.credential, instance, ...screen };
}

type Screen = Pick<RedeemTicketReply, 'socketPath' | 'host' | 'port'>;

async function screenOf(
  compute: Compute,
  backend: Parameters<Compute['clusterOf']>[0],
  instance: string,
): Promise<Screen> {
  try {
    const found: InstanceConsole | undefined = await compute.clusterOf(backend).console(instance);
    if (typeof found?.socket_path === 'string') return { socketPath: found.socket_path };
    if (found?.kind === 'vnc' && typeof found.host === 'string' && typeof found.port === 'number') {
      return { host: found.host, port: found.port };
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'ClusterFailure') fail('backend_down', {}, { cause: error });
    throw error;
  }
  return fail('ticket_refused', {}, { detail: `${instance} has no screen` });
}

/** Erases tickets that nobody used. */
export async function forgetTickets({ store, clock }: Compute): Promise<void> {
  await store.screens.removeOldTickets(clock.now());
}
