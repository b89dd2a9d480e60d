import { chmodSync, existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartError } from '#platform/service/start-error';
import { runDirectoryOf, runningHolder } from './data-directory.ts';
import { unwritable } from './start-failure.ts';

/** Who is to own a data directory. */
interface Owner {
  uid: number;
  gid: number;
}

/** Makes what is missing of the directory, and of its parents so that anybody may pass through them. Gives its real path. */
export function makeDataDirectory(path: string): string {
  try {
    const mask = process.umask(0o022);
    try {
      mkdirSync(dirname(path), { recursive: true });
    } finally {
      process.umask(mask);
    }
    if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
    return realpathSync(path);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/**
 * Root gives the data directory to its new owner, root itself among them, with everything in it that is the old owner's:
 * folders of machines stay those of their users. Links are given themselves, never what they point to. Done once: the
 * directory itself changes hands last, and until then nobody but root gets in.
 */
export function giveDataDirectory(path: string, from: Owner, to: Owner): void {
  const { uid } = lstatSync(path);
  if (uid === to.uid) return;
  if (uid !== from.uid) {
    throw new StartError(
      `The data directory ${path} belongs to user ${uid}: start the cloud as that user, or give the directory to root first.`,
    );
  }
  const holder = runningHolder(path);
  if (holder !== undefined)
    throw new StartError(`The cloud in ${path} is already running (process ${holder}). Stop it first.`);
  lchownSync(path, 0, 0);
  chmodSync(path, 0o700);
  const run = runDirectoryOf(path);
  const trees = run.startsWith(path) ? [path] : [path, run];
  for (const tree of trees) giveTree(tree, from, to);
}

function giveTree(path: string, from: Owner, to: Owner): void {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts === undefined || ![0, from.uid].includes(facts.uid)) return;
  if (facts.isDirectory()) for (const name of readdirSync(path)) giveTree(join(path, name), from, to);
  lchownSync(path, to.uid, to.gid);
}
