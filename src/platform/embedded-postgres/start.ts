import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Clock } from '#platform/clock';

import { findBinaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { confine, type Confinement } from './confinement.ts';
import {
  assertSafe,
  connectionUrl,
  ensureDatabases,
  type OwnedDatabase,
  superuserAddress,
} from './databases.ts';
import {
  type EventLog,
  type Postmaster,
  type PostmasterOptions,
  readPidFile,
  startPostmaster,
} from './postmaster.ts';

export interface PostgresOptions {
  /** The cluster's own directory; made when missing. The caller makes sure that nobody else starts it at the same time. */
  dataDirectory: string;
  /** Where the socket goes, mode 0700; a directory under the system's temporary one where that cannot be. */
  runDirectory: string;
  superuserPassword: string;
  databases: readonly OwnedDatabase[];
  log: EventLog;
  clock: Clock;
  /** Only false for throw-away databases of tests: nothing is synced to disk then. */
  durable?: boolean;
  /** Aborted: a start that has not come to the server is given up, and rejects with the reason. */
  signal?: AbortSignal | undefined;
}

export interface EmbeddedPostgres {
  readonly socketDirectory: string;
  /** Process id of the server; another one after it had to be started again. */
  pid(): number;
  /** The connection string of a role's database (both have one name unless told otherwise). Holds a password: never log it. */
  urlFor(database: string, role?: string): string;
  superuserUrl(database?: string): string;
  /** Ends all sessions and stops the server; leaves nothing running. */
  stop(): Promise<void>;
}

/** `<directory>/.s.PGSQL.5432.lock` and the final NUL must fit the 108 bytes that the kernel gives a socket's address. */
const LONGEST_SOCKET_DIRECTORY = 107 - '/.s.PGSQL.5432'.length;
const STOP_LIMIT_MS = 6_000;

/**
 * Starts the packaged PostgreSQL with one database and one password-protected role per name, makes it when it is new,
 * recovers it after a crash, and starts it again when it dies. It listens on one private Unix socket only.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const directory = resolve(options.dataDirectory);
  const durable = options.durable ?? true;
  const [binaries, confinement] = [findBinaries(), await confine()];
  mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
  mkdirSync(options.runDirectory, { recursive: true, mode: 0o700 });
  const socketDirectory = socketDirectoryFor(resolve(options.runDirectory), confinement);
  chmodSync(socketDirectory, 0o700);
  confinement.letPass(dirname(directory));
  confinement.own(socketDirectory);
  await ensureCluster({
    binaries,
    confinement,
    directory,
    runDirectory: socketDirectory,
    password: options.superuserPassword,
    durable,
    signal: options.signal,
  });
  options.signal?.throwIfAborted();
  confinement.own(directory);
  const { log, clock } = options;
  const supervisor = new Supervisor({
    binaries,
    confinement,
    directory,
    socketDirectory,
    durable,
    log,
    clock,
  });
  await supervisor.start();
  const superuser = superuserAddress(socketDirectory, options.superuserPassword);
  try {
    if (durable) await assertSafe(superuser);
    await ensureDatabases(superuser, options.databases);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  const passwords = new Map(options.databases.map(({ name, password }) => [name, password]));
  return {
    socketDirectory,
    pid: () => supervisor.pid(),
    urlFor: (database, role = database) => {
      const password = passwords.get(role);
      if (password === undefined) throw new RangeError(`there is no database role '${role}'`);
      return connectionUrl({ socketDirectory, user: role, password, database });
    },
    superuserUrl: (database = 'postgres') => connectionUrl({ ...superuser, database }),
    stop: async () => {
      await supervisor.stop();
      if (socketDirectory !== resolve(options.runDirectory))
        rmSync(socketDirectory, { recursive: true, force: true });
    },
  };
}

/** The socket directory of a server that another process supervises; undefined when none takes connections. */
export async function findRunningPostgres(
  dataDirectory: string,
): Promise<{ socketDirectory: string } | undefined> {
  const noted = await readPidFile(resolve(dataDirectory));
  if (noted?.ready === undefined) return undefined;
  try {
    process.kill(noted.ready, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
  }
  return { socketDirectory: noted.socketDirectory };
}

/** A server of another account cannot have its socket in a directory that is ours alone. */
function socketDirectoryFor(runDirectory: string, { kind }: Confinement): string {
  const fits = Buffer.byteLength(runDirectory) <= LONGEST_SOCKET_DIRECTORY;
  return fits && kind !== 'account' ? runDirectory : mkdtempSync(join(tmpdir(), 'synnefo-'));
}

/** Keeps one server running until it is told to stop. */
class Supervisor {
  readonly #options: PostmasterOptions;
  #postmaster: Postmaster | undefined;
  #stopping = false;
  #watch: Promise<void> = Promise.resolve();
  readonly #wake = new AbortController();

  constructor(options: PostmasterOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#postmaster = await startPostmaster(this.#options);
    this.#watch = this.#keepRunning(this.#postmaster);
  }

  pid(): number {
    if (this.#postmaster === undefined) throw new Error('the database server is not running');
    return this.#postmaster.pid;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake.abort();
    await this.#postmaster?.stop(STOP_LIMIT_MS);
    await this.#watch;
  }

  async #keepRunning(first: Postmaster): Promise<void> {
    const { log } = this.#options;
    let current = first;
    for (let failures = 0; ;) {
      const result = await current.ended;
      if (this.#stopping) return;
      log.error({ result, failures }, 'the database server ended by itself; starting it again');
      try {
        current = await startPostmaster(this.#options);
        this.#postmaster = current;
        failures = 0;
        if (this.#stopping) await current.stop(STOP_LIMIT_MS);
      } catch (error) {
        failures += 1;
        log.error({ err: error, failures }, 'the database server does not start');
        await this.#pause(Math.min(10_000, 250 * 2 ** failures));
      }
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    try {
      await sleep(milliseconds, undefined, { signal: this.#wake.signal });
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error;
    }
  }
}
