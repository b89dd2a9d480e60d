import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import type { Clock } from '#platform/clock';
import { processEnvironment } from '#platform/settings';

import type { PostgresBinaries } from './binaries.ts';
import type { Confinement } from './confinement.ts';
import { serverArguments } from './server-arguments.ts';

/** The part of a logger that the supervisor uses. */
export interface EventLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export interface PostmasterOptions {
  binaries: PostgresBinaries;
  confinement: Confinement;
  directory: string;
  socketDirectory: string;
  durable: boolean;
  log: EventLog;
  clock: Clock;
}

/** A running server process. */
export interface Postmaster {
  readonly pid: number;
  /** Settles when the process is gone, with what it left behind: an exit code or a signal's name. */
  readonly ended: Promise<number | string>;
  /** Ends every session and stops; at once, without a checkpoint, when that takes longer than the limit. */
  stop(limitMs: number): Promise<void>;
}

/** Crash recovery replays what was written since the last checkpoint; this is far beyond the 256 MiB that may be. */
const START_LIMIT_MS = 60_000;

/** Starts the server and waits until it takes connections. Throws with its last words when it does not. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  await stopLeftOver(options);
  const args = serverArguments(options.directory, options.socketDirectory, options.durable);
  const child = options.confinement.spawn(options.binaries.postgres, args, {
    PATH: processEnvironment()['PATH'],
    TZ: 'UTC',
  });
  const words = relayOutput(child, options.log);
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'no status'));
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`PostgreSQL could not be started: ${await ended}`);
  const stop = async (limitMs: number): Promise<void> => {
    child.kill('SIGINT');
    const timer = new AbortController();
    const late = sleep(limitMs, 'late' as const, { signal: timer.signal }).catch(() => undefined);
    if ((await Promise.race([ended, late])) === 'late') child.kill('SIGQUIT');
    timer.abort();
    await ended;
  };
  const postmaster: Postmaster = { pid, ended, stop };
  await waitUntilReady(options, postmaster, words);
  return postmaster;
}

async function waitUntilReady(
  options: PostmasterOptions,
  postmaster: Postmaster,
  words: string[],
): Promise<void> {
  const started = options.clock.monotonic();
  let over: number | string | undefined;
  void postmaster.ended.then((result) => (over = result));
  while ((await readPidFile(options.directory))?.ready !== postmaster.pid) {
    if (over !== undefined) throw new Error(`PostgreSQL ended with ${over}: ${words.join('; ')}`);
    if (options.clock.monotonic() - started > START_LIMIT_MS) {
      await postmaster.stop(0);
      throw new Error(`PostgreSQL is not ready after ${START_LIMIT_MS / 1000} s: ${words.join('; ')}`);
    }
    await sleep(10);
  }
}

interface PidFile {
  pid: number;
  /** The same number once connections are taken. */
  ready: number | undefined;
  socketDirectory: string;
}

/** What the server says of itself in its directory; undefined when it is not running or not yet that far. */
export async function readPidFile(directory: string): Promise<PidFile | undefined> {
  let text: string;
  try {
    text = await readFile(join(directory, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const lines = text.split('\n').map((line) => line.trim());
  // Line 1 is the process, 5 the socket directory, 8 the state.
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, ready: lines[7] === 'ready' ? pid : undefined, socketDirectory: lines[4] ?? '' };
}

/**
 * A server whose supervisor was killed is stopped, so that there is never a second one. When the noted process is gone,
 * or is some other program that got its number, the note is removed: PostgreSQL itself would refuse to start on it.
 */
async function stopLeftOver({ directory, log }: PostmasterOptions): Promise<void> {
  const noted = await readPidFile(directory);
  if (noted === undefined) return;
  if (!(await isServerOf(noted.pid, directory))) {
    await rm(join(directory, 'postmaster.pid'), { force: true });
    return;
  }
  log.warn({ pid: noted.pid }, 'stopping a database server that outlived its supervisor');
  for (const [signal, waits] of [['SIGINT', 200] as const, ['SIGQUIT', 200] as const]) {
    process.kill(noted.pid, signal);
    for (let wait = 0; wait < waits; wait += 1) {
      if (!(await isServerOf(noted.pid, directory))) return;
      await sleep(50);
    }
  }
  throw new Error(`a database server of this data directory (process ${noted.pid}) does not stop`);
}

async function isServerOf(pid: number, directory: string): Promise<boolean> {
  try {
    const line = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    return line[0]?.endsWith('/postgres') === true && line.includes(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return false;
    throw error;
  }
}

const LEVEL = /^(LOG|WARNING|ERROR|FATAL|PANIC|HINT|DETAIL|STATEMENT|CONTEXT|NOTICE): +/;

/** The server's own lines become log lines; the last few are kept for the error when it does not start. */
function relayOutput(child: ChildProcess, log: EventLog): string[] {
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      const level = LEVEL.exec(line)?.[1];
      const text = line.replace(LEVEL, '');
      if (words.push(text) > 8) words.shift();
      if (level === 'PANIC') log.error({ component: 'postgres' }, text);
      else if (level === 'WARNING' || level === 'FATAL') log.warn({ component: 'postgres' }, text);
      else log.info({ component: 'postgres' }, text);
    });
  }
  return words;
}
