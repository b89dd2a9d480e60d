import { RecordFiles } from './record-files.ts';

/** Records in memory with a file each: what `save` and `forget` have resolved is on disk. */
export class StoredRecords<K, T> extends Map<K, T> {
  readonly #files: RecordFiles<T>;
  readonly #keyOf: (record: T) => K;
  readonly #fileOf: (record: T) => string;

  private constructor(files: RecordFiles<T>, keyOf: (record: T) => K, fileOf: (record: T) => string) {
    super();
    this.#files = files;
    this.#keyOf = keyOf;
    this.#fileOf = fileOf;
  }

  /** Reads the folder. A file that cannot be read is reported and left alone: one bad record stops nobody else (F18). */
  static async open<K, T>(
    folder: string,
    keys: { keyOf(record: T): K; fileOf(record: T): string },
    bad: (file: string, error: unknown) => void,
  ): Promise<StoredRecords<K, T>> {
    const files = new RecordFiles<T>(folder);
    const records = new StoredRecords(files, keys.keyOf, keys.fileOf);
    for (const record of await files.load(bad)) records.set(keys.keyOf(record), record);
    return records;
  }

  async save(record: T): Promise<void> {
    this.set(this.#keyOf(record), record);
    await this.#files.put(this.#fileOf(record), record);
  }

  /** Saves what no job guards: a record that was forgotten or replaced meanwhile stays so. True when it was saved. */
  async update(record: T): Promise<boolean> {
    if (this.get(this.#keyOf(record)) !== record) return false;
    await this.save(record);
    return true;
  }

  async forget(record: T): Promise<void> {
    const key = this.#keyOf(record);
    // First, so that an update of this moment does not bring the file back.
    this.delete(key);
    try {
      await this.#files.remove(this.#fileOf(record));
    } catch (error) {
      if (!this.has(key)) this.set(key, record);
      throw error;
    }
  }
}
