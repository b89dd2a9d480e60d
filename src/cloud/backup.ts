import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { CommandError } from '#platform/commands/command-error';
import { runDirectoryOf, runningHolder } from './data-directory.ts';

const run = promisify(execFile);

/** What is of the moment only: sockets and locks, and the log. */
const LEFT_OUT = new Set(['run', 'log']);
const LABEL = 'backup.json';

/** What a backup says of itself. It is written last: a directory with it is whole. */
const Label = z.object({ made: z.iso.datetime(), bytes: z.int(), entries: z.array(z.string()) });
export type BackupLabel = z.infer<typeof Label>;

export interface CopyOptions {
  now: Date;
  /** Called before each part of the data directory is copied. */
  onPart(name: string): void;
}

/**
 * Copies all that a stopped cloud keeps in its data directory, embedded database, blocks, disks of machines and secrets, to
 * a new directory beside nothing else. Whole or not at all: it has its name only once it is on the disk. Throws
 * CommandError while anything of the cloud runs.
 */
export async function makeBackup(
  dataDirectory: string,
  target: string,
  { now, onPart }: CopyOptions,
): Promise<BackupLabel> {
  refuseUnlessCloud(dataDirectory);
  refuseWhileRunning(dataDirectory);
  if (existsSync(target)) throw new CommandError(`${target} is there already: name a directory that is not.`);
  if (`${resolve(target)}/`.startsWith(`${resolve(dataDirectory)}/`))
    throw new CommandError(
      `${target} is inside the data directory: keep backups elsewhere, best on another disk.`,
    );
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  const entries = readdirSync(dataDirectory).filter((name) => !LEFT_OUT.has(name));
  const before = stateOf(dataDirectory);
  for (const name of entries) {
    onPart(name);
    await copy(join(dataDirectory, name), partial);
  }
  refuseWhileRunning(dataDirectory);
  if (stateOf(dataDirectory) !== before)
    throw new CommandError(`The cloud in ${dataDirectory} ran while it was copied: make the backup again.`);
  const label = { made: now.toISOString(), bytes: await sizeOf(partial), entries };
  writeFileSync(join(partial, LABEL), `${JSON.stringify(label, undefined, 2)}\n`, { mode: 0o600 });
  await place(partial, target);
  return label;
}

/** What the backup in a directory says of itself. Throws CommandError when there is none or it is not whole. */
export function readBackup(directory: string): BackupLabel {
  const path = join(directory, LABEL);
  const found = existsSync(path) ? Label.safeParse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
  if (found?.success !== true)
    throw new CommandError(`${directory} is not a backup of a cloud, or not a whole one.`);
  const missing = found.data.entries.find((name) => !existsSync(join(directory, name)));
  if (missing !== undefined)
    throw new CommandError(`The backup in ${directory} is not whole: ${missing} is missing.`);
  return found.data;
}

/**
 * Puts a backup in the place of a data directory; what stands there is moved aside, never removed, and its new name given
 * back. The next start takes it for restored: automatic deletions are locked until they are released (S10).
 */
export async function restoreBackup(
  backup: string,
  dataDirectory: string,
  { now, onPart }: CopyOptions,
): Promise<{ aside: string | undefined }> {
  const { entries } = readBackup(backup);
  if (existsSync(dataDirectory)) {
    refuseWhileRunning(dataDirectory);
    // it could not be moved aside
    if (statSync(dataDirectory).dev !== statSync(dirname(resolve(dataDirectory))).dev)
      throw new CommandError(
        `${dataDirectory} is where a file system is mounted: restore to a directory in it, with --data-dir ${join(dataDirectory, 'data')}.`,
      );
  }
  const partial = `${dataDirectory}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  for (const name of entries) {
    onPart(name);
    await copy(join(backup, name), partial);
  }
  pretendNewerWasSeen(join(partial, 'recovery'));
  await takeOwner(backup, entries, partial);
  const stands = existsSync(dataDirectory) && readdirSync(dataDirectory).length > 0;
  const aside = stands
    ? `${dataDirectory}.before-restore-${now.toISOString().replaceAll(/[:.]/g, '-')}`
    : undefined;
  if (aside !== undefined) renameSync(dataDirectory, aside);
  rmSync(runDirectoryOf(dataDirectory), { recursive: true, force: true });
  rmSync(dataDirectory, { recursive: true, force: true });
  await place(partial, dataDirectory);
  return { aside };
}

function refuseUnlessCloud(dataDirectory: string): void {
  if (!existsSync(join(dataDirectory, 'secrets.json')))
    throw new CommandError(
      `${dataDirectory} is not the data directory of a cloud: name it with --data-dir or SYNNEFO_DATA_DIR.`,
    );
}

/** Changes with every start of the embedded database. */
function stateOf(dataDirectory: string): number | undefined {
  return statSync(join(dataDirectory, 'postgres', 'global', 'pg_control'), { throwIfNoEntry: false })
    ?.mtimeMs;
}

/** Also a machine or a database server that outlived a killed cloud writes there. */
function refuseWhileRunning(dataDirectory: string): void {
  const holder = runningHolder(dataDirectory) ?? processIn(resolve(dataDirectory));
  if (holder !== undefined)
    throw new CommandError(
      `The cloud in ${dataDirectory} is running (process ${holder}): stop it first, so that nothing is written meanwhile.`,
    );
}

/** A process, other than this one, whose command line names something in the directory. */
function processIn(path: string): number | undefined {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = pids.find((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return (
        /\/(?:qemu-system-\w+|postgres|bwrap)$/.test(`/${words[0] ?? ''}`) &&
        words.some((word) => word.includes(`${path}/`))
      );
    } catch {
      return false; // it has just ended
    }
  });
  return found === undefined ? undefined : Number(found);
}

/** With owners, modes, times and holes; on a file system that can, blocks are shared instead of copied. */
async function copy(from: string, into: string): Promise<void> {
  try {
    // -H: a part that the operator keeps elsewhere, behind a link, is copied and not the link
    await run('cp', ['-a', '-H', '--reflink=auto', '--sparse=auto', '--', from, into]);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new CommandError(`${from} could not be copied: ${(stderr ?? message).trim().split('\n')[0]}`, {
      cause: error,
    });
  }
}

async function sizeOf(directory: string): Promise<number> {
  const { stdout } = await run('du', ['-s', '--block-size=1', directory]);
  return Number(stdout.split('\t')[0]);
}

/** The directory gets its name once everything in it is on the disk. */
async function place(partial: string, path: string): Promise<void> {
  await run('sync', ['-f', partial]);
  renameSync(partial, path);
  await run('sync', [dirname(resolve(path))]);
}

/** As if a later state had been seen: what was done after the backup is not in it. */
function pretendNewerWasSeen(directory: string): void {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  for (const name of names.filter((file) => file.endsWith('.witness'))) {
    const path = join(directory, name);
    if (!lstatSync(path).isFile())
      throw new CommandError(`The backup is not one of ours: ${name} is no file.`);
    writeFileSync(path, `${BigInt(readFileSync(path, 'utf8').trim()) + 1n}\n`);
  }
}

/** Root restores for whoever the cloud ran as. */
async function takeOwner(backup: string, [first]: readonly string[], partial: string): Promise<void> {
  chmodSync(partial, 0o700);
  if (process.getuid?.() !== 0 || first === undefined) return;
  const { uid, gid } = statSync(join(backup, 'secrets.json'));
  await run('chown', [`${uid}:${gid}`, partial]);
}
