import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lchownSync, lstatSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import type { Launched, ProcessIdentity } from '#platform/launcher';
import { isAlive } from '../qemu/process.ts';
import { toolEnvironment } from '#platform/run-tool';
import { giveFiles } from './give-files.ts';
import { type OwnedHome, RefusedRequest, type Request } from './requests.ts';
import { spawnIn } from './spawn.ts';

/** The user and group that the rest of the cloud runs as. */
export interface ServiceUser {
  uid: number;
  gid: number;
}

/**
 * Makes the folder of machines below the data directory, root's own, and goes there to stay: from then on a machine's folder
 * is one name, in a place where nobody else can put a link. Each step is proved by where the kernel says that we are, for
 * what lies in the data directory is the service's to change.
 */
export function enterMachines(dataDirectory: string, service: ServiceUser): void {
  enter(dataDirectory, dataDirectory);
  makeFolder('vmhost', service.uid, service.gid);
  enter('vmhost', `${dataDirectory}/vmhost`);
  makeFolder('machines', 0, service.gid);
  enter('machines', `${dataDirectory}/vmhost/machines`);
  lchownSync('.', 0, service.gid);
  chmodSync('.', 0o750);
}

function enter(path: string, expected: string): void {
  process.chdir(path);
  if (process.cwd() !== expected) throw new Error(`${expected} is not where it seems to be`);
}

function makeFolder(name: string, uid: number, gid: number): void {
  try {
    mkdirSync(name, { mode: 0o700 });
    lchownSync(name, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The deeds of root, each on one machine's folder in the current directory or on one machine's process. */
export class PrivilegedDeeds {
  readonly #service: ServiceUser;
  readonly #isMachine: (uid: number) => boolean;

  constructor(service: ServiceUser, isMachine: (uid: number) => boolean) {
    this.#service = service;
    this.#isMachine = isMachine;
  }

  /** The folder belongs to the machine's user, and the service reaches what is in it by its group. */
  makeHome(home: OwnedHome): void {
    makeFolder(home.name, home.uid, this.#service.gid);
    this.#requireFolder(home, [0, this.#service.uid]);
    lchownSync(home.name, home.uid, this.#service.gid);
    chmodSync(home.name, 0o2770);
  }

  /** What is in the folder is removed by the machine's user: whatever it put there can do no more than that. */
  async removeHome(home: OwnedHome): Promise<void> {
    if (lstatSync(home.name, { throwIfNoEntry: false }) === undefined) return;
    this.#requireFolder(home, [0]);
    const child = spawn('find', ['.', '-mindepth', '1', '-delete'], {
      cwd: home.name,
      env: toolEnvironment(),
      stdio: 'ignore',
      uid: home.uid,
      gid: home.uid,
    });
    await once(child, 'exit');
    rmdirSync(home.name);
  }

  start(home: OwnedHome, program: string, args: string[]): Promise<Launched> {
    this.#requireFolder(home, []);
    const owner = { uid: home.uid, gid: this.#service.gid, processGid: kvmGroup() || home.uid };
    giveFiles(home.name, owner, 0o660, [this.#service.uid]);
    return spawnIn(home.name, program, args, owner);
  }

  /** A number alone may have been given to somebody else since, so that all is looked at again right before (V13). */
  async signal(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<void> {
    if (!(await isAlive(identity))) return;
    const users = usersOf(identity.pid);
    if (users === undefined) return;
    if (!users.every((uid) => uid === users[0] && this.#isMachine(uid)))
      throw new RefusedRequest('that process is not a machine');
    try {
      process.kill(identity.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Nobody but root makes entries here, so that what a name is now it stays. */
  #requireFolder({ name, uid }: OwnedHome, others: readonly number[]): void {
    const facts = lstatSync(name, { throwIfNoEntry: false });
    if (facts?.isDirectory() !== true || ![uid, ...others].includes(facts.uid))
      throw new RefusedRequest('that folder is not of this machine');
  }
}

/** Does what a request says. */
export async function perform(deeds: PrivilegedDeeds, request: Request): Promise<Launched | undefined> {
  switch (request.op) {
    case 'makeHome':
      return void deeds.makeHome(request.home);
    case 'removeHome':
      return void (await deeds.removeHome(request.home));
    case 'start':
      return deeds.start(request.home, request.launch.program, request.launch.args);
    case 'signal':
      return void (await deeds.signal(request.identity, request.signal));
  }
}

/** Real, effective, saved and file system user of a process; undefined when it is gone. */
function usersOf(pid: number): number[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1');
    return /^Uid:\t(.*)$/m.exec(text)?.[1]?.split('\t').map(Number);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function kvmGroup(): number | undefined {
  return statSync('/dev/kvm', { throwIfNoEntry: false })?.gid;
}
