import { assembly } from './assembly.ts';
import { join } from 'node:path';
import { Ballast } from '#platform/embedded-postgres/ballast';
import { createMetrics } from '#platform/telemetry/metrics';
import type { Notice, RunningRole } from '#platform/service/role';
import { Undo } from '#platform/undo';
import { requireBaseAddress } from './base-address.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { watchDataDirectory } from './disk-watch.ts';
import { killPointOf } from './kill-point.ts';
import { type OpenCloud, openCloud, readCloudSettings } from './open-cloud.ts';
import { listenersOf, serveBeside, serveOwnMetrics } from './serve-role.ts';
import type { CloudSettings } from './settings.ts';
import { startDatabase } from './start-database.ts';
import type { StartCloudOptions } from './start-options.ts';

export interface RunningCloud {
  data: DataDirectory;
  cloud: OpenCloud;
  running: ReadonlyMap<string, RunningRole>;
  /** What the roles found out about this machine. */
  notices: readonly Notice[];
  /** Stops every role in reverse, then the database. Safe to call more than once. */
  stop(): Promise<void>;
}

/** Starts the parts in order; when one fails, those before it are stopped again and the reason is thrown. */
export async function startCloud(options: StartCloudOptions): Promise<RunningCloud> {
  await using undo = new Undo();
  const data = openDataDirectory(options.dataDirectory);
  const settings = options.settings ?? readCloudSettings(options);
  const ballast = options.parts.includes('database')
    ? new Ballast(join(data.path, 'ballast'), options.log)
    : undefined;
  // First of all: on a disk that is quite full, a start needs the few bytes that the ballast gives.
  const disk = await watchDataDirectory(
    data.path,
    (options.assembly ?? assembly).directories,
    settings as CloudSettings,
    options.log,
    (free) => Promise.resolve(ballast?.weigh(free)),
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
  requireBaseAddress(cloud.values, roles);
  const listeners = listenersOf(roles, cloud.settings);
  const loaded = await Promise.all(
    roles.map(async ({ name, load }) => ({ role: await load(), context: cloud.contextFor(name) })),
  );
  for (const { role, context } of loaded) await role.check?.(context);
  const surveys = loaded.map(async ({ role, context }) => role.survey?.(context, options.signal));
  // A refusal is waited for by the start of the database, which has to be undone then.
  const surveyed = Promise.allSettled(surveys);
  embeddedUrl = await startDatabase(options, data, cloud, undo);
  await surveyed;
  const notices = (await Promise.all(surveys)).flatMap((found) => found ?? []);
  undo.push(() => cloud.close());
  const running = new Map<string, RunningRole>();
  if (options.setUpFollows === true) cloud.readiness.awaitSetUp();
  for (const { role, context } of loaded) {
    options.signal?.throwIfAborted();
    options.progress?.(`starting ${role.name}`);
    const started = await role.start(context);
    undo.push(() => started.stop());
    running.set(role.name, started);
    cloud.readiness.add(role.name, started);
    if (started.app !== undefined) {
      cloud.apps.set(role.name, started.app);
      undo.push(await serveBeside(role.name, started, { data, cloud, listener: listeners.get(role.name) }));
    }
  }
  if (![...running.values()].some(({ servesMetrics }) => servesMetrics))
    undo.push(await serveOwnMetrics(data, cloud, [...running.keys()]));
  await Promise.all([...running.values()].map((role) => role.ready()));
  const steps = undo.move();
  let stopping: Promise<void> | undefined;
  return { data, cloud, running, notices, stop: () => (stopping ??= steps[Symbol.asyncDispose]()) };
}
