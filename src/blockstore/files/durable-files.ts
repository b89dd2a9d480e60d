import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { errnoOf, type FileSystemPort, ignoreMissing, type OpenFile } from '#platform/file-system';
import { DirectorySync } from './directory-sync.ts';
import { processMark } from './process-mark.ts';
import type { JournalRecord } from './journal-records.ts';
import { TemporaryFiles } from './temporary-files.ts';
import { type JournalLimits, replayJournals, WriteJournal } from './write-journal.ts';

/** Shards of a tree: two hex digits, so that 100 TiB of blocks make 100,000 entries a directory at most. */
const SHARDS = 256;
/** Files synced at a time when a journal is given up. */
const SYNCS_AT_ONCE = 4;

/** Files named by hash, in shards, each whole or absent: the layout shared by blocks and maps. */
export class DurableFiles {
  readonly #fs: FileSystemPort;
  readonly #root: string;
  readonly #sync: DirectorySync;
  readonly #journal: WriteJournal;
  /** Names of this process's temporary files never meet those of another. */
  readonly #prefix = `${processMark()}.${randomBytes(4).toString('hex')}`;
  readonly #temporary: TemporaryFiles;
  /** Until the file system has refused it. */
  #pastCache = true;

  private constructor(fs: FileSystemPort, root: string, limits: JournalLimits) {
    this.#fs = fs;
    this.#root = root;
    this.#sync = new DirectorySync(fs);
    this.#temporary = new TemporaryFiles(fs, join(root, 'tmp'), this.#prefix);
    this.#journal = new WriteJournal(
      fs,
      { directory: join(root, 'journal'), prefix: this.#prefix, limits },
      this,
    );
  }

  /**
   * Makes the directories that are missing, durably, puts back what only a journal has, and forgets temporary files of
   * processes that are gone.
   */
  static async open(
    fs: FileSystemPort,
    root: string,
    { nowMs, journal }: { nowMs: number; journal: JournalLimits },
  ): Promise<DurableFiles> {
    const files = new DurableFiles(fs, root, journal);
    await makeDirectory(fs, root);
    for (const name of ['tmp', 'trash', 'bad', 'journal']) await makeDirectory(fs, join(root, name));
    const present = new Set(await fs.readdir(root));
    for (const shard of shardNames()) if (!present.has(shard)) await makeDirectory(fs, join(root, shard));
    await fs.syncDirectory(root);
    await replayJournals(fs, join(root, 'journal'), files.#prefix, files);
    await files.forgetTemporary(nowMs);
    return files;
  }

  /** Removes temporary files of processes that are gone. */
  forgetTemporary(nowMs: number): Promise<void> {
    return this.#temporary.forget(nowMs);
  }

  /** Where a name lives. Names begin with two hex digits and are made by the stores, never by users. */
  path(name: string): string {
    return join(this.#shardOf(name), name);
  }

  /**
   * Writes a file and makes it durable before it resolves. It replaces a file of the same name, which has the same
   * content unless it rotted: so a repeated write costs, and reveals, as much as a first one, and heals.
   */
  async write(name: string, pieces: readonly Uint8Array[]): Promise<void> {
    const size = pieces.reduce((sum, { length }) => sum + length, 0);
    if (!this.#journal.takes(size)) return this.#writeAlone(name, pieces);
    const fill = (file: OpenFile): Promise<void> => writePieces(file, pieces);
    await this.#temporary.use('create', fill, async (temporary) => {
      const place = (): Promise<void> => this.#fs.rename(temporary, this.path(name));
      const inJournal = await this.#journal.commit(name, pieces, place);
      if (!inJournal) await this.syncFiles([name]);
    });
  }

  /**
   * The same for a large file that will not be read soon: `pages` are written as they lie in memory, past the system's cache
   * where that can be done, and the file is their first `size` bytes. The copy into the cache costs more processor time than
   * hashing does on machines that give free memory back to their host, and drives out what others read.
   */
  async writeUncached(name: string, pages: Uint8Array, size: number): Promise<void> {
    if (!this.#pastCache) return this.#writeAlone(name, [pages.subarray(0, size)]);
    try {
      await this.#place(name, 'create uncached', async (file) => {
        await file.pwrite(pages, 0);
        await file.ftruncate(size);
        await file.fdatasync();
      });
    } catch (error) {
      if (errnoOf(error) !== 'EINVAL') throw error;
      this.#pastCache = false;
      return this.#writeAlone(name, [pages.subarray(0, size)]);
    }
    await this.#sync.sync(this.#shardOf(name));
  }

  async #writeAlone(name: string, pieces: readonly Uint8Array[]): Promise<void> {
    await this.#place(name, 'create', async (file) => {
      await writePieces(file, pieces);
      await file.fdatasync();
    });
    await this.#sync.sync(this.#shardOf(name));
  }

  /** Fills a temporary file and puts it where it belongs. */
  #place(
    name: string,
    mode: 'create' | 'create uncached',
    fill: (file: OpenFile) => Promise<void>,
  ): Promise<void> {
    return this.#temporary.use(mode, fill, (temporary) => this.#fs.rename(temporary, this.path(name)));
  }

  #shardOf(name: string): string {
    return join(this.#root, name.slice(0, 2));
  }

  /** Makes files durable where they stand; those that are gone are no matter. */
  async syncFiles(names: readonly string[]): Promise<void> {
    const waiting = [...names];
    const syncNext = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        await this.withFile(next, (file) => file.fdatasync());
    };
    await Promise.all(Array.from({ length: SYNCS_AT_ONCE }, syncNext));
    const shards = new Set(names.map((name) => this.#shardOf(name)));
    for (const shard of shards) await this.#sync.sync(shard);
  }

  /** What only the journal may still have: writes it durably unless it stands there, and is made durable. */
  async restore({ name, bytes }: JournalRecord): Promise<void> {
    const standing = await this.#readRaw(name);
    if (standing?.equals(bytes) === true) await this.syncFiles([name]);
    else await this.#writeAlone(name, [bytes]);
  }

  /** Leaves nothing in the journal, when nobody writes any more. */
  close(): Promise<void> {
    return this.#journal.close();
  }

  /** The whole file as it stands, or undefined when it is not there. Nothing is verified. */
  async #readRaw(name: string): Promise<Buffer | undefined> {
    return this.withFile(name, async (file) => {
      const bytes = Buffer.allocUnsafeSlow(await file.size());
      return bytes.subarray(0, await file.pread(bytes, 0));
    });
  }

  /** Opens a file, in its place or where it was set aside, for as long as the work takes; undefined when it is not there. */
  async withFile<T>(
    name: string,
    work: (file: OpenFile) => Promise<T>,
    aside?: 'trash' | 'bad',
  ): Promise<T | undefined> {
    let file;
    try {
      file = await this.#fs.open(
        aside === undefined ? this.path(name) : this.#pathAside(name, aside),
        'read',
      );
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }

  #pathAside(name: string, where: 'trash' | 'bad'): string {
    return join(this.#root, where, name);
  }

  /** Bytes and time of last write of a file, or undefined when it is not there. */
  async facts(name: string): Promise<{ size: number; modifiedMs: number } | undefined> {
    return this.#fs.stat(this.path(name));
  }

  /** Moves a file to `trash` or `bad`, durably. False when it was not there. */
  async setAside(name: string, where: 'trash' | 'bad'): Promise<boolean> {
    try {
      await this.#fs.rename(this.path(name), this.#pathAside(name, where));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    }
    await this.#sync.sync(join(this.#root, where));
    await this.#sync.sync(this.#shardOf(name));
    return true;
  }

  /** Moves a file back to its place unless a new one stands there. False when it had not been set aside. */
  async takeBack(name: string, where: 'trash' | 'bad' = 'trash'): Promise<boolean> {
    const from = this.#pathAside(name, where);
    try {
      await this.#fs.link(from, this.path(name));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    // Its journal may have been given up while it was in the trash, before it was ever synced.
    await this.syncFiles([name]);
    await ignoreMissing(this.#fs.unlink(from));
    return true;
  }

  /** Whether a file in the trash was written after a time. */
  async isYoungTrash(name: string, olderThanMs: number): Promise<boolean> {
    const facts = await this.#fs.stat(this.#pathAside(name, 'trash'));
    return facts !== undefined && facts.modifiedMs >= olderThanMs;
  }

  /** Removes a file for good that was set aside. */
  async discard(name: string, where: 'trash' | 'bad' = 'trash'): Promise<void> {
    await ignoreMissing(this.#fs.unlink(this.#pathAside(name, where)));
  }

  /** What is among the bad, the longest there first. */
  async listBad(): Promise<{ name: string; size: number; sinceMs: number }[]> {
    const bad: { name: string; size: number; sinceMs: number }[] = [];
    for (const name of await this.list('bad')) {
      const facts = await this.#fs.stat(this.#pathAside(name, 'bad'));
      if (facts !== undefined) bad.push({ name, size: facts.size, sinceMs: facts.changedMs });
    }
    return bad.sort((a, b) => a.sinceMs - b.sinceMs);
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

async function writePieces(file: OpenFile, pieces: readonly Uint8Array[]): Promise<void> {
  let position = 0;
  for (const piece of pieces) {
    await file.pwrite(piece, position);
    position += piece.length;
  }
}

async function makeDirectory(fs: FileSystemPort, path: string): Promise<void> {
  try {
    await fs.mkdir(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}
