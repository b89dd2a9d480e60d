import { statfs } from 'node:fs/promises';
import type { Trouble } from './database/health.ts';
import { errnoOf } from './file-system.ts';
import type { Logger } from './telemetry/log.ts';

/** `low`: the reserve comes near. `full`: only the reserve is left, and nothing that grows is taken any more. */
export type DiskState = 'ok' | 'low' | 'full';

/** What was to be kept would have eaten into the reserve. */
export class DiskFull extends Error {
  override name = 'DiskFull';
}

/** The space left where the cloud keeps things. Everything but `look` answers from memory. */
export interface DiskSpace {
  state(): DiskState;
  /** Bytes that may be taken without touching the reserve. */
  room(): number;
  /** Throws DiskFull unless so many bytes more leave the reserve untouched. */
  requireRoom(bytes: number): void;
  /** Tells of bytes just written, which the next look at the disk will see. */
  wrote(bytes: number): void;
  /** Bytes that are free now, on the fullest of the file systems. */
  look(): Promise<number>;
}

export interface DiskSpaceOptions {
  /** Folders that may be on file systems of their own; those that are not there do not count. */
  directories: readonly string[];
  reserveBytes: number;
  log: Logger;
  /** Called after every look. */
  onLook?(freeBytes: number): Promise<void>;
}

const LOOK_MS = 1_000;
/** File systems run out of files as well as of bytes. */
const LEAST_FILES = 1_000;

/** Looks once a second, beginning with now. With a reserve of 0 nothing is refused before the disk itself does. */
export async function watchDiskSpace(
  options: DiskSpaceOptions,
): Promise<DiskSpace & { stop(): Promise<void> }> {
  const { directories, reserveBytes, log } = options;
  let free = Infinity;
  let written = 0;
  let last: DiskState = 'ok';
  const room = (): number => free - written - reserveBytes;
  const state = (): DiskState => {
    if (reserveBytes === 0) return 'ok';
    return room() < 0 ? 'full' : room() < reserveBytes ? 'low' : 'ok';
  };
  const look = async (): Promise<number> => {
    const found = await Promise.all(directories.map(freeBytesOf));
    free = Math.min(...found);
    written = 0;
    await options.onLook?.(free);
    const now = state();
    if (now !== last)
      log[now === 'ok' ? 'info' : 'warn']({ disk: now, freeBytes: free, reserveBytes }, 'the disk');
    last = now;
    return free;
  };
  await look();
  let looking: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    looking ??= look()
      .catch((err: unknown) => log.error({ err }, 'the disk cannot be looked at'))
      .finally(() => (looking = undefined));
  }, LOOK_MS);
  timer.unref();
  return {
    state,
    room,
    requireRoom: (bytes) => {
      if (reserveBytes > 0 && bytes > room())
        throw new DiskFull(`${bytes} bytes would leave less than the reserve of ${reserveBytes}`);
    },
    wrote: (bytes) => {
      written += bytes;
    },
    look,
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

/** For a role that takes nothing new on a full disk. */
export function diskTrouble(disk: DiskSpace): Trouble | undefined {
  return disk.state() === 'full' ? 'disk' : undefined;
}

/** A disk that nobody watches: never full. */
export const unwatchedDisk: DiskSpace = {
  state: () => 'ok',
  room: () => Infinity,
  requireRoom: () => undefined,
  wrote: () => undefined,
  look: () => Promise.resolve(Infinity),
};

async function freeBytesOf(directory: string): Promise<number> {
  try {
    const { bavail, bsize, files, ffree } = await statfs(directory);
    // Some file systems have no bound on files, and say 0.
    return files > 0 && ffree < LEAST_FILES ? 0 : bavail * bsize;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return Infinity;
    throw error;
  }
}
