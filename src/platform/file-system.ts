import fs, { constants } from 'node:fs';
import { promisify } from 'node:util';

/** What one path is. Sizes in bytes, times in milliseconds since 1970. */
export interface FileFacts {
  size: number;
  modifiedMs: number;
  /** When the file was last written, moved or linked. */
  changedMs: number;
  directory: boolean;
}

/**
 * How a file is opened: to read, to read and write what is there, or as a new file that must not exist yet; past the
 * system's cache when it will not be read soon, for which addresses, positions and lengths must be multiples of 4 KiB. Not
 * every file system can do that: EINVAL.
 */
export type OpenMode = 'read' | 'update' | 'create' | 'create uncached';

/** An open file. Positions and lengths are bytes; every call rejects with the errno error of the system. */
export interface OpenFile {
  /** Fills `into` from `position` and says how many bytes there were before the end of the file. */
  pread(into: Uint8Array, position: number): Promise<number>;
  /** Writes all of `bytes` at `position`. */
  pwrite(bytes: Uint8Array, position: number): Promise<void>;
  ftruncate(size: number): Promise<void>;
  /** Returns only when the bytes are on the device. A failure is final: the kernel has dropped the pages. */
  fsync(): Promise<void>;
  fdatasync(): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/**
 * The only way the stores reach the disk, narrow enough that a test can stand in for it and lose what was not synced.
 * A path's entry is durable after `syncDirectory` of its directory, its bytes after `fsync` or `fdatasync` of the file.
 */
export interface FileSystemPort {
  open(path: string, mode: OpenMode): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  mkdir(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  /** Undefined when nothing is there. */
  stat(path: string): Promise<FileFacts | undefined>;
}

const flagsOf: Record<OpenMode, number> = {
  read: constants.O_RDONLY,
  update: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
  'create uncached': constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_DIRECT,
};

/* Plain descriptors: a small read or write costs a third less processor time than through file handles. */
const openDescriptor = promisify(fs.open);
const closeDescriptor = promisify(fs.close);
const read = promisify(fs.read);
const write = promisify(fs.write);
const sync = promisify(fs.fsync);
const syncData = promisify(fs.fdatasync);
const factsOfDescriptor = promisify(fs.fstat);
const truncate = promisify(fs.ftruncate);
const mkdir = promisify(fs.mkdir);
const factsOf = promisify(fs.stat);

/** The disk of this machine. Files are made 0600 and directories 0700. */
export const realFileSystem: FileSystemPort = {
  open: async (path, mode) => realFile(await openDescriptor(path, flagsOf[mode], 0o600)),
  rename: promisify(fs.rename),
  link: promisify(fs.link),
  unlink: promisify(fs.unlink),
  async mkdir(path) {
    await mkdir(path, { mode: 0o700 });
  },
  async syncDirectory(path) {
    const directory = await openDescriptor(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await sync(directory);
    } finally {
      await closeDescriptor(directory);
    }
  },
  readdir: (path) => fs.promises.readdir(path),
  async stat(path) {
    try {
      const facts = await factsOf(path);
      const { size, mtimeMs: modifiedMs, ctimeMs: changedMs } = facts;
      return { size, modifiedMs, changedMs, directory: facts.isDirectory() };
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  },
};

/** Makes a directory unless it is there. */
export async function makeDirectory(fs: FileSystemPort, path: string): Promise<void> {
  try {
    await fs.mkdir(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** For files whose absence is as good as their removal. */
export async function ignoreMissing(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** The errno name of a failed call, such as `ENOENT`, or undefined for any other kind of error. */
export function errnoOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function realFile(descriptor: number): OpenFile {
  let open = true;
  /** The number may be another file's by the time somebody uses a closed one. */
  const inUse = (): number => {
    if (!open) throw Object.assign(new Error('EBADF: the file is closed'), { code: 'EBADF' });
    return descriptor;
  };
  return {
    async pread(into, position) {
      let done = 0;
      while (done < into.length) {
        const { bytesRead } = await read(inUse(), into, done, into.length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    },
    async pwrite(bytes, position) {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await write(inUse(), bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    },
    ftruncate: async (size) => truncate(inUse(), size),
    fsync: async () => sync(inUse()),
    fdatasync: async () => syncData(inUse()),
    size: async () => (await factsOfDescriptor(inUse())).size,
    async close() {
      const closing = inUse();
      open = false;
      await closeDescriptor(closing);
    },
  };
}
