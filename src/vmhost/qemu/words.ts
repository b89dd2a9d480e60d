import { join } from 'node:path';
import { endOfFile } from '../disk/end-of-file.ts';
import { QEMU_LOG } from '../launcher/spawn.ts';

/** Of the end of QEMU's log. */
const MAX_BYTES = 16 * 1024;

/** The first or the last line of QEMU's log, without paths and control characters, short enough to show; empty when there is none. */
export async function qemuWords(folder: string, which: 'first' | 'last'): Promise<string> {
  const lines = (await endOfFile(join(folder, QEMU_LOG), MAX_BYTES))
    .replaceAll(/[^\x20-\x7e\n]/g, '')
    .trim()
    .split('\n');
  return (lines.at(which === 'first' ? 0 : -1) ?? '').replace(/^qemu-system-\w+: /, '').slice(0, 200);
}
