import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#platform/clock';
import { type EmbeddedPostgres, startPostgres } from '#platform/embedded-postgres/start';
import { silentLog } from '#platform/log';

export interface ThrowAwayServer {
  /** Of the superuser. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a database server in a temporary directory, not durable and so quick: never for tests of durability. */
export async function startThrowAwayServer(): Promise<ThrowAwayServer> {
  const directory = mkdtempSync(join(tmpdir(), 'synnefo-test-'));
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
