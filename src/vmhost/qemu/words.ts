import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { QEMU_LOG } from '../launcher/spawn.ts';

/** Of the end of QEMU's log. */
const MAX_BYTES = 16 * 1024;

/** The first or the last line of QEMU's log, without paths and control characters, short enough to show; empty when there is none. */
export async function qemuWords(folder: string, which: 'first' | 'last'): Promise<string> {
  const lines = (await readLog(folder))
    .replaceAll(/[^\x20-\x7e\n]/g, '')
    .trim()
    .split('\n');
  return (lines.at(which === 'first' ? 0 : -1) ?? '').replace(/^qemu-system-\w+: /, '').slice(0, 200);
}

async function readLog(folder: string): Promise<string> {
  try {
    // The folder is the machine's: no link that lies there is followed.
    const file = await open(join(folder, QEMU_LOG), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return (await file.readFile('utf8')).slice(-MAX_BYTES);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
