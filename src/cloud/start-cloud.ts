import http, { type Server } from 'node:http';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { awaitRunningPostgres } from '#platform/embedded-postgres/await-running';
import { Ballast } from '#platform/embedded-postgres/ballast';
import { startPostgres } from '#platform/embedded-postgres/start';
import { listen, transportSecurity } from '#gateway/listen';
import { serveMetrics } from '#gateway/metrics-socket';
import type { GatewaySettings } from '#gateway/settings';
import { type Clock, systemClock } from '#platform/clock';
import type { Launcher } from '#platform/launcher';
import type { Logger } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import type { Entrance, RunningRole } from '#platform/role';
import type { DatabaseDefinition } from '#platform/service-definition';
import { Undo } from '#platform/undo';
import { prepareHypervisor } from '#vmhost/prepare';
import type { HypervisorState } from '#vmhost/qemu/acceleration';
import type { VmhostSettings } from '#vmhost/settings';
import type { Assembly } from './assembly.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { embeddedUrls } from './embedded-urls.ts';
import { killPointOf } from './kill-point.ts';
import { watchDataDirectory } from './disk-watch.ts';
import { externalUrl, type OpenCloud, openCloud, readCloudSettings } from './open-cloud.ts';
import { requireBaseAddress } from './base-address.ts';
import { listenerOf, listenForOthers, type RoleListener } from './role-listener.ts';
import { closeRoleServer, listenOnSocket } from './role-socket.ts';
import type { CloudSettings } from './settings.ts';

export interface StartCloudOptions {
  /** The services; those of this program unless given. */
  assembly?: Assembly;
  dataDirectory: string;
  configDirectory?: string;
  environment: Record<string, string | undefined>;
  given?: Record<string, unknown>;
  /** What this process is: roles by name, and `database` for the keeper of the embedded one. */
  parts: readonly string[];
  log: Logger;
  clock?: Clock;
  checkReplies?: boolean;
  /** Tests may take databases without syncing; nothing else may. */
  durable?: boolean;
  /** All settings, when they have been read before. */
  settings?: Record<string, unknown>;
  /** Starts machines where this process may not. */
  launcher?: Launcher;
  entrance?: Entrance;
  /** Aborted: what is not started yet is not started any more, and the promise rejects with its reason. */
  signal?: AbortSignal;
  /** Whether the roles are ready only once `cloud.readiness.setUpDone` was called. */
  setUpFollows?: boolean;
  /** Called with one short sentence as each part is up. */
  progress?(sentence: string): void;
}

export interface RunningCloud {
  data: DataDirectory;
  cloud: OpenCloud;
  running: ReadonlyMap<string, RunningRole>;
  /** What machines can run with here; undefined when they run elsewhere. */
  hypervisor: HypervisorState | undefined;
  /** Stops every role in reverse, then the database. Safe to call more than once. */
  stop(): Promise<void>;
}

/** Another process may just be making the database, on a slow disk. */
const DATABASE_LIMIT_MS = 120_000;

/** Starts the parts in order; when one fails, those before it are stopped again and the reason is thrown. */
export async function startCloud(options: StartCloudOptions): Promise<RunningCloud> {
  await using undo = new Undo();
  const data = openDataDirectory(options.dataDirectory);
  const settings = options.settings ?? readCloudSettings(options);
  const ballast = options.parts.includes('database')
    ? new Ballast(join(data.path, 'ballast'), options.log)
    : undefined;
  // First of all: on a disk that is quite full, a start needs the few bytes that the ballast gives.
  const disk = await watchDataDirectory(data.path, settings as CloudSettings, options.log, (free) =>
    Promise.resolve(ballast?.weigh(free)),
  );
  undo.push(() => disk.stop());
  data.claim(options.parts);
  undo.push(() => data.release());
  // Settings and secrets first: a mistake in them is said before anything is started.
  let embeddedUrl: ((name: string) => string) | undefined;
  const cloud = openCloud({
    ...options,
    settings,
    disk,
    dataDirectory: data.path,
    runDirectory: data.run,
    metrics: createMetrics({ processMetrics: true }),
    killPoint: killPointOf(options.environment, data.path),
    embeddedUrl: (name) => embeddedUrl!(name),
  });
  const roles = cloud.assembly.roles.filter(({ name }) => options.parts.includes(name));
  requireBaseAddress(
    { ...cloud.settings, ...(cloud.contextFor('gateway').settings as GatewaySettings) },
    roles,
  );
  const listeners = listenersOf(options.parts, cloud.settings);
  if (options.parts.includes('gateway') && options.entrance?.listener === undefined) await tryAddress(cloud);
  const [urls, hypervisor] = await Promise.all([
    databaseOf(options, data, cloud, undo),
    hypervisorOf(options, data, cloud),
  ]);
  embeddedUrl = urls;
  undo.push(() => cloud.close());
  const running = new Map<string, RunningRole>();
  if (options.setUpFollows === true) cloud.readiness.awaitSetUp();
  for (const role of roles) {
    options.signal?.throwIfAborted();
    options.progress?.(`starting ${role.name}`);
    const { start } = await role.load();
    const started = await start(cloud.contextFor(role.name));
    undo.push(() => started.stop());
    running.set(role.name, started);
    cloud.readiness.add(role.name, started);
    if (started.app !== undefined) {
      cloud.apps.set(role.name, started.app);
      undo.push(await serveBeside(role.name, started, { data, cloud, listener: listeners.get(role.name) }));
    }
  }
  if (!running.has('gateway')) undo.push(await serveOwnMetrics(data, cloud, [...running.keys()]));
  await Promise.all([...running.values()].map((role) => role.ready()));
  const steps = undo.move();
  let stopping: Promise<void> | undefined;
  return { data, cloud, running, hypervisor, stop: () => (stopping ??= steps[Symbol.asyncDispose]()) };
}

/** Opens the gateway's address and closes it again: one that is taken is said before the work of starting is done. */
async function tryAddress(cloud: OpenCloud): Promise<void> {
  const context = cloud.contextFor('gateway');
  const settings = context.settings as GatewaySettings;
  if (context.entrance === undefined) transportSecurity(settings);
  const server = http.createServer();
  await listen(server, settings.GATEWAY_HOST, settings.GATEWAY_PORT);
  await new Promise<void>((resolve) => void server.close(() => resolve()));
}

async function hypervisorOf(
  options: StartCloudOptions,
  data: DataDirectory,
  cloud: OpenCloud,
): Promise<HypervisorState | undefined> {
  if (!options.parts.includes('vmhost')) return undefined;
  const settings = cloud.contextFor('vmhost').settings as VmhostSettings;
  return prepareHypervisor(data.path, settings, options.signal);
}

/** Where each role of this process listens for other machines; refused before anything is started. */
function listenersOf(parts: readonly string[], settings: CloudSettings): ReadonlyMap<string, RoleListener> {
  const named = parts.flatMap((part) => {
    const listener = part === 'database' ? undefined : listenerOf(part, settings);
    return listener === undefined ? [] : [[part, listener] as const];
  });
  return new Map(named);
}

/**
 * Other processes of this machine, the administration commands among them, reach a role through its socket; those of other
 * machines at the address it has.
 */
async function serveBeside(
  name: string,
  role: RunningRole,
  { data, cloud, listener }: { data: DataDirectory; cloud: OpenCloud; listener: RoleListener | undefined },
): Promise<() => Promise<void>> {
  const path = join(data.run, `${name}.sock`);
  const served = {
    app: role.app!,
    secret: cloud.secrets.internal,
    trouble: () => cloud.readiness.troubleOf(name),
  };
  const servers: Server[] = [await listenOnSocket(path, served)];
  if (listener !== undefined) servers.push(await listenForOthers(listener, served));
  return async () => {
    await Promise.all(servers.map(closeRoleServer));
    rmSync(path, { force: true });
  };
}

/** The gateway serves those of its process; any other process has a socket named for its first role. */
async function serveOwnMetrics(
  data: DataDirectory,
  cloud: OpenCloud,
  [first = 'database']: readonly string[],
): Promise<() => Promise<void>> {
  const server = await serveMetrics(
    join(data.run, `metrics-${first}.sock`),
    cloud.contextFor('gateway').metrics,
  );
  return () => server.close();
}

/** The databases that the roles of this process connect to. */
function databasesFor(
  { roles, databases }: Assembly,
  parts: readonly string[],
  settings: CloudSettings,
): DatabaseDefinition[] {
  const here = roles.filter(({ name }) => parts.includes(name));
  const needed = new Set(here.flatMap((role) => role.databases));
  if (settings.BROKER === 'postgres' && here.some(({ usesBus }) => usesBus)) needed.add('queue');
  return databases.filter(({ name }) => needed.has(name));
}

/** Starts the embedded database where that is our part; else waits for the one that another process keeps. */
async function databaseOf(
  options: StartCloudOptions,
  data: DataDirectory,
  { assembly, secrets, settings }: OpenCloud,
  undo: Undo,
): Promise<(name: string) => string> {
  const dataDirectory = join(data.path, 'postgres');
  const password = (name: string): string => secrets.database(name).reveal();
  if (options.parts.includes('database')) {
    options.progress?.('starting the database');
    const postgres = await startPostgres({
      dataDirectory,
      runDirectory: data.run,
      superuserPassword: password('superuser'),
      databases: assembly.databases.map(({ name }) => ({ name, password: password(name) })),
      log: options.log,
      clock: options.clock ?? systemClock,
      durable: options.durable ?? true,
      signal: options.signal,
    });
    undo.push(() => postgres.stop());
    return (name) => postgres.urlFor(name);
  }
  const embedded = databasesFor(assembly, options.parts, settings).filter(
    (database) => externalUrl(settings, database) === undefined,
  );
  if (embedded.length === 0) return embeddedUrls(undefined, secrets);
  const socketDirectory = await awaitRunningPostgres({
    dataDirectory,
    databases: embedded.map(({ name }) => ({ name, password: password(name) })),
    limitMs: DATABASE_LIMIT_MS,
    clock: options.clock ?? systemClock,
    signal: options.signal,
    onWait: () => options.progress?.('waiting for the database, which another process keeps'),
  });
  return embeddedUrls(socketDirectory, secrets);
}
