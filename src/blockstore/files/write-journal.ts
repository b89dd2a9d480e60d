import { join } from 'node:path';
import { errnoOf, type FileSystemPort, ignoreMissing, type OpenFile } from '#platform/file-system';
import { eachOf } from '#platform/semaphore';
import { encodeRecord, type JournalRecord, recordsOf } from './journal-records.ts';

export interface JournalLimits {
  /** Files up to this size go through the journal. */
  fileBytes: number;
  /** A segment that has grown to this is followed by a new one. */
  segmentBytes: number;
}

export const JOURNAL_LIMITS: JournalLimits = { fileBytes: 64 * 1024, segmentBytes: 32 * 1024 * 1024 };
/** Segments kept behind the current one: by then the kernel has written their files, and syncing them costs little. */
const SEGMENTS_KEPT = 2;
/** Records that share one sync. */
const BATCH = 256;

/** The tree of files that a journal serves. */
export interface JournaledFiles {
  /** Makes the files of these names durable where they stand; those that are gone are no matter. */
  syncFiles(names: readonly string[]): Promise<void>;
  /** Writes a file durably unless it stands there with these bytes already, and is made durable. */
  restore(record: JournalRecord): Promise<void>;
}

interface Entry {
  name: string;
  record: Buffer;
  /** Puts the file where readers look for it. */
  place(): Promise<void>;
  done(inJournal: boolean): void;
  failed(error: unknown): void;
}

interface Segment {
  path: string;
  file: OpenFile;
  length: number;
  names: Set<string>;
  /** Files on their way to their places. */
  placing: Set<Promise<void>>;
}

/**
 * Makes small files durable many at a time. A small file of its own costs two syncs, of itself and of its directory. So
 * its bytes are also appended to a journal,
 * where all writers of a moment share one sync; the file itself is synced later, when the kernel has long written it.
 * Whoever opens the store puts back from the journals what the files have lost.
 */
export class WriteJournal {
  readonly #fs: FileSystemPort;
  readonly #directory: string;
  readonly #prefix: string;
  readonly #files: JournaledFiles;
  readonly #limits: JournalLimits;
  #waiting: Entry[] = [];
  #working = false;
  #current: Segment | undefined;
  readonly #closed: Segment[] = [];
  #count = 0;

  /** `prefix` begins the names of this process's segments and meets that of no other process. */
  constructor(
    fs: FileSystemPort,
    { directory, prefix, limits }: { directory: string; prefix: string; limits: JournalLimits },
    files: JournaledFiles,
  ) {
    this.#fs = fs;
    this.#directory = directory;
    this.#prefix = prefix;
    this.#files = files;
    this.#limits = limits;
  }

  /** Whether a file of this size is small enough. */
  takes(bytes: number): boolean {
    return bytes <= this.#limits.fileBytes;
  }

  /**
   * Appends a file, then places it. True when it is durable by the journal; false when somebody took the journal away
   * meanwhile, so that the placed file must be synced by itself.
   */
  commit(name: string, pieces: readonly Uint8Array[], place: () => Promise<void>): Promise<boolean> {
    return new Promise((done, failed) => {
      this.#waiting.push({ name, record: encodeRecord(name, pieces), place, done, failed });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        const segment = await this.#segment();
        await this.#append(segment, batch);
        const placed = this.#place(segment, batch).finally(() => segment.placing.delete(placed));
        segment.placing.add(placed);
      } catch (error) {
        // After a failed sync nobody knows what the file holds beyond what was synced before.
        this.#closeCurrent();
        for (const entry of batch) entry.failed(error);
      }
    }
    this.#working = false;
  }

  async #segment(): Promise<Segment> {
    if (this.#current !== undefined && this.#current.length >= this.#limits.segmentBytes)
      this.#closeCurrent();
    if (this.#current !== undefined) return this.#current;
    this.#count += 1;
    const path = join(this.#directory, `${this.#prefix}-${this.#count}`);
    const file = await this.#fs.open(path, 'create');
    this.#current = { path, file, length: 0, names: new Set(), placing: new Set() };
    await this.#fs.syncDirectory(this.#directory);
    return this.#current;
  }

  async #append(segment: Segment, batch: readonly Entry[]): Promise<void> {
    const bytes = Buffer.concat(batch.map(({ record }) => record));
    await segment.file.pwrite(bytes, segment.length);
    await segment.file.fdatasync();
    segment.length += bytes.length;
    for (const { name } of batch) segment.names.add(name);
  }

  async #place(segment: Segment, batch: readonly Entry[]): Promise<void> {
    const placed = await Promise.allSettled(batch.map(({ place }) => place()));
    // Another process may open the store at any time and take the segment. When it is still here now, whoever takes it
    // finds the files in their places and syncs them.
    const inJournal = await this.#fs.stat(segment.path).then(
      (facts) => facts !== undefined,
      () => false,
    );
    batch.forEach((entry, index) => {
      const outcome = placed[index]!;
      if (outcome.status === 'fulfilled') entry.done(inJournal);
      else entry.failed(outcome.reason);
    });
  }

  #closeCurrent(): void {
    if (this.#current === undefined) return;
    this.#closed.push(this.#current);
    this.#current = undefined;
    // A segment whose files cannot be synced stays: the next start puts them back from it.
    if (this.#closed.length > SEGMENTS_KEPT) void this.#retire(this.#closed.shift()!).catch(() => undefined);
  }

  async #retire(segment: Segment): Promise<void> {
    await segment.file.close();
    await Promise.all(segment.placing);
    await this.#files.syncFiles([...segment.names]);
    await ignoreMissing(this.#fs.unlink(segment.path));
  }

  /** Syncs the files of all segments and removes these, when nobody writes any more. */
  async close(): Promise<void> {
    this.#closeCurrent();
    for (let next = this.#closed.shift(); next !== undefined; next = this.#closed.shift())
      await this.#retire(next);
  }
}

/** Files put back at a time. */
const AT_ONCE = 16;

/**
 * Makes durable, in their places, the files of every journal in the directory, and removes the journals. They may belong
 * to processes that live: taking the name away first tells them not to count on it any more.
 */
export async function replayJournals(
  fs: FileSystemPort,
  directory: string,
  prefix: string,
  files: JournaledFiles,
): Promise<void> {
  for (const [index, name] of (await fs.readdir(directory)).entries()) {
    const taken = join(directory, `${prefix}-taken-${index}`);
    try {
      await fs.rename(join(directory, name), taken);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      continue; // another opener was quicker
    }
    const journal = await readWhole(fs, taken);
    const records = new Map([...recordsOf(journal)].map((record) => [record.name, record]));
    await eachOf(records.values(), AT_ONCE, (record) => files.restore(record));
    await ignoreMissing(fs.unlink(taken));
  }
}

async function readWhole(fs: FileSystemPort, path: string): Promise<Buffer> {
  const file = await fs.open(path, 'read');
  try {
    const bytes = Buffer.allocUnsafeSlow(await file.size());
    return bytes.subarray(0, await file.pread(bytes, 0));
  } finally {
    await file.close();
  }
}
