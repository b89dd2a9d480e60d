import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startTimeOf } from '#platform/process-start';
import { StartError } from '#platform/service/start-error';
import { unwritable } from './start-failure.ts';

/** Longest run directory that leaves room for a socket's name: a socket's path has at most 107 bytes. */
const MAX_RUN_PATH_BYTES = 60;

/** The directory that holds everything one cloud keeps on this machine. */
export interface DataDirectory {
  path: string;
  /** For sockets; short and 0700. */
  run: string;
  /** Claims the directory for these roles; throws StartError while another process has one of them. */
  claim(names: readonly string[]): void;
  release(): void;
}

/** Makes the directory and its run directory, both 0700. Throws StartError with one sentence when it cannot. */
export function openDataDirectory(wanted: string): DataDirectory {
  const path = resolve(wanted);
  const run = runDirectoryOf(path);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    mkdirSync(run, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unwritable(path, cause);
  }
  refuseForeign(run);
  const held: string[] = [];
  return {
    path,
    run,
    claim: (names) => {
      for (const name of names) {
        const file = join(run, `${name}.lock`);
        claimFile(file, path, name);
        held.push(file);
      }
    },
    release: () => {
      for (const file of held.splice(0)) rmSync(file, { force: true });
    },
  };
}

/** Where its sockets and locks are: inside, or under the system's temporary directory when that name would be too long. */
export function runDirectoryOf(path: string): string {
  const inside = join(path, 'run');
  if (Buffer.byteLength(inside) <= MAX_RUN_PATH_BYTES) return inside;
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return join(tmpdir(), `synnefo-${digest}`);
}

/** Under a shared temporary directory somebody else may have made the name first. */
function refuseForeign(run: string): void {
  const { uid, mode } = statSync(run);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new StartError(`${run} belongs to somebody else or is open to others: remove it and start again.`);
  }
}

function claimFile(file: string, path: string, name: string): void {
  const mine = JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid) });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = liveHolder(file);
    if (holder !== undefined) {
      throw new StartError(
        `The cloud in ${path} is already running (${name}, process ${holder}). Stop it first, or choose another --data-dir.`,
      );
    }
    rmSync(file, { force: true }); // left by a process that died
  }
  throw new StartError(`Another process is starting the cloud in ${path} at this very moment.`);
}

/** A process that has claimed the directory, or any part of it, and lives. */
export function runningHolder(path: string): number | undefined {
  const run = runDirectoryOf(path);
  const locks = existsSync(run) ? readdirSync(run).filter((name) => name.endsWith('.lock')) : [];
  return locks.map((name) => liveHolder(join(run, name))).find((holder) => holder !== undefined);
}

function liveHolder(file: string): number | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; started: string };
    return startTimeOf(pid) === started ? pid : undefined;
  } catch {
    return undefined; // gone, or cut short by a crash
  }
}
