import { constants } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SERIAL_LOG } from '../qemu/command-line.ts';

/** Half of the megabyte that a machine's serial port may leave behind: the older half is kept beside it. */
const MAX_SERIAL_BYTES = 512 * 1024;

/** What the machine wrote to its serial port last, at most one MiB. */
export async function readSerialLog(folder: string): Promise<string> {
  const older = await readNoFollow(join(folder, `${SERIAL_LOG}.1`));
  return older + (await readNoFollow(join(folder, SERIAL_LOG)));
}

async function readNoFollow(path: string): Promise<string> {
  try {
    return await readFile(path, { encoding: 'latin1', flag: constants.O_RDONLY | constants.O_NOFOLLOW });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * QEMU appends to the log, so that it may be cut while it is open. The folder belongs to the machine's user: no link that
 * lies there is followed.
 */
export async function shortenSerialLog(folder: string): Promise<void> {
  const path = join(folder, SERIAL_LOG);
  const log = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const { size } = await log.stat();
    if (size <= MAX_SERIAL_BYTES) return;
    const newest = Buffer.alloc(MAX_SERIAL_BYTES);
    await log.read(newest, 0, MAX_SERIAL_BYTES, size - MAX_SERIAL_BYTES);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
    await writeFile(`${path}.1`, newest, { mode: 0o600, flag: flags });
    await log.truncate(0);
  } finally {
    await log.close();
  }
}
