import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { CommandError } from '#platform/commands/command-error';
import { findRunningPostgres } from '#platform/embedded-postgres/start';
import { noKillPoint } from '#platform/faults';
import { randomIds } from '#platform/ids';
import type { Logger } from '#platform/log';
import { noMetrics } from '#platform/no-metrics';
import type { OpenService } from '#platform/role';
import { assembly } from '#cloud/assembly';
import { runDirectoryOf } from '#cloud/data-directory';
import { embeddedUrls } from '#cloud/embedded-urls';
import { openCloud } from '#cloud/open-cloud';
import { loadSecrets } from '#cloud/secrets';

export interface OpenRoleOptions {
  dataDirectory: string;
  environment: Record<string, string | undefined>;
  settings: Record<string, unknown>;
  log: Logger;
  leaveRootFor?: ((dataDirectory: string) => Promise<void>) | undefined;
}

/** Opens the domain of a role on its database, beside the running cloud or without it. */
export async function openRole(name: string, options: OpenRoleOptions): Promise<OpenService<unknown>> {
  const { dataDirectory } = options;
  if (!existsSync(join(dataDirectory, 'secrets.json'))) {
    throw new CommandError(
      `${dataDirectory} is not the data directory of a cloud: name it with --data-dir or SYNNEFO_DATA_DIR.`,
    );
  }
  // its code is loaded, and kept compiled, before root is left
  const role = await assembly.roles.find((outline) => outline.name === name)?.load();
  if (role?.open === undefined) throw new CommandError(`The role ${name} has no commands.`);
  await options.leaveRootFor?.(dataDirectory);
  const found = await findRunningPostgres(join(dataDirectory, 'postgres'));
  const cloud = openCloud({
    dataDirectory,
    runDirectory: runDirectoryOf(dataDirectory),
    environment: options.environment,
    settings: options.settings,
    log: options.log,
    metrics: noMetrics,
    killPoint: noKillPoint,
    embeddedUrl: embeddedUrls(
      found?.socketDirectory,
      loadSecrets(dataDirectory, randomIds, { mayMake: false }),
    ),
  });
  const opened = await role.open(cloud.contextFor(name));
  return {
    service: opened.service,
    close: async () => {
      await opened.close();
      await cloud.close();
    },
  };
}
