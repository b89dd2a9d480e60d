import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { StartError } from '../service/start-error.ts';
import { systemClock } from '../clock.ts';
import { BoundedPool } from './bounded-client.ts';
import { fencedDialect } from './fence.ts';
import { DatabaseHealth } from './health.ts';
import { watchedPool } from './pool.ts';
import { PreparedStatements } from './prepared-statements.ts';

export type Database<Schema> = Kysely<Schema>;
/** A database with a pool of its own. */
export type OpenDatabase<Schema> = Database<Schema> & {
  readonly health: DatabaseHealth;
  /** The same pool, for the leader of this epoch: every write is refused (LeadershipLost) once another process leads. */
  fenced(epoch: bigint): Database<Schema>;
  /** The same pool, for a change of the schema, whose statements may take long. */
  readonly patient: Database<Schema>;
};
export type { Transaction } from 'kysely';

/** A change of the schema. Names sort in the order of application: `0001-accounts`. */
export type Migrations = Record<string, { up(db: Transaction<unknown>): Promise<void> }>;

export interface DatabaseOptions {
  url: string;
  poolSize?: number;
  /** What the connections are called in pg_stat_activity. */
  name?: string;
  /** Milliseconds after which the server gives up a statement: a list that is too expensive is an error, not an outage. */
  statementTimeoutMs?: number;
  /** Milliseconds after which whoever waits for a connection is told DatabaseUnavailable. */
  connectionTimeoutMs?: number;
}

const INT8_OID = 20;
const NUMERIC_OID = 1700;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Of a migration, which sets no limit of its own where it rewrites a table. */
const PATIENCE_MS = 3_600_000;

/**
 * A pool of connections that reads int8 and integral numeric as bigint and timestamptz as Date. Whoever gets no connection in
 * time, or no answer, is told so: requests must not pile up before a database that hangs, they get 503.
 */
export function openDatabase<Schema>(options: DatabaseOptions): OpenDatabase<Schema> {
  const { url, poolSize = 10, name = 'synnefo', statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options;
  const pool = new BoundedPool({
    url,
    name,
    statementTimeoutMs,
    connectionTimeoutMs: options.connectionTimeoutMs,
    idleInTransactionMs: 60_000,
    max: poolSize,
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  });
  const health = new DatabaseHealth(pool, systemClock);
  const watching = { watch: health, statements: new PreparedStatements() };
  const dialect = new PostgresDialect({ pool: watchedPool(pool, watching) });
  return Object.assign(new Kysely<Schema>({ dialect }), {
    health,
    fenced: (epoch: bigint) => new Kysely<Schema>({ dialect: fencedDialect(dialect, epoch) }),
    patient: new Kysely<Schema>({
      dialect: new PostgresDialect({ pool: watchedPool(pool, { ...watching, answerMs: PATIENCE_MS }) }),
    }),
  });
}

function parserOf(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === INT8_OID) return (text: string) => BigInt(text);
  if (oid === NUMERIC_OID) return (text: string) => (text.includes('.') ? Number(text) : BigInt(text));
  return pg.types.getTypeParser(oid, format as 'text');
}

/** The database was made by a later release. */
export class NewerSchemaError extends StartError {
  override name = 'NewerSchemaError';
}

/** Any number of processes may start at once; one of them migrates. The number has no meaning. */
const MIGRATION_LOCK = 7_310_550;

/**
 * Brings the schema up to date in one transaction, under a lock. Throws NewerSchemaError when the database holds a
 * migration that this release does not know.
 */
export async function migrate<Schema>(db: OpenDatabase<Schema>, migrations: Migrations): Promise<void> {
  // As at most starts, which no silent database can hold up then.
  if (await isMigrated(db, migrations)) return;
  await db.patient.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
    await sql`create table if not exists schema_migrations (
      name text primary key, applied_at timestamptz not null default now())`.execute(tx);
    const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(tx);
    const applied = new Set(rows.map(({ name }) => name));
    const unknown = [...applied].filter((name) => !Object.hasOwn(migrations, name));
    if (unknown.length > 0) {
      throw new NewerSchemaError(
        `The database was made by a newer release (it has '${unknown.sort().at(-1)}'): start that release, or restore a backup.`,
      );
    }
    for (const name of Object.keys(migrations).sort()) {
      if (applied.has(name)) continue;
      await migrations[name]!.up(tx as unknown as Transaction<unknown>);
      await sql`insert into schema_migrations (name) values (${name})`.execute(tx);
    }
  });
}

async function isMigrated<Schema>(db: Database<Schema>, migrations: Migrations): Promise<boolean> {
  const { rows: tables } = await sql`select where to_regclass('schema_migrations') is not null`.execute(db);
  if (tables.length === 0) return false;
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(db);
  return (
    rows.length === Object.keys(migrations).length &&
    rows.every(({ name }) => Object.hasOwn(migrations, name))
  );
}

/** True for a row that the named foreign key refused: what it points to is not there. */
export function isForeignKeyViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: name } = error as { code?: string; constraint?: string };
  return code === '23503' && name === constraint;
}

/** True when the database refused a row because its key exists (SQLSTATE 23505), optionally by the constraint's name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: name } = error as { code?: string; constraint?: string };
  return code === '23505' && (constraint === undefined || name === constraint);
}
