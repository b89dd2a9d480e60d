import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '..', '..');
const READY_LIMIT_MS = 240_000;

/** Somebody of this machine: a number and a group, and a home of his own. */
export interface Person {
  uid: number;
  gid: number;
}

/** The sources as a newcomer has them, in a new folder: nothing installed, nothing built, nothing run. */
export interface PristineClone {
  path: string;
  hasPackages(): boolean;
  /** Copies what npm installed in another clone; for root, whose files the copies are. */
  takePackages(from: PristineClone): Promise<void>;
  /** The owner's first words after cloning: `npm start` with these options. */
  start(options: string[], environment?: Record<string, string>): StartedClone;
}

export interface StartedClone {
  /** Resolves once the summary is printed; rejects with all that was said when the process ends before. */
  ready: Promise<void>;
  ended: Promise<number | string>;
  said(): string;
  stop(): Promise<number | string>;
}

/** Copies what git knows of the working tree, changes included, and makes it the person's. Removed after the test. */
export function pristineClone(t: TestContext, owner: Person): PristineClone {
  const parent = mkdtempSync(join(tmpdir(), 'bare-'));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  chmodSync(parent, 0o755);
  const path = join(parent, 'synnefo');
  const home = join(parent, 'home');
  mkdirSync(home);
  mkdirSync(path);
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  for (const name of execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\0')) {
    if (name === '') continue;
    mkdirSync(dirname(join(path, name)), { recursive: true });
    cpSync(join(ROOT, name), join(path, name), { verbatimSymlinks: true });
  }
  // as a clone made with the usual mask
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', path]);
  for (const tree of [home, path]) give(tree, owner);
  const modules = (clone: string): string => join(clone, 'node_modules');
  return {
    path,
    hasPackages: () => existsSync(join(modules(path), '.prepared')),
    takePackages: async (from) => {
      await run('cp', ['-a', '--no-preserve=ownership', modules(from.path), modules(path)]);
    },
    start: (options, environment) => start(t, { path, home, owner }, options, environment),
  };
}

function give(path: string, owner: Person): void {
  if (process.getuid?.() !== 0) return;
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true }))
    lchownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  chownSync(path, owner.uid, owner.gid);
}

function start(
  t: TestContext,
  { path, home, owner }: { path: string; home: string; owner: Person },
  options: string[],
  environment: Record<string, string> = {},
): StartedClone {
  const child = spawn('npm', ['start', '--', ...options], {
    cwd: path,
    env: { PATH: withoutModules(process.env['PATH'] ?? ''), HOME: home, LANG: 'C.UTF-8', ...environment },
    // a session of its own, as a terminal gives it: whatever is left is ended with it
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(process.getuid?.() === 0 ? owner : {}),
  });
  const end = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  t.after(() => end('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (said += String(bytes)));
  const ended = once(child, 'exit').then(([code, signal]) => (code as number | null) ?? (signal as string));
  return {
    ended,
    ready: whenReady(child, ended, () => said),
    said: () => said,
    stop: () => {
      end('SIGTERM');
      return ended;
    },
  };
}

/** The tests run on the Node.js of this checkout; a newcomer has the machine's own. */
function withoutModules(path: string): string {
  return path
    .split(':')
    .filter((entry) => !entry.includes('node_modules'))
    .join(':');
}

function whenReady(child: ChildProcess, ended: Promise<number | string>, said: () => string): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready in time:\n${said()}`)), READY_LIMIT_MS);
    child.stdout?.on('data', () => {
      if (!said().includes('Stop with Ctrl-C')) return;
      clearTimeout(late);
      resolve();
    });
    void ended.then((code) => {
      clearTimeout(late);
      reject(new Error(`ended with ${code}:\n${said()}`));
    });
  });
  ready.catch(() => undefined); // a test that waits for the end alone does not ask
  return ready;
}
