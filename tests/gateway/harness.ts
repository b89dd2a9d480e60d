import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { assembly } from '#cloud/assembly';
import { listenOnSocket } from '#cloud/role-socket';
import { gatewayRole, type RunningGateway } from '#gateway/service';
import { type GatewaySettings, gatewaySettings } from '#gateway/settings';
import { systemClock } from '#platform/clock';
import { noKillPoint } from '#platform/faults';
import { unwatchedDisk } from '#platform/disk-space';
import { randomIds } from '#platform/ids';
import { type Logger, silentLog } from '#platform/telemetry/log';
import { createMetrics } from '#platform/telemetry/metrics';
import type { RoleContext } from '#platform/service/role';
import { Secret } from '#platform/secret';
import { readSettings } from '#platform/settings';
import { withDeadline } from '#platform/http/transport';
import { type EchoRole, echoRole, type Seen } from './echo-role.ts';

/** How the gateway reaches the roles behind it. Everything must hold for both. */
export const ways = ['in process', 'over sockets'] as const;
export type Way = (typeof ways)[number];

export interface TestGateway {
  port: number;
  base: string;
  gateway: RunningGateway;
  roles: Record<'identity' | 'object' | 'compute', EchoRole>;
  /** Everything any role has seen, in order. */
  seen: Seen[];
  runDirectory: string;
  context: RoleContext;
}

export interface TestGatewayOptions {
  way?: Way;
  settings?: Partial<Record<keyof GatewaySettings, unknown>>;
  baseUrl?: string;
  log?: Logger;
  extra?: Partial<Record<string, FastifyInstance>>;
}

export const internalSecret = new Secret('internal-secret-of-this-test');

/** A gateway on a free port with a telling role behind each prefix; gone when the test is over. */
export async function startGateway(
  t: Pick<TestContext, 'after'>,
  options: TestGatewayOptions = {},
): Promise<TestGateway> {
  const runDirectory = mkdtempSync(join(tmpdir(), 'gw-'));
  const all: Seen[] = [];
  const roles = {
    identity: echoRole('identity', ['/astakos'], all),
    object: echoRole('object', ['/pithos', '/auth', '/info'], all),
    compute: echoRole('compute', ['/cyclades'], all),
  };
  const apps = new Map<string, FastifyInstance>([
    ...Object.entries(roles).map(([name, role]) => [name as string, role.app] as const),
    ...(Object.entries(options.extra ?? {}) as [string, FastifyInstance][]),
  ]);
  const servers: (() => void)[] = [];
  for (const [name, app] of apps) {
    await app.ready();
    if (options.way !== 'over sockets') continue;
    const server = await listenOnSocket(join(runDirectory, `${name}.sock`), {
      app,
      secret: internalSecret,
      trouble: async () => undefined,
    });
    servers.push(() => {
      server.close();
      server.closeAllConnections();
    });
  }
  const context = contextFor(runDirectory, options, (role) =>
    options.way === 'over sockets' ? undefined : apps.get(role),
  );
  const gateway = await gatewayRole.start(context);
  t.after(async () => {
    await gateway.stop();
    for (const close of servers) close();
    for (const app of apps.values()) await app.close();
    rmSync(runDirectory, { recursive: true, force: true });
  });
  return {
    port: gateway.port,
    base: `http://127.0.0.1:${gateway.port}`,
    gateway,
    roles,
    seen: all,
    runDirectory,
    context,
  };
}

/** What main would give a role, with nothing real behind it but what the test names. */
export function contextFor(
  runDirectory: string,
  { settings = {}, baseUrl = 'http://cloud.example.org', log = silentLog }: TestGatewayOptions,
  localApp: RoleContext['localApp'],
): RoleContext {
  const given = {
    GATEWAY_PORT: 0,
    GATEWAY_DRAIN_SECONDS: 1,
    CONSOLE_DIRECTORY: join(runDirectory, 'no-pages'),
    ...settings,
  };
  return {
    settings: readSettings(gatewaySettings, { given }),
    baseUrl,
    clock: systemClock,
    ids: randomIds,
    log,
    metrics: createMetrics(),
    killPoint: noKillPoint,
    dataDirectory: runDirectory,
    runDirectory,
    databaseUrl: () => '',
    sessionsUrl: async () => '',
    bus: () => Promise.reject(new Error('there is no bus in this test')),
    transportTo: () => withDeadline(() => Promise.reject(new Error('that role is not in this test'))),
    localApp,
    doors: assembly.doors,
    localTroubles: async () => new Map(),
    disk: unwatchedDisk,
    secrets: {
      component: (name) => new Secret(`component-token-of-${name}`),
      at: () => new Secret('r'),
      sealingKey: new Secret('s'),
      internal: internalSecret,
    },
  };
}

/** Sends bytes as they are and reads until the other side closes, or nothing more comes for a while. */
export function sendRaw(port: number, request: string | Buffer, quietMs = 400): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const finish = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(quietMs, finish);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
    });
    socket.on('error', finish);
    socket.on('close', finish);
    socket.write(request);
  });
}

/** The status of the first answer in raw bytes; 0 when there is none. */
export function statusOf(raw: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(raw)?.[1] ?? '0');
}
