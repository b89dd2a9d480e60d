import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#platform/clock';
import { StartError } from '#platform/service/start-error';
import { connected, type OwnedDatabase } from './databases.ts';
import { findRunningPostgres } from './start.ts';

const POLL_MS = 200;

export interface AwaitOptions {
  /** The cluster's own directory. */
  dataDirectory: string;
  databases: readonly OwnedDatabase[];
  limitMs: number;
  clock: Clock;
  signal: AbortSignal | undefined;
  /** Called once when there is something to wait for. */
  onWait(): void;
}

/**
 * The socket directory of the server that another process keeps, once it has these databases. Processes may start in any
 * order: it is waited for. Throws StartError after the limit, and the signal's reason when that comes first.
 */
export async function awaitRunningPostgres(options: AwaitOptions): Promise<string> {
  const began = options.clock.monotonic();
  for (let waits = 0; ; waits += 1) {
    options.signal?.throwIfAborted();
    const found = await findRunningPostgres(options.dataDirectory);
    if (found !== undefined && (await answers(found.socketDirectory, options.databases)))
      return found.socketDirectory;
    if (options.clock.monotonic() - began > options.limitMs)
      throw new StartError(
        'The embedded database is not running: start the process that keeps it (npm start -- --roles database,…), or set the database URLs.',
      );
    if (waits === 0) options.onWait();
    await sleep(POLL_MS);
  }
}

async function answers(socketDirectory: string, databases: readonly OwnedDatabase[]): Promise<boolean> {
  try {
    for (const { name, password } of databases)
      await connected({ socketDirectory, user: name, database: name, password }, (client) =>
        client.query('select'),
      );
    return true;
  } catch {
    return false; // it is just starting, or its databases are being made
  }
}
