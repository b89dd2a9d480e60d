import { readFileSync } from 'node:fs';

/** Of `/proc`, wherever Linux runs. */
const TICKS_A_SECOND = 100;

/**
 * Seconds of processor time that this process took, with its children that have ended and theirs: what a run costs, however
 * busy the machine is. 0 where nobody counts them.
 */
export function processorSeconds(): number {
  try {
    const text = readFileSync('/proc/self/stat', 'latin1');
    // behind the name, which may hold anything: state, …, utime, stime, cutime, cstime
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_A_SECOND;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
