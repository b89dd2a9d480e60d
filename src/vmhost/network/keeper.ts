import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { access, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '#platform/launcher';
import { runTool, toolEnvironment } from '#platform/run-tool';
import { lastUid } from '../qemu/owner.ts';
import { childrenOf, isAlive, signalProcess } from '../qemu/process.ts';

const SCRIPT = readFileSync(new URL('keeper.sh', import.meta.url), 'utf8');
const START_LIMIT_MS = 15_000;
const POLL_MS = 10;

/** Files in the folder of the networks. */
const IDENTITY = 'keeper.json';
const LOG = 'keeper.log';

/** The keeper did not come up; the message says what it said. */
export class KeeperError extends Error {
  override name = 'KeeperError';
}

/** The user and group that own a keeper's namespaces: the manager's own, but never root of the host. */
type KeeperOwner = { uid: number; gid: number } | undefined;

/**
 * The process whose namespaces hold all networks of the cloud. It outlives the manager as machines do: the next one finds it
 * by the number and start time that stand in a file, and any process of its user can be run in its namespaces.
 */
export class Keeper {
  readonly identity: ProcessIdentity;
  readonly #owner: KeeperOwner;

  private constructor(identity: ProcessIdentity, owner: KeeperOwner) {
    this.identity = identity;
    this.#owner = owner;
  }

  /** The keeper of this folder, taken over where one lives, else started. Rejects with KeeperError. */
  static async open(folder: string): Promise<Keeper> {
    const found = await Keeper.find(folder);
    if (found !== undefined) return found;
    await Keeper.end(folder);
    const owner = await keeperOwner();
    return new Keeper(await start(folder, owner), owner);
  }

  /** The keeper of this folder, if one lives that has come to its work. */
  static async find(folder: string): Promise<Keeper | undefined> {
    const known = await readIdentity(folder);
    if (known === undefined || !(await isAlive(known)) || !(await isReady(known))) return undefined;
    return new Keeper(known, await keeperOwner());
  }

  /** Ends the keeper of this folder, if one lives, with everything in it. */
  static async end(folder: string): Promise<void> {
    const known = await readIdentity(folder);
    if (known === undefined) return;
    await signalProcess(known, 'SIGKILL');
    while (await isAlive(known)) await sleep(POLL_MS);
    for (const file of [IDENTITY, LOG]) await rm(join(folder, file), { force: true });
  }

  isAlive(): Promise<boolean> {
    return isAlive(this.identity);
  }

  /** Runs a program in the namespaces of the keeper and gives what it printed. Rejects with ToolError. */
  run(words: string[], input?: string): Promise<string> {
    const [program = '', ...args] = this.#inside(words);
    return runTool(program, args, {
      cwd: '/',
      ...(input === undefined ? {} : { input }),
      ...(this.#owner === undefined ? {} : { owner: this.#owner }),
    });
  }

  /** Starts a program in the namespace of one network, without the keeper's processes. */
  spawnIn(namespace: string, words: string[], stdio: StdioOptions): ChildProcess {
    const net = `--net=/proc/${this.identity.pid}/root/run/netns/${namespace}`;
    return this.#spawn(['-U', '-m', net], words, stdio);
  }

  /** Starts a program that has the host's network, and ends with the keeper all the same. */
  spawnOnHostNetwork(words: string[], stdio: StdioOptions): ChildProcess {
    return this.#spawn(['-U', '-p'], words, stdio);
  }

  #inside(words: string[]): string[] {
    return ['nsenter', '-t', String(this.identity.pid), '-U', '-m', '-n', '-p', PRESERVE, '--', ...words];
  }

  #spawn(namespaces: string[], words: string[], stdio: StdioOptions): ChildProcess {
    const args = ['-t', String(this.identity.pid), ...namespaces, PRESERVE, '--', ...words];
    return spawn('nsenter', args, {
      cwd: '/',
      env: toolEnvironment(),
      stdio,
      detached: true,
      ...(this.#owner ?? {}),
    });
  }
}

const PRESERVE = '--preserve-credentials';

/** Root's user namespace would be one in which much of the host is still its own. */
async function keeperOwner(): Promise<KeeperOwner> {
  if (process.getuid?.() !== 0) return undefined;
  const uid = lastUid(await readFile('/proc/self/uid_map', 'utf8'));
  return { uid, gid: uid };
}

async function start(folder: string, owner: KeeperOwner): Promise<ProcessIdentity> {
  const path = join(folder, LOG);
  const log = await open(path, 'w', 0o600);
  let child: ChildProcess;
  try {
    child = spawn('unshare', [...namespaces, 'sh', '-c', SCRIPT, 'keeper', folder], {
      cwd: '/',
      env: toolEnvironment(),
      stdio: ['pipe', log.fd, log.fd],
      detached: true,
      ...(owner ?? {}),
    });
  } finally {
    await log.close();
  }
  const exited = once(child, 'exit').then(
    () => true,
    () => true,
  );
  child.stdin!.on('error', () => undefined);
  child.unref();
  try {
    const identity = await firstChild(child, exited);
    await writeFile(join(folder, `${IDENTITY}.new`), JSON.stringify(identity), { mode: 0o600 });
    await rename(join(folder, `${IDENTITY}.new`), join(folder, IDENTITY));
    child.stdin!.end('go\n');
    await until(() => isReady(identity), exited);
    return identity;
  } catch (error) {
    child.kill('SIGKILL');
    if (!(error instanceof KeeperError)) throw error;
    const said = (await readFile(path, 'utf8')).trim().slice(-500);
    throw new KeeperError(`the keeper of networks did not start: ${said === '' ? error.message : said}`, {
      cause: error,
    });
  }
}

const namespaces = [
  ...['--user', '--map-root-user', '--mount', '--net', '--pid'],
  ...['--fork', '--kill-child', '--mount-proc'],
];

/** The first process of the new namespaces, whom the program that made them waits for. */
async function firstChild({ pid = 0 }: ChildProcess, exited: Promise<boolean>): Promise<ProcessIdentity> {
  let found: ProcessIdentity | undefined;
  await until(async () => {
    [found] = await childrenOf({ pid, startTicks: '' });
    return found !== undefined;
  }, exited);
  return found!;
}

async function until(holds: () => Promise<boolean>, exited: Promise<boolean>): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  let isOver = false;
  void exited.then(() => (isOver = true));
  while (!(await holds())) {
    if (isOver) throw new KeeperError('it ended');
    if (performance.now() > deadline) throw new KeeperError('it took too long');
    await sleep(POLL_MS);
  }
}

async function isReady({ pid }: ProcessIdentity): Promise<boolean> {
  return access(`/proc/${pid}/root/run/ready`).then(
    () => true,
    () => false,
  );
}

async function readIdentity(folder: string): Promise<ProcessIdentity | undefined> {
  try {
    const { pid, startTicks } = JSON.parse(await readFile(join(folder, IDENTITY), 'utf8')) as ProcessIdentity;
    return Number.isSafeInteger(pid) && pid > 1 ? { pid, startTicks: String(startTicks) } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
