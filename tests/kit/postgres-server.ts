import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { systemClock } from '#platform/clock';
import { type EmbeddedPostgres, startPostgres } from '#platform/embedded-postgres/start';
import { silentLog } from '#platform/telemetry/log';

import { quickDirectory } from './quick-directory.ts';

export interface ThrowAwayServer {
  /** Of the superuser. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a database server in a temporary directory, not durable and so quick: never for tests of durability. */
export async function startThrowAwayServer(): Promise<ThrowAwayServer> {
  const directory = quickDirectory('synnefo-test-');
  const server: EmbeddedPostgres = await startPostgres({
    dataDirectory: join(directory, 'postgres'),
    runDirectory: join(directory, 'run'),
    superuserPassword: randomBytes(24).toString('base64url'),
    databases: [],
    log: silentLog,
    clock: systemClock,
    durable: false,
  });
  return {
    url: server.superuserUrl(),
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
