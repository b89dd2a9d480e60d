import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOM = 2 * 1024 ** 3;

/** A new directory for what need not last, in memory where there is room. A given TMPDIR is obeyed. */
export function quickDirectory(prefix: string): string {
  return mkdtempSync(join(quickestPlace(), prefix));
}

/** To make and remove a database or a data directory is hundreds of files. */
function quickestPlace(): string {
  const memory = '/dev/shm';
  if (process.env['TMPDIR'] !== undefined) return tmpdir();
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= ROOM ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}
