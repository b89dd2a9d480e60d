import type { Client } from 'pg';
import { withConnection } from '../database/single-connection.ts';
import { SUPERUSER } from './cluster.ts';
import { scramVerifier } from './scram.ts';
import { DURABLE } from './server-arguments.ts';

/** One database with the one role that may use it; both have this name. */
export interface OwnedDatabase {
  name: string;
  password: string;
}

/** Where and as whom to connect. */
export interface Address {
  socketDirectory: string;
  user: string;
  password: string;
  database: string;
}

/** A connection string that `pg` understands: the socket's directory is its `host`. It holds the password: never log it. */
export function connectionUrl(address: Address): string {
  const { user, password, database, socketDirectory } = address;
  const [name, secret, path] = [user, password, database].map(encodeURIComponent);
  return `postgres://${name}:${secret}@localhost/${path}?host=${encodeURIComponent(socketDirectory)}`;
}

/** Copying a template takes long on a slow disk. */
const STATEMENT_TIMEOUT_MS = 120_000;

/** Runs a piece of work on a connection to that address. */
export function connected<T>(address: Address, work: (client: Client) => Promise<T>): Promise<T> {
  const url = connectionUrl(address);
  return withConnection({ url, name: 'set-up', statementTimeoutMs: STATEMENT_TIMEOUT_MS }, work);
}

/** Makes what is missing of the databases and their roles, and sets the passwords. Names come from our own code. */
export async function ensureDatabases(
  superuser: Address,
  databases: readonly OwnedDatabase[],
): Promise<void> {
  await connected(superuser, async (client) => {
    await client.query('revoke all on database postgres, template1 from public');
    for (const { name, password } of databases) {
      if (!/^[a-z][a-z_]{0,40}$/.test(name)) throw new TypeError(`'${name}' is not a database name`);
      const role = await client.query('select from pg_roles where rolname = $1', [name]);
      if (role.rowCount === 0) await client.query(`create role ${name}`);
      await client.query(
        `alter role ${name} login nosuperuser nocreatedb nocreaterole noreplication password '${scramVerifier(password)}'`,
      );
      const database = await client.query('select from pg_database where datname = $1', [name]);
      if (database.rowCount === 0) await client.query(`create database ${name} owner ${name}`);
      await client.query(`revoke all on database ${name} from public`);
    }
  });
}

const REQUIRED: Record<string, string> = {
  ...DURABLE,
  data_checksums: 'on',
  listen_addresses: '',
  password_encryption: 'scram-sha-256',
};

/** Throws when the running server would lose acknowledged writes, listens on a network, or lets anybody in without a password. */
export async function assertSafe(superuser: Address): Promise<void> {
  await connected(superuser, async (client) => {
    const settings = await client.query<{ name: string; setting: string }>(
      'select name, setting from pg_settings where name = any($1)',
      [Object.keys(REQUIRED)],
    );
    const found = new Map(settings.rows.map((row) => [row.name, row.setting]));
    for (const [name, value] of Object.entries(REQUIRED)) {
      if (found.get(name) !== value) {
        throw new Error(`the database server has ${name}=${found.get(name)}, but it must be '${value}'`);
      }
    }
    const rules = await client.query(
      "select from pg_hba_file_rules where error is not null or type <> 'local' or auth_method <> 'scram-sha-256'",
    );
    if (rules.rowCount !== 0)
      throw new Error('pg_hba.conf of the database lets somebody in without a SCRAM password');
  });
}

/** The superuser's address. */
export function superuserAddress(socketDirectory: string, password: string): Address {
  return { socketDirectory, user: SUPERUSER, password, database: 'postgres' };
}
