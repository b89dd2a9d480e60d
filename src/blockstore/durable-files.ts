import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { errnoOf, type FileSystemPort } from '#platform/file-system';
import { DirectorySync } from './directory-sync.ts';

/** Shards of a tree: two hex digits, so that 100 TiB of blocks make 100,000 entries a directory at most. */
const SHARDS = 256;
/** A temporary file this old belongs to a process that is gone. */
const ABANDONED_MS = 24 * 3600 * 1000;

/** Files named by hash, in shards, each whole or absent: the layout shared by blocks and maps. */
export class DurableFiles {
  readonly #fs: FileSystemPort;
  readonly #root: string;
  readonly #sync: DirectorySync;
  /** Names of this process's temporary files never meet those of another. */
  readonly #prefix = randomBytes(8).toString('hex');
  #count = 0;

  private constructor(fs: FileSystemPort, root: string) {
    this.#fs = fs;
    this.#root = root;
    this.#sync = new DirectorySync(fs);
  }

  /** Makes the directories that are missing, durably, and forgets temporary files of processes that are gone. */
  static async open(fs: FileSystemPort, root: string, nowMs: number): Promise<DurableFiles> {
    const files = new DurableFiles(fs, root);
    await makeDirectory(fs, root);
    for (const name of ['tmp', 'trash', 'bad']) await makeDirectory(fs, join(root, name));
    const present = new Set(await fs.readdir(root));
    for (const shard of shardNames()) if (!present.has(shard)) await makeDirectory(fs, join(root, shard));
    await fs.syncDirectory(root);
    for (const name of await fs.readdir(join(root, 'tmp'))) {
      const path = join(root, 'tmp', name);
      const facts = await fs.stat(path);
      if (facts !== undefined && nowMs - facts.modifiedMs > ABANDONED_MS)
        await ignoreMissing(fs.unlink(path));
    }
    return files;
  }

  /** Where a name lives. Names begin with two hex digits and are made by the stores, never by users. */
  path(name: string): string {
    return join(this.#root, name.slice(0, 2), name);
  }

  /**
   * Writes a file and makes it durable before it resolves. It replaces a file of the same name, which has the same
   * content unless it rotted: so a repeated write costs, and reveals, as much as a first one, and heals.
   */
  async write(name: string, pieces: readonly Uint8Array[]): Promise<void> {
    this.#count += 1;
    const temporary = join(this.#root, 'tmp', `${this.#prefix}-${this.#count}`);
    try {
      await this.#writeTemporary(temporary, pieces);
      await this.#fs.rename(temporary, this.path(name));
    } catch (error) {
      await ignoreMissing(this.#fs.unlink(temporary));
      throw error;
    }
    await this.#sync.sync(join(this.#root, name.slice(0, 2)));
  }

  async #writeTemporary(path: string, pieces: readonly Uint8Array[]): Promise<void> {
    const file = await this.#fs.open(path, 'create');
    try {
      let position = 0;
      for (const piece of pieces) {
        await file.pwrite(piece, position);
        position += piece.length;
      }
      await file.fdatasync();
    } finally {
      await file.close();
    }
  }

  /** The whole file, or undefined when it is not there. */
  async read(name: string): Promise<Buffer | undefined> {
    return this.#withFile(name, async (file) => {
      const bytes = Buffer.allocUnsafeSlow(await file.size());
      const length = await file.pread(bytes, 0);
      return bytes.subarray(0, length);
    });
  }

  /** At most `length` bytes from `position`, or undefined when the file is not there. */
  async readPart(name: string, position: number, length: number): Promise<Buffer | undefined> {
    return this.#withFile(name, async (file) => {
      const bytes = Buffer.allocUnsafeSlow(length);
      return bytes.subarray(0, await file.pread(bytes, position));
    });
  }

  async #withFile<T>(
    name: string,
    read: (file: Awaited<ReturnType<FileSystemPort['open']>>) => Promise<T>,
  ): Promise<T | undefined> {
    let file;
    try {
      file = await this.#fs.open(this.path(name), 'read');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    try {
      return await read(file);
    } finally {
      await file.close();
    }
  }

  /** Bytes and time of last write of a file, or undefined when it is not there. */
  async facts(name: string): Promise<{ size: number; modifiedMs: number } | undefined> {
    return this.#fs.stat(this.path(name));
  }

  /** Moves a file to `trash` or `bad`, durably. False when it was not there. */
  async setAside(name: string, where: 'trash' | 'bad'): Promise<boolean> {
    try {
      await this.#fs.rename(this.path(name), join(this.#root, where, name));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    }
    await this.#sync.sync(join(this.#root, where));
    await this.#sync.sync(join(this.#root, name.slice(0, 2)));
    return true;
  }

  /** Moves a file back out of the trash unless a new one took its place. False when it was not in the trash. */
  async takeBack(name: string): Promise<boolean> {
    const from = join(this.#root, 'trash', name);
    try {
      await this.#fs.link(from, this.path(name));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    await this.#sync.sync(join(this.#root, name.slice(0, 2)));
    await ignoreMissing(this.#fs.unlink(from));
    return true;
  }

  /** Removes a file from the trash for good. */
  async discard(name: string): Promise<void> {
    await ignoreMissing(this.#fs.unlink(join(this.#root, 'trash', name)));
  }

  /** Names in one shard, or in the trash or among the bad, in no order. */
  list(where: string): Promise<string[]> {
    return this.#fs.readdir(join(this.#root, where));
  }
}

/** `00` to `ff`. */
export function shardNames(): string[] {
  return Array.from({ length: SHARDS }, (_, shard) => shard.toString(16).padStart(2, '0'));
}

async function makeDirectory(fs: FileSystemPort, path: string): Promise<void> {
  try {
    await fs.mkdir(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** For files whose absence is as good as their removal. */
async function ignoreMissing(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
