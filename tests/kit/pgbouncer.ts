import { spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { until } from './until.ts';
import { freePort } from './free-port.ts';

const PROGRAM = '/usr/sbin/pgbouncer';
/** The account that PgBouncer changes to when it is started by root, which it refuses to be. */
const NOBODY = 65_534;

export const hasPgbouncer = existsSync(PROGRAM);

export interface Pooler {
  /** The address of the same database by way of the pooler. */
  pooled(url: string): string;
  /** Transactions that went through it so far, by database. */
  transactions(): Promise<Map<string, number>>;
  stop(): Promise<void>;
}

/** Starts PgBouncer in transaction pooling before the server of a test database, whose roles share one password. */
export async function startPgbouncer(url: string): Promise<Pooler> {
  const { searchParams, username, password } = new URL(url);
  const directory = mkdtempSync(join(tmpdir(), 'synnefo-pgbouncer-'));
  // The server's own socket is closed to other accounts; the pooler has one.
  const relay = await startRelay(join(searchParams.get('host') ?? '', '.s.PGSQL.5432'));
  const port = await freePort();
  const users = ['identity', 'object', 'compute', 'queue']
    .map((name) => `"${name}" "${password}"\n`)
    .join('');
  const config = join(directory, 'pgbouncer.ini');
  writeFileSync(join(directory, 'users'), users);
  writeFileSync(
    config,
    `[databases]
* = host=127.0.0.1 port=${relay.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${join(directory, 'users')}
pool_mode = transaction
default_pool_size = 4
ignore_startup_parameters = extra_float_digits,statement_timeout,idle_in_transaction_session_timeout
stats_users = ${username}
`,
  );
  const asRoot = process.getuid?.() === 0;
  if (asRoot)
    for (const path of [directory, config, join(directory, 'users')]) chownSync(path, NOBODY, NOBODY);
  else chmodSync(directory, 0o700);
  const server = spawn(PROGRAM, ['-q', ...(asRoot ? ['-u', 'nobody'] : []), config], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const pooled = (address: string): string => {
    const wanted = new URL(address);
    return `postgres://${wanted.username}:${wanted.password}@127.0.0.1:${port}${wanted.pathname}`;
  };
  const admin = async (text: string): Promise<Record<string, string>[]> => {
    const client = new Client({ connectionString: pooled(`postgres://${username}:${password}@x/pgbouncer`) });
    await client.connect();
    try {
      return (await client.query<Record<string, string>>(text)).rows;
    } finally {
      await client.end();
    }
  };
  await until(() =>
    admin('show version').then(
      () => true,
      () => false,
    ),
  );
  return {
    pooled,
    transactions: async () =>
      new Map(
        (await admin('show stats_totals')).map((row) => [row['database'] ?? '', Number(row['xact_count'])]),
      ),
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      await relay.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function startRelay(socket: string): Promise<{ port: number; stop(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(socket);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    stop: async () => {
      for (const one of open) one.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
