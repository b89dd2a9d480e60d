import { execFile, type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, accounts, SERVICE_ACCOUNT, serviceAccount } from '#platform/service-account';

const run = promisify(execFile);

/** How PostgreSQL, which refuses to be root, is run by whoever starts us. */
export interface Confinement {
  readonly kind: 'direct' | 'namespace' | 'account';
  /** Starts a program in its own session, so that Ctrl-C at our terminal reaches it only through us. */
  spawn(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess;
  /** Gives a directory and everything in it to the account that the program runs as. */
  own(directory: string): void;
  /** Lets that account pass through a directory of ours to what it was given inside; it cannot list it. */
  letPass(directory: string): void;
}

/**
 * Chooses how to run: an ordinary user directly; root, or a user id without an account, inside a user namespace where the
 * kernel allows it (nothing changes hands, outside it is still the caller); else root as the system account `synnefo`,
 * made when missing.
 */
export async function confine(): Promise<Confinement> {
  const dieWithUs = (await works('setpriv', ['--pdeathsig', 'INT', 'true']))
    ? ['setpriv', '--pdeathsig', 'INT']
    : [];
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && hasAccount()) return confinement('direct', dieWithUs);
  const inside = insideId();
  const namespace = ['unshare', '--user', `--map-user=${inside}`, `--map-group=${inside}`];
  if (await works('unshare', [...namespace.slice(1), 'true']))
    return confinement('namespace', [...namespace, ...dieWithUs]);
  if (!isRoot) return confinement('direct', dieWithUs);
  return confinement('account', dieWithUs, await serviceAccount());
}

function hasAccount(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false; // what Node says of an id that nobody has
  }
}

/** PostgreSQL wants an id that has a name, so that of some account is borrowed: any but root's and nobody's. */
function insideId(): number {
  const ids = accounts().map(({ uid }) => uid);
  return ids.find((uid) => uid > 0 && uid < 65_534) ?? 1;
}

async function works(program: string, args: string[]): Promise<boolean> {
  try {
    await run(program, args);
    return true;
  } catch {
    return false; // not installed or not allowed: both mean that it is no use here
  }
}

function confinement(kind: Confinement['kind'], prefix: string[], account?: Account): Confinement {
  return {
    kind,
    spawn: (program, args, environment) => {
      const [command = program, ...rest] = [...prefix, program, ...args];
      return spawn(command, rest, {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: environment,
        ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
      });
    },
    own: (directory) => {
      if (account === undefined) return;
      assertReachable(directory, account);
      give(directory, account);
    },
    letPass: (directory) => {
      const mode = lstatSync(directory).mode & 0o7777;
      if (account !== undefined && (mode & 0o001) === 0) chmodSync(directory, mode | 0o001);
    },
  };
}

/** A parent that the account may not pass through would show only as 'permission denied' from inside PostgreSQL. */
function assertReachable(directory: string, account: Account): void {
  for (let parent = dirname(directory); ; parent = dirname(parent)) {
    const { mode, uid } = lstatSync(parent);
    if ((mode & 0o001) === 0 && uid !== account.uid) {
      throw new Error(
        `PostgreSQL has to run as the account '${SERVICE_ACCOUNT}', which may not enter ${parent}: choose a data directory such as /var/lib/synnefo, or do not start as root`,
      );
    }
    if (parent === dirname(parent)) return;
  }
}

function give(path: string, account: Account): void {
  // links are given themselves, never what they point to
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  chownSync(path, account.uid, account.gid);
  if (entry.isDirectory()) for (const name of readdirSync(path)) give(join(path, name), account);
}
