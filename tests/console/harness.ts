import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { consoleRole } from '#console/service';
import { consoleSettings } from '#console/settings';
import { SCREEN_TICKET_REDEEM_PATH } from '#contract/screen';
import { FAULT_CODE_HEADER } from '#contract/refusal';
import { ENDED_CREDENTIALS_PATH } from '#contract/identity';
import type { Transport } from '#contract/transport';
import { type Logger, silentLog } from '#platform/telemetry/log';
import type { RunningRole } from '#platform/service/role';
import { readSettings } from '#platform/settings';
import { withDeadline } from '#platform/http/transport';
import { contextFor, startGateway, type TestGateway, type Way } from '../gateway/harness.ts';

/** A screen as QEMU shows one, kept to its first words; it remembers what viewers did. */
export interface FakeScreen {
  path: string;
  connections: Socket[];
  received: Buffer[];
  close(): void;
}

export interface TestConsole extends TestGateway {
  url: string;
  console: RunningRole;
  screen: FakeScreen;
  /** A ticket as compute would give one, good for one use. */
  ticket(about?: { user?: string; server?: number; socketPath?: string; credential?: string }): string;
  redeemed: string[];
  /** What identity knows of sessions. */
  sessions: { ended: Set<string>; away: boolean; asked: string[][] };
}

/** A session as compute names it to the console. */
export const credentialOf = (session: string): string => hash('sha256', session, 'base64url');

/** A console behind a gateway, with a compute that knows the tickets of this test. */
export async function startConsole(
  t: TestContext,
  options: { way?: Way; settings?: Record<string, unknown>; log?: Logger } = {},
): Promise<TestConsole> {
  const directory = mkdtempSync(join(tmpdir(), 'screen-'));
  const screen = await fakeScreen(join(directory, 'vnc-1'));
  const tickets = new Map<string, unknown>();
  const redeemed: string[] = [];
  const sessions: TestConsole['sessions'] = { ended: new Set(), away: false, asked: [] };
  const log = options.log ?? silentLog;
  const role = await consoleRole.start({
    ...contextFor(directory, {}, () => undefined),
    log,
    settings: readSettings(consoleSettings, { given: options.settings ?? {} }),
    transportTo: (role) =>
      withDeadline(role === 'identity' ? identityWith(sessions) : computeWith(tickets, redeemed)),
  });
  t.after(() => role.stop());
  t.after(() => {
    screen.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const gateway = await startGateway(t, {
    log,
    extra: { console: role.app! },
    settings: { GATEWAY_SOCKETS_PER_ADDRESS: 5000 },
    ...(options.way === undefined ? {} : { way: options.way }),
  });
  return {
    ...gateway,
    url: `ws://127.0.0.1:${gateway.port}/cyclades/screen`,
    console: role,
    screen,
    redeemed,
    sessions,
    ticket(about = {}) {
      const ticket = randomBytes(32).toString('base64url');
      const credential = credentialOf('session.of-ada');
      const server = { server: 42, user: 'ada', credential, instance: 'snf-42', socketPath: screen.path };
      tickets.set(ticket, { ...server, ...about });
      return ticket;
    },
  };
}

function computeWith(tickets: Map<string, unknown>, redeemed: string[]): Transport {
  return ({ method, path, headers, body }) => {
    const known =
      headers?.['x-auth-token'] === 'component-token-of-cyclades' && path === SCREEN_TICKET_REDEEM_PATH;
    const { ticket } = JSON.parse(String(body)) as { ticket: string };
    const target = known && method === 'POST' ? tickets.get(ticket) : undefined;
    tickets.delete(ticket);
    redeemed.push(ticket);
    const status = target === undefined ? 403 : 200;
    return Promise.resolve({
      status,
      headers: {},
      body: Readable.from([Buffer.from(JSON.stringify(target ?? {}))]),
    });
  };
}

function identityWith(sessions: TestConsole['sessions']): Transport {
  return ({ method, path, headers, body }) => {
    const { credentials } = JSON.parse(String(body)) as { credentials: string[] };
    sessions.asked.push(credentials);
    const known = headers?.['x-auth-token'] === 'component-token-of-cyclades' && method === 'POST';
    const status = !known || path !== ENDED_CREDENTIALS_PATH ? 403 : sessions.away ? 503 : 200;
    const ended = credentials.filter((credential) => sessions.ended.has(credential));
    return Promise.resolve({
      status,
      headers: {},
      body: Readable.from([Buffer.from(JSON.stringify(status === 200 ? { ended } : {}))]),
    });
  };
}

async function fakeScreen(path: string): Promise<FakeScreen> {
  const connections: Socket[] = [];
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    connections.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => received.push(bytes));
    socket.write('RFB 003.008\n');
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    connections,
    received,
    close() {
      server.close();
      for (const socket of connections) socket.destroy();
    },
  };
}

/** A viewer that has been let in, with what it has received; or the status it was refused with. */
export interface Viewer {
  socket: WebSocket;
  bytes(): Buffer;
  closed: Promise<number>;
}

/** Opens a screen as the page does. Rejects with the HTTP status when it is refused. */
export function view(
  url: string,
  ticket: string | undefined,
  options: {
    origin?: string | undefined;
    protocols?: string[];
    headers?: Record<string, string>;
    autoPong?: boolean;
  } = {},
): Promise<Viewer> {
  const protocols = options.protocols ?? [
    'binary',
    ...(ticket === undefined ? [] : [`synnefo.ticket.${ticket}`]),
  ];
  const origin = 'origin' in options ? options.origin : new URL(url.replace('ws', 'http')).origin;
  const socket = new WebSocket(url, protocols, {
    ...(origin === undefined ? {} : { origin }),
    ...(options.headers === undefined ? {} : { headers: options.headers }),
    ...(options.autoPong === undefined ? {} : { autoPong: options.autoPong }),
    perMessageDeflate: true,
  });
  const pieces: Buffer[] = [];
  socket.on('message', (data) => pieces.push(data as Buffer));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, reply) => {
      reply.resume();
      socket.on('error', () => undefined);
      socket.terminate();
      reject(new Error(`refused with ${reply.statusCode} ${String(reply.headers[FAULT_CODE_HEADER])}`));
    });
    socket.once('error', reject);
    socket.once('open', () => {
      socket.on('error', () => undefined);
      resolve({ socket, bytes: () => Buffer.concat(pieces), closed });
    });
  });
}
