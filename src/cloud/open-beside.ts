import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '#platform/commands/command-error';
import { type Database, openDatabase } from '#platform/database/database';
import { findRunningPostgres } from '#platform/embedded-postgres/start';
import { noKillPoint } from '#platform/faults';
import { randomIds } from '#platform/ids';
import { type Logger, silentLog } from '#platform/telemetry/log';
import { noMetrics } from '#platform/telemetry/no-metrics';
import { runDirectoryOf } from './data-directory.ts';
import { embeddedUrls } from './embedded-urls.ts';
import { type OpenCloud, openCloud } from './open-cloud.ts';
import { loadSecrets } from './secrets.ts';

export interface BesideOptions {
  dataDirectory: string;
  environment: Record<string, string | undefined>;
  configDirectory?: string | undefined;
  /** All settings, when they have been read before. */
  settings?: Record<string, unknown>;
  log?: Logger;
}

/** Throws CommandError unless a cloud is kept in the directory. */
export function requireCloud(dataDirectory: string): void {
  if (existsSync(join(dataDirectory, 'secrets.json'))) return;
  throw new CommandError(
    `${dataDirectory} is not the data directory of a cloud: name it with --data-dir or SYNNEFO_DATA_DIR.`,
  );
}

/** What roles are given, for a command: beside the running cloud or without it. */
export async function openBeside(options: BesideOptions): Promise<OpenCloud> {
  const { dataDirectory, environment, configDirectory, settings, log = silentLog } = options;
  requireCloud(dataDirectory);
  const found = await findRunningPostgres(join(dataDirectory, 'postgres'));
  return openCloud({
    dataDirectory,
    runDirectory: runDirectoryOf(dataDirectory),
    environment,
    ...(configDirectory === undefined ? {} : { configDirectory }),
    ...(settings === undefined ? {} : { settings }),
    log,
    metrics: noMetrics,
    killPoint: noKillPoint,
    embeddedUrl: embeddedUrls(
      found?.socketDirectory,
      loadSecrets(dataDirectory, randomIds, { mayMake: false }),
    ),
  });
}

/** Works on the database of a service's name, by one connection and without opening the service. */
export async function withDatabaseOf<Result>(
  cloud: OpenCloud,
  service: string,
  work: (database: Database<unknown>) => Promise<Result>,
): Promise<Result> {
  const { roles } = cloud.assembly.services.find(({ name }) => name === service)!;
  const url = cloud.contextFor(roles[0]!.name).databaseUrl(service);
  const database = openDatabase<unknown>({ url, poolSize: 1, name: 'snf-manage' });
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}
