import { readdir, readFile } from 'node:fs/promises';
import type { ProcessIdentity } from '#platform/launcher';

/** The identity of a process, or undefined when it is gone or only waits to be collected by its parent. */
export async function processIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  return (await readStat(pid))?.identity;
}

/** Who started a process, or who inherited it; undefined when either is gone. */
export async function parentOf({ pid }: ProcessIdentity): Promise<ProcessIdentity | undefined> {
  const stat = await readStat(pid);
  return stat === undefined ? undefined : processIdentity(stat.parent);
}

/** What a process has started and still runs. */
export async function childrenOf({ pid }: ProcessIdentity): Promise<ProcessIdentity[]> {
  const pids = (await readProc(pid, `task/${pid}/children`))?.match(/\d+/g) ?? [];
  const found = await Promise.all(pids.map((child) => processIdentity(Number(child))));
  return found.filter((child) => child !== undefined);
}

/** The words that a process was started with. */
export async function argumentsOf({ pid }: ProcessIdentity): Promise<string[]> {
  return (await readProc(pid, 'cmdline'))?.split('\0') ?? [];
}

async function readStat(pid: number): Promise<{ identity: ProcessIdentity; parent: number } | undefined> {
  const text = await readProc(pid, 'stat');
  if (text === undefined) return undefined;
  // The name of the program stands in brackets and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const startTicks = fields[19];
  if (state === undefined || state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
  return { identity: { pid, startTicks }, parent: Number(parent) };
}

/** True while this very process lives; another that has got its number does not count (V13). */
export async function isAlive({ pid, startTicks }: ProcessIdentity): Promise<boolean> {
  return (await processIdentity(pid))?.startTicks === startTicks;
}

/** Sends a signal if this very process still lives. */
export async function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<void> {
  if (!(await isAlive(identity))) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A running QEMU, with the uuid of its machine and its arguments. */
export interface MachineProcess {
  uuid: string;
  arguments: string[];
  identity: ProcessIdentity;
}

/** Every QEMU process of this host by the uuid in its arguments. */
export async function findMachineProcesses(): Promise<MachineProcess[]> {
  const found: MachineProcess[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const words = (await readProc(Number(name), 'cmdline'))?.split('\0') ?? [];
    if (!/(?:^|\/)qemu-system-[a-z0-9_]+$/.test(words[0] ?? '')) continue;
    const uuid = words[words.indexOf('-uuid') + 1];
    const identity = await processIdentity(Number(name));
    if (words.includes('-uuid') && uuid !== undefined && identity !== undefined)
      found.push({ uuid, arguments: words, identity });
  }
  return found;
}

async function readProc(pid: number, file: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined;
    throw error;
  }
}
