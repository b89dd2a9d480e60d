import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import {
  errnoOf,
  type FileSystemPort,
  ignoreMissing,
  makeDirectory,
  type OpenFile,
} from '#platform/file-system';
import { eachOf } from '#platform/semaphore';
import { type Aside, type ContentFacts, type Pool, shardNames, shardOf } from '../pool.ts';
import { DirectorySync } from './directory-sync.ts';
import { processMark } from './process-mark.ts';
import type { JournalRecord } from './journal-records.ts';
import { TemporaryFiles } from './temporary-files.ts';
import { type JournalLimits, replayJournals, WriteJournal } from './write-journal.ts';

/** Files synced at a time when a journal is given up. */
const SYNCS_AT_ONCE = 4;

/**
 * A pool as a tree of files: a directory for each shard, `trash` with one for each that was needed, `bad`, and a journal
 * for small files.
 */
export class FilePool implements Pool {
  readonly #fs: FileSystemPort;
  readonly #root: string;
  readonly #sync: DirectorySync;
  readonly #journal: WriteJournal;
  /** Names of this process's temporary files never meet those of another. */
  readonly #prefix = `${processMark()}.${randomBytes(4).toString('hex')}`;
  readonly #temporary: TemporaryFiles;
  /** Until the file system has refused it. */
  #pastCache = true;
  /** Directories of the trash that are there for certain. */
  readonly #trashShards = new Set<string>();

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
  ): Promise<FilePool> {
    const files = new FilePool(fs, root, journal);
    await makeDirectory(fs, root);
    for (const name of ['tmp', 'trash', 'bad', 'journal']) await makeDirectory(fs, join(root, name));
    const present = new Set(await fs.readdir(root));
    for (const shard of shardNames()) if (!present.has(shard)) await makeDirectory(fs, join(root, shard));
    await fs.syncDirectory(root);
    await replayJournals(fs, join(root, 'journal'), files.#prefix, files);
    await files.#sortTrash();
    await files.forgetTemporary(nowMs);
    return files;
  }

  /** Removes temporary files of processes that are gone. */
  forgetTemporary(nowMs: number): Promise<void> {
    return this.#temporary.forget(nowMs);
  }

  #path(name: string, aside?: Aside): string {
    if (aside === undefined) return join(this.#shardOf(name), name);
    return aside === 'bad' ? join(this.#root, aside, name) : join(this.#root, aside, shardOf(name), name);
  }

  /** A repeated write costs, and reveals, as much as a first one. */
  async write(name: string, pieces: readonly Uint8Array[]): Promise<void> {
    const size = pieces.reduce((sum, { length }) => sum + length, 0);
    if (!this.#journal.takes(size)) return this.#writeAlone(name, pieces);
    const fill = (file: OpenFile): Promise<void> => writePieces(file, pieces);
    await this.#temporary.use('create', fill, async (temporary) => {
      const place = (): Promise<void> => this.#fs.rename(temporary, this.#path(name));
      const inJournal = await this.#journal.commit(name, pieces, place);
      if (!inJournal) await this.syncFiles([name]);
    });
  }

  /**
   * Past the system's cache where that can be done: the copy into the cache costs more processor time than hashing does on
   * machines that give free memory back to their host, and drives out what others read.
   */
  async writePages(name: string, pages: Uint8Array, size: number): Promise<void> {
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
    return this.#temporary.use(mode, fill, (temporary) => this.#fs.rename(temporary, this.#path(name)));
  }

  #shardOf(name: string): string {
    return join(this.#root, shardOf(name));
  }

  /** Makes files durable where they stand; those that are gone are no matter. */
  async syncFiles(names: readonly string[]): Promise<void> {
    await eachOf(names, SYNCS_AT_ONCE, (name) => this.read(name, (file) => file.fdatasync()));
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
    return this.read(name, async (file) => {
      const bytes = Buffer.allocUnsafeSlow(await file.size());
      return bytes.subarray(0, await file.pread(bytes, 0));
    });
  }

  async read<T>(name: string, work: (file: OpenFile) => Promise<T>, aside?: Aside): Promise<T | undefined> {
    let file;
    try {
      file = await this.#fs.open(this.#path(name, aside), 'read');
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

  async facts(name: string, aside?: Aside): Promise<ContentFacts | undefined> {
    return this.#fs.stat(this.#path(name, aside));
  }

  async setAside(name: string, aside: Aside): Promise<boolean> {
    const to = this.#path(name, aside);
    if (aside === 'trash') await this.#makeTrash(shardOf(name));
    try {
      await this.#fs.rename(this.#path(name), to);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    }
    // Where it is now first: between the two it may stand in both, but never in neither.
    await this.#sync.sync(dirname(to));
    await this.#sync.sync(this.#shardOf(name));
    return true;
  }

  async takeBack(name: string, aside: Aside): Promise<boolean> {
    const from = this.#path(name, aside);
    try {
      await this.#fs.link(from, this.#path(name));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    // Its journal may have been given up while it was in the trash, before it was ever synced.
    await this.syncFiles([name]);
    await ignoreMissing(this.#fs.unlink(from));
    return true;
  }

  async discard(name: string, aside: Aside): Promise<void> {
    await ignoreMissing(this.#fs.unlink(this.#path(name, aside)));
  }

  list(shard: string): Promise<string[]> {
    return this.#fs.readdir(join(this.#root, shard));
  }

  async listTrash(shard: string): Promise<string[]> {
    try {
      return await this.#fs.readdir(join(this.#root, 'trash', shard));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  async listBad(): Promise<{ name: string; facts: ContentFacts }[]> {
    const bad: { name: string; facts: ContentFacts }[] = [];
    for (const name of await this.#fs.readdir(join(this.#root, 'bad'))) {
      const facts = await this.facts(name, 'bad');
      if (facts !== undefined) bad.push({ name, facts });
    }
    return bad.sort((a, b) => a.facts.changedMs - b.facts.changedMs);
  }

  async #makeTrash(shard: string): Promise<void> {
    if (this.#trashShards.has(shard)) return;
    const trash = join(this.#root, 'trash');
    await makeDirectory(this.#fs, join(trash, shard));
    await this.#sync.sync(trash);
    this.#trashShards.add(shard);
  }

  /** Earlier releases had no shards in the trash. */
  async #sortTrash(): Promise<void> {
    const trash = join(this.#root, 'trash');
    const flat = (await this.#fs.readdir(trash)).filter((name) => name !== shardOf(name));
    for (const name of flat) {
      await this.#makeTrash(shardOf(name));
      await ignoreMissing(this.#fs.rename(join(trash, name), this.#path(name, 'trash')));
    }
    for (const shard of new Set(flat.map(shardOf))) await this.#sync.sync(join(trash, shard));
    if (flat.length > 0) await this.#sync.sync(trash);
  }
}

async function writePieces(file: OpenFile, pieces: readonly Uint8Array[]): Promise<void> {
  let position = 0;
  for (const piece of pieces) {
    await file.pwrite(piece, position);
    position += piece.length;
  }
}
