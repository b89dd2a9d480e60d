import { readFileSync, readlinkSync } from 'node:fs';
import { startTimeOf } from '#platform/process-start';

/**
 * Names a process on its machine until that starts again: its number is given to others, its start time with it never.
 * Numbers count within a namespace, as each container has its own. Stands in the names of temporary files, so that those
 * of the dead can be told from those of the living.
 */
export function processMark(pid = process.pid): string {
  return `${bootId()}.${numberSpace()}.${pid}.${startTimeOf(pid) ?? 0}`;
}

/**
 * True when the process of a mark no longer runs; undefined when that cannot be known: it ran on another machine, before the
 * last boot, or where processes have other numbers.
 */
export function hasEnded(mark: string): boolean | undefined {
  const [boot = '', space = '', pid = '', started = ''] = mark.split('.');
  if (!/^[0-9a-f]{8}$/.test(boot) || boot !== bootId()) return undefined;
  if (!/^\d+$/.test(space) || space !== numberSpace() || !/^\d+$/.test(pid)) return undefined;
  return startTimeOf(Number(pid)) !== started;
}

function bootId(): string {
  return read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))?.slice(0, 8) ?? 'unknown';
}

/** Number of the namespace that this process has its number in. */
function numberSpace(): string {
  return /\d+/.exec(read(() => readlinkSync('/proc/self/ns/pid')) ?? '')?.[0] ?? 'unknown';
}

function read(reading: () => string): string | undefined {
  try {
    return reading();
  } catch {
    return undefined; // not on this kernel
  }
}
