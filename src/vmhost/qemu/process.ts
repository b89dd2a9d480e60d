import { readdir, readFile } from 'node:fs/promises';
import type { ProcessIdentity } from '#platform/launcher';

/** The identity of a process, or undefined when it is gone or only waits to be collected by its parent. */
export async function processIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  const text = await readProc(pid, 'stat');
  if (text === undefined) return undefined;
  // The name of the program stands in brackets and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const startTicks = fields[19];
  if (state === undefined || state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
  return { pid, startTicks };
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

/** Every QEMU process of this machine by the uuid in its arguments. */
export async function findMachineProcesses(): Promise<
  { uuid: string; arguments: string[]; identity: ProcessIdentity }[]
> {
  const found = [];
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
