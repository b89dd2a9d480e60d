import { readFileSync } from 'node:fs';

/**
 * Names a process on its machine until that starts again: its number is given to others, its start time with it never.
 * Stands in the names of temporary files, so that those of the dead can be told from those of the living.
 */
export function processMark(pid = process.pid): string {
  return `${bootId()}.${pid}.${startTime(pid) ?? 0}`;
}

/** True when the process of a mark no longer runs; undefined when it ran on another machine, or before the last boot. */
export function hasEnded(mark: string): boolean | undefined {
  const [boot = '', pid = '', started = ''] = mark.split('.');
  if (!/^[0-9a-f]{8}$/.test(boot) || boot !== bootId() || !/^\d+$/.test(pid)) return undefined;
  return startTime(Number(pid)) !== started;
}

function bootId(): string {
  return read('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? 'unknown';
}

/** In ticks since boot; undefined when there is no such process. */
function startTime(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // it has ended
  }
}
