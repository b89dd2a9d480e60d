import { constants } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SERIAL_LOG } from '../qemu/command-line.ts';
import { endOfFile } from './end-of-file.ts';

/** Half of the megabyte that a machine's serial port may leave behind: the older half is kept beside it. */
const MAX_SERIAL_BYTES = 512 * 1024;

/** What the machine wrote to its serial port last, at most one MiB. */
export async function readSerialLog(folder: string): Promise<string> {
  const older = await endOfFile(join(folder, `${SERIAL_LOG}.1`), MAX_SERIAL_BYTES);
  const newer = await endOfFile(join(folder, SERIAL_LOG), 2 * MAX_SERIAL_BYTES);
  return (older + newer).slice(-2 * MAX_SERIAL_BYTES);
}

/**
 * QEMU appends to the log, so that it may be cut while it is open. The folder belongs to the machine's user: what lies
 * there under these names and is no regular file is neither followed nor waited for; what cannot be opened stays as it is.
 */
export async function shortenSerialLog(folder: string): Promise<void> {
  const path = join(folder, SERIAL_LOG);
  const flags = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const log = await open(path, flags).catch((error: Error) => {
    if ('syscall' in error) return undefined;
    throw error;
  });
  if (log === undefined) return;
  try {
    const facts = await log.stat();
    if (!facts.isFile() || facts.size <= MAX_SERIAL_BYTES) return;
    const newest = Buffer.alloc(MAX_SERIAL_BYTES);
    await log.read(newest, 0, MAX_SERIAL_BYTES, facts.size - MAX_SERIAL_BYTES);
    await rm(`${path}.1`, { force: true });
    await writeFile(`${path}.1`, newest, { mode: 0o600, flag: 'wx' });
    await log.truncate(0);
  } finally {
    await log.close();
  }
}
