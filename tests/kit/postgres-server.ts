import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#platform/clock';
import { type EmbeddedPostgres, startPostgres } from '#platform/embedded-postgres/start';
import { silentLog } from '#platform/telemetry/log';

export interface ThrowAwayServer {
  /** Of the superuser. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a database server in a temporary directory, not durable and so quick: never for tests of durability. */
export async function startThrowAwayServer(): Promise<ThrowAwayServer> {
  const directory = mkdtempSync(join(quickestDirectory(), 'synnefo-test-'));
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

const ROOM = 2 * 1024 ** 3;

/** Memory where there is room: making and dropping a database is some hundred files. A given TMPDIR is obeyed. */
function quickestDirectory(): string {
  const memory = '/dev/shm';
  if (process.env['TMPDIR'] !== undefined) return tmpdir();
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= ROOM ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}
