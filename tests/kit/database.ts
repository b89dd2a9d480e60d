import { createHash, randomBytes } from 'node:crypto';
import { after, type TestContext } from 'node:test';
import { Client, type ClientBase, Pool } from 'pg';

import type { DatabaseName } from '#cloud/roles';
import { type Database, type Migrations, migrate, openDatabase } from '#platform/database/database';
import { migrateJobs } from '#platform/jobs/run-jobs';

import { startThrowAwayServer, type ThrowAwayServer } from './postgres-server.ts';

export interface TestDatabase<Schema> {
  /** As the service's own role, which is no superuser. */
  url: string;
  db: Database<Schema>;
  /** What works on the database is ended before it goes, the last first. */
  atEnd(work: () => unknown): void;
}

let own: Promise<ThrowAwayServer> | undefined;
let databases = 0;
let over = false;

// One server serves all tests of a process when the run has not given one. A file's own `after` comes later than this one.
after(async () => {
  over = true;
  await stopWhenUnused();
});

async function stopWhenUnused(): Promise<void> {
  if (!over || databases > 0) return;
  await superusers?.end();
  await (await own)?.stop();
}

/** The run's server (`TEST_DATABASE_URL`, a superuser's), or one of this process, started at the first call. */
async function serverUrl(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) return given;
  own ??= startThrowAwayServer();
  return (await own).url;
}

/** A migrated database of the service for one test (or one file, when called in `before`), gone when the test is over. */
export async function testDatabase<Schema>(
  t: Pick<TestContext, 'after'>,
  service: DatabaseName,
): Promise<TestDatabase<Schema>> {
  const { url, drop } = await createDatabase(service);
  const db = openDatabase<Schema>({ url, poolSize: 10, name: 'test' });
  // Hooks of a test run in the order in which they were made: what works on the database would be left without it.
  const works: (() => unknown)[] = [];
  t.after(async () => {
    for (const work of works.toReversed()) await work();
    await db.destroy();
    await drop();
  });
  return { url, db, atEnd: (work) => void works.push(work) };
}

/** As `testDatabase`, without a pool: for tests that start whole services on it. `drop` ends what is still connected. */
export async function createDatabase(service: DatabaseName): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await serverUrl();
  const template = await ensureTemplate(server, service);
  const name = `test_${service}_${randomBytes(6).toString('hex')}`;
  databases += 1;
  await asSuperuser(server, (client) =>
    client.query(`create database ${name} template ${template} owner ${service} ${QUICKLY}`),
  );
  return {
    url: addressOf(server, name, service),
    drop: async () => {
      await asSuperuser(server, (client) => client.query(`drop database if exists ${name} with (force)`));
      databases -= 1;
      await stopWhenUnused();
    },
  };
}

/** A copy of the database as it is now, made while nobody needs it; `restore` puts it in its place again. */
export async function backUp(
  t: Pick<TestContext, 'after'>,
  url: string,
): Promise<{ restore(): Promise<void> }> {
  const server = await serverUrl();
  const { pathname, username } = new URL(url);
  const name = pathname.slice(1);
  const copy = `${name}_backup`;
  const replace = (made: string, from: string): Promise<void> =>
    asSuperuser(server, async (client) => {
      await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [from]);
      await client.query(`drop database if exists ${made} with (force)`);
      await client.query(`create database ${made} template ${from} owner ${username} ${QUICKLY}`);
    });
  await replace(copy, name);
  t.after(() =>
    asSuperuser(server, (client) => client.query(`drop database if exists ${copy} with (force)`)),
  );
  return { restore: () => replace(name, copy) };
}

/** Block by block through the log, the default, takes five times the CPU on a server that syncs nothing. */
const QUICKLY = 'strategy file_copy';

const templates = new Map<string, Promise<string>>();

function ensureTemplate(server: string, service: DatabaseName): Promise<string> {
  let template = templates.get(service);
  if (template === undefined) {
    template = makeTemplate(server, service);
    templates.set(service, template);
  }
  return template;
}

/** Other processes of the run may want the same template now: one makes it, under a lock. */
async function makeTemplate(server: string, service: DatabaseName): Promise<string> {
  const migrations = await migrationsOf(service);
  const name = `template_${service}_${fingerprint(migrations)}`;
  // its end gives the lock back
  await withClient(server, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', ['test-template']);
    const role = await client.query('select from pg_roles where rolname = $1', [service]);
    if (role.rowCount === 0) await client.query(`create role ${service} login password '${ROLE_PASSWORD}'`);
    const ready = await client.query('select from pg_database where datname = $1', [name]);
    if (ready.rowCount !== 0) return;
    const making = `${name}_new`;
    await client.query(`drop database if exists ${making} with (force)`);
    await client.query(`create database ${making} owner ${service}`);
    const db = openDatabase({ url: addressOf(server, making, service), poolSize: 1 });
    try {
      await migrate(db, migrations);
    } finally {
      await db.destroy();
    }
    if (service !== 'queue') await migrateJobs(addressOf(server, making, service));
    await client.query(`alter database ${making} rename to ${name}`);
  });
  return name;
}

/** The databases are thrown away after the run and reachable by its own user only. */
const ROLE_PASSWORD = 'only-for-tests';

async function migrationsOf(service: DatabaseName): Promise<Migrations> {
  if (service === 'queue') return {}; // the bus makes its own tables
  const module = (await import(`../../src/${service}/store/migrations.ts`)) as { migrations: Migrations };
  return module.migrations;
}

function fingerprint(migrations: Migrations): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(migrations).sort())
    hash.update(`${name}\n${String(migrations[name]?.up)}\n`);
  return hash.digest('hex').slice(0, 12);
}

function addressOf(server: string, database: string, role: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  url.username = role;
  url.password = ROLE_PASSWORD;
  return url.href;
}

/** One connection makes and drops all databases of a process: to open one for each costs more than the database. */
let superusers: Pool | undefined;

async function asSuperuser<T>(server: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  if (superusers === undefined) {
    superusers = new Pool({ connectionString: server, max: 1, allowExitOnIdle: true, idleTimeoutMillis: 0 });
    superusers.on('error', () => undefined); // one that is lost is opened anew
  }
  const client = await superusers.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

async function withClient<T>(url: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
