import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sql, type Transaction } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database, Migrations } from './database.ts';
import type { Logger } from '../telemetry/log.ts';

/** Belongs among the migrations of every service: `'0002-recovery': recoveryMigration`. */
export const recoveryMigration: Migrations[string] = {
  async up(db) {
    await sql`create table recovery (
      one boolean primary key default true check (one),
      system_identifier text not null, timeline bigint not null,
      beat bigint not null default 0,
      epoch bigint not null default 0, released_epoch bigint not null default 0, since timestamptz, reason text,
      check (released_epoch <= epoch))`.execute(db);
  },
};

/** Why nothing is deleted automatically. */
export interface RecoveryLock {
  epoch: bigint;
  since: Date;
  reason: string;
}

/**
 * Guards a database against what a restore brings back (S10). What was written since the backup is not in it: to repair by
 * it would delete what is in use. A restored database begins a new recovery epoch, and every automatic deletion is locked
 * until an operator has seen what would go and releases it.
 */
export interface Recovery {
  /** Compares the database with what was seen of it before. To be called at the start, every minute, and before a deletion. */
  look(): Promise<void>;
  /** Looks, and gives the lock when there is one: then nothing may be deleted automatically. */
  lock(): Promise<RecoveryLock | undefined>;
  /** Something else than this database shows that it is not the newest, or the operator says so. */
  begin(reason: string): Promise<void>;
  /** Automatic deletions go on. Of a later epoch than the given one nothing is released. */
  release(epoch: bigint): Promise<void>;
  /** The same guard by another connection to its database: a leader's, whose writes are refused once another leads. */
  over(database: Database<unknown>): Recovery;
}

export interface RecoveryOptions {
  database: Database<unknown>;
  name: string;
  /** Keeps the witness: the highest beat that was ever committed, in a file that a restored database does not take back. */
  dataDirectory: string;
  clock: Clock;
  log: Logger;
  /** The command that releases what is locked, where something is. */
  releasedBy?: string;
  /** Moves numbers beyond those that lost commits may have handed out (F10); in the transaction that begins the epoch. */
  skipNumbers?(tx: Transaction<unknown>): Promise<void>;
}

interface Row {
  system: string;
  timeline: bigint;
  beat: bigint;
  epoch: bigint;
  released: bigint;
  since: Date | null;
  reason: string | null;
}

/** Opens the guard of a migrated database and looks once. */
export async function openRecovery(options: RecoveryOptions): Promise<Recovery> {
  const recovery = recoveryOver(options);
  await recovery.look();
  return recovery;
}

function recoveryOver(options: RecoveryOptions): Recovery {
  const { database } = options;
  const witness = witnessOf(options.dataDirectory, options.name);
  const look = async (): Promise<void> => {
    await database.transaction().execute(async (tx) => {
      const row = await lockRow(tx);
      const now = await originOf(tx);
      const seen = await witness.read();
      const reason = reasonOf(row, now, seen);
      if (reason !== undefined) await beginEpoch(options, tx, reason);
      const beat = 1n + (seen > row.beat ? seen : row.beat);
      await sql`update recovery set beat = ${beat}, system_identifier = ${now.system}, timeline = ${now.timeline}`.execute(
        tx,
      );
    });
    // Only what is committed is witnessed: else a crash between the two would look like a restore.
    await database.transaction().execute(async (tx) => witness.write((await lockRow(tx)).beat));
  };
  return {
    look,
    lock: async () => {
      await look();
      const { rows } =
        await sql<Row>`select epoch, released_epoch as released, since, reason from recovery`.execute(
          database,
        );
      const { epoch, released, since, reason } = rows[0]!;
      return epoch === released ? undefined : { epoch, since: since!, reason: reason! };
    },
    begin: (reason) =>
      database.transaction().execute(async (tx) => {
        await lockRow(tx);
        await beginEpoch(options, tx, reason);
      }),
    release: async (epoch) => {
      await sql`update recovery set released_epoch = epoch where epoch = ${epoch}`.execute(database);
    },
    over: (other) => recoveryOver({ ...options, database: other }),
  };
}

async function lockRow(tx: Transaction<unknown>): Promise<Row> {
  await sql`insert into recovery (system_identifier, timeline) values ('', 0) on conflict do nothing`.execute(
    tx,
  );
  const { rows } = await sql<Row>`
    select system_identifier as system, timeline, beat, epoch, released_epoch as released, since, reason
    from recovery for update`.execute(tx);
  return rows[0]!;
}

/** Which cluster this is and on which time line: both change with a fail-over and with a restore into another cluster. */
async function originOf(tx: Transaction<unknown>): Promise<Pick<Row, 'system' | 'timeline'>> {
  const { rows } = await sql<Pick<Row, 'system' | 'timeline'>>`
    select (select system_identifier::text from pg_control_system()) as system,
      (select timeline_id::bigint from pg_control_checkpoint()) as timeline`.execute(tx);
  return rows[0]!;
}

function reasonOf(row: Row, now: Pick<Row, 'system' | 'timeline'>, seen: bigint): string | undefined {
  if (row.beat < seen) return `the database is at beat ${row.beat}, and ${seen} was seen before`;
  if (row.system === '') return undefined; // new
  if (row.system !== now.system) return 'the database is in another cluster than before';
  if (row.timeline !== now.timeline) return 'the database is on another time line than before';
  return undefined;
}

async function beginEpoch(options: RecoveryOptions, tx: Transaction<unknown>, reason: string): Promise<void> {
  const { name, clock, log, releasedBy, skipNumbers } = options;
  await sql`update recovery set epoch = epoch + 1, since = ${clock.now()}, reason = ${reason}`.execute(tx);
  await skipNumbers?.(tx);
  log.error(
    { database: name, reason },
    'the database was restored or failed over: a new recovery epoch begins',
  );
  if (releasedBy !== undefined) {
    log.error(
      { database: name },
      `every automatic deletion is locked until \`snf-manage ${releasedBy}\` releases it`,
    );
  }
}

/** A number in a file that only grows. Its writers hold the lock of the database's row, so there is one at a time. */
function witnessOf(dataDirectory: string, name: string) {
  const directory = join(dataDirectory, 'recovery');
  const path = join(directory, `${name}.witness`);
  const read = async (): Promise<bigint> => {
    try {
      return BigInt((await readFile(path, 'utf8')).trim());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0n;
      throw new Error(`${path} cannot be read; without it a restored database is not noticed`, {
        cause: error,
      });
    }
  };
  return {
    read,
    write: async (beat: bigint): Promise<void> => {
      if (beat <= (await read())) return;
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = await open(`${path}.new`, 'w', 0o600);
      try {
        await file.writeFile(`${beat}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    },
  };
}
