import { readFileSync } from 'node:fs';

/**
 * When a process started, in ticks since boot: a process number alone may have been given to somebody else since. Undefined
 * when there is no such process.
 */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the second is the name of the program, which may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined; // it has ended
  }
}
