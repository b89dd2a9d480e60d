import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Client } from 'pg';
import { systemClock } from '#platform/clock';
import { type EmbeddedPostgres, startPostgres } from '#platform/embedded-postgres/start';
import { silentLog } from '#platform/telemetry/log';
import { assembly } from '#cloud/assembly';
import type { DatabaseName } from '#cloud/roles';

const NAMES = assembly.databases.map(({ name }) => name as DatabaseName);

/** A database server of one test, which may be stopped, damaged and used up. Its addresses stay the same. */
export interface OwnPostgres {
  readonly dataDirectory: string;
  readonly urls: Record<DatabaseName, string>;
  pid(): number;
  superuser<T>(work: (client: Client) => Promise<T>, database?: string): Promise<T>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Starts it in a directory of its own unless one is given; gone after the test. */
export async function startOwnPostgres(
  t: Pick<TestContext, 'after'>,
  directory?: string,
): Promise<OwnPostgres> {
  const path = directory ?? mkdtempSync(join(tmpdir(), 'synnefo-pg-'));
  const passwords = new Map(NAMES.map((name) => [name, randomBytes(18).toString('base64url')]));
  const superuserPassword = randomBytes(18).toString('base64url');
  const launch = (): Promise<EmbeddedPostgres> =>
    startPostgres({
      dataDirectory: join(path, 'postgres'),
      runDirectory: join(path, 'run'),
      superuserPassword,
      databases: NAMES.map((name) => ({ name, password: passwords.get(name)! })),
      log: silentLog,
      clock: systemClock,
      durable: false,
    });
  let server: EmbeddedPostgres | undefined = await launch();
  const first = server;
  const stop = async (): Promise<void> => {
    await server?.stop();
    server = undefined;
  };
  t.after(async () => {
    await stop();
    if (directory === undefined) rmSync(path, { recursive: true, force: true });
  });
  return {
    dataDirectory: join(path, 'postgres'),
    urls: Object.fromEntries(NAMES.map((name) => [name, first.urlFor(name)])) as OwnPostgres['urls'],
    pid: () => server!.pid(),
    superuser: async (work, database) => {
      const client = new Client({ connectionString: first.superuserUrl(database) });
      await client.connect();
      try {
        return await work(client);
      } finally {
        await client.end();
      }
    },
    stop,
    start: async () => {
      server = await launch();
    },
  };
}
