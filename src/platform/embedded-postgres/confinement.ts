import { execFile, type ChildProcess, spawn } from 'node:child_process';
import { chownSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The account that a process runs as when it cannot have a user namespace. Never `nobody`: others may be `nobody` too. */
const ACCOUNT = 'synnefo';
/** Any number but 0 and 65534 will do inside the namespace: outside it is still the caller. */
const INSIDE = '1000';

/** How PostgreSQL, which refuses to be root, is run by whoever starts us. */
export interface Confinement {
  readonly kind: 'direct' | 'namespace' | 'account';
  /** Starts a program in its own session, so that Ctrl-C at our terminal reaches it only through us. */
  spawn(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess;
  /** Gives a directory and everything in it to the account that the program runs as. */
  own(directory: string): void;
}

/**
 * Chooses how to run: an ordinary user directly; root inside a user namespace where the kernel allows it (nothing changes
 * hands, files stay root's); else as the system account `synnefo`, made when missing.
 */
export async function confine(): Promise<Confinement> {
  const dieWithUs = (await works('setpriv', ['--pdeathsig', 'INT', 'true'])) ? ['setpriv', '--pdeathsig', 'INT'] : [];
  if (process.getuid?.() !== 0) return confinement('direct', dieWithUs);
  const namespace = ['unshare', '--user', `--map-user=${INSIDE}`, `--map-group=${INSIDE}`];
  if (await works('unshare', [...namespace.slice(1), 'true'])) return confinement('namespace', [...namespace, ...dieWithUs]);
  return confinement('account', dieWithUs, await serviceAccount());
}

async function works(program: string, args: string[]): Promise<boolean> {
  try {
    await run(program, args);
    return true;
  } catch {
    return false; // not installed or not allowed: both mean that it is no use here
  }
}

interface Account {
  uid: number;
  gid: number;
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
      assertReachable(directory);
      give(directory, account);
    },
  };
}

async function serviceAccount(): Promise<Account> {
  const known = findAccount();
  if (known !== undefined) return known;
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ACCOUNT]);
  const made = findAccount();
  if (made === undefined) throw new Error(`the system account '${ACCOUNT}' could not be made`);
  return made;
}

function findAccount(): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith(`${ACCOUNT}:`));
  if (line === undefined) return undefined;
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** A parent that the account may not pass through would show only as 'permission denied' from inside PostgreSQL. */
function assertReachable(directory: string): void {
  for (let parent = dirname(directory); ; parent = dirname(parent)) {
    if ((lstatSync(parent).mode & 0o001) === 0) {
      throw new Error(
        `PostgreSQL has to run as the account '${ACCOUNT}', which may not enter ${parent}: choose a data directory such as /var/lib/synnefo, or do not start as root`,
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
