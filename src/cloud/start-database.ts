import { join } from 'node:path';
import { systemClock } from '#platform/clock';
import { awaitRunningPostgres } from '#platform/embedded-postgres/await-running';
import { startPostgres } from '#platform/embedded-postgres/start';
import type { DatabaseDefinition } from '#platform/service/service-definition';
import type { Undo } from '#platform/undo';
import type { Assembly } from './assembly.ts';
import type { DataDirectory } from './data-directory.ts';
import { embeddedUrls } from './embedded-urls.ts';
import { externalUrl, type OpenCloud } from './open-cloud.ts';
import type { CloudSettings } from './settings.ts';
import type { StartCloudOptions } from './start-options.ts';

/** Another process may just be making the database, on a slow disk. */
const DATABASE_LIMIT_MS = 120_000;

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
export async function startDatabase(
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
