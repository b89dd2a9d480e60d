import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { type Account, SERVICE_ACCOUNT, serviceAccount } from '#platform/service-account';
import { type LauncherProcess, startLauncher } from '#vmhost/launcher/process';
import { installMissing } from '#vmhost/prepare';
import { become } from './become-owner.ts';
import { giveDataDirectory, makeDataDirectory } from './data-owner.ts';

/** What a process has after it has left root, or why it has not. */
export interface Privileges {
  /** The process that starts machines, where this one may not. */
  launcher?: LauncherProcess;
  /** Why this process is still root, in one sentence with what to change. */
  stayedRoot?: string;
}

interface LeaveOptions {
  dataDirectory: string;
  /** Whether machines run here. */
  withMachines: boolean;
  progress(sentence: string): void;
}

const ROOT = { uid: 0, gid: 0 };
const PROGRAM = join(import.meta.dirname, '..', '..');

/**
 * Started as root, the process becomes the account `synnefo` for good: with no group of root's, no capability and no way
 * back. The data directory is the account's from then on. Only what machines need stays with root, in the launcher. Where
 * the account cannot be had, or cannot reach program or data, the process stays root and says why.
 */
export async function leaveRoot(options: LeaveOptions): Promise<Privileges> {
  if (process.getuid?.() !== 0) return {};
  const path = makeDataDirectory(options.dataDirectory);
  // The system's packages are root's to install, whoever runs then.
  if (options.withMachines) await installMissing(options.progress);
  const account = await serviceAccount().catch((error: unknown) => error as Error);
  if (account instanceof Error) {
    const reason = account.message.split('\n', 1)[0] ?? '';
    return { stayedRoot: `there is no account '${SERVICE_ACCOUNT}' and it cannot be made (${reason}).` };
  }
  const obstacle = as(account, () => obstacleTo([...programFiles(), path]));
  if (obstacle !== undefined) {
    giveDataDirectory(path, account, ROOT);
    return {
      stayedRoot: `the account '${SERVICE_ACCOUNT}' may not enter ${obstacle}: chmod o+x it, or keep program and data elsewhere.`,
    };
  }
  giveDataDirectory(path, ROOT, account);
  // what Node.js compiled is kept for the next start in a folder of root's, whom nobody else may give code
  flushCompileCache();
  const launcher = options.withMachines ? startLauncher(path, account) : undefined;
  become(account);
  return launcher === undefined ? {} : { launcher };
}

/** A few files of the program that stand for all. */
function programFiles(): string[] {
  const files = ['package.json', 'src/main.ts', 'node_modules/pg/package.json', 'web/dist/index.html'];
  return [process.execPath, ...files.map((name) => join(PROGRAM, name)).filter((path) => existsSync(path))];
}

/** The first of these paths, or of the folders above them, that we may not read or enter. */
function obstacleTo(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    for (const folder of foldersTo(path)) if (!may(() => statSync(`${folder}/.`))) return folder;
    if (!may(() => (statSync(path).isDirectory() ? undefined : closeSync(openSync(path, 'r'))))) return path;
  }
  return undefined;
}

/** From the root folder down. */
function foldersTo(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [...foldersTo(parent), parent];
}

function may(look: () => unknown): boolean {
  try {
    look();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return false;
    throw error;
  }
}

/** Does something, which must not wait, with the rights of an account. */
function as<T>(account: Account, work: () => T): T {
  const groups = process.getgroups!();
  process.setgroups!([]);
  process.setegid!(account.gid);
  process.seteuid!(account.uid);
  try {
    return work();
  } finally {
    process.seteuid!(0);
    process.setegid!(0);
    process.setgroups!(groups);
  }
}
