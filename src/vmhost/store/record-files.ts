import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { parseJson, writeJson } from '#contract/json';
import { realFileSystem } from '#platform/file-system';
import { Semaphore } from '#platform/semaphore';

/**
 * One JSON file a record in one folder, 0600. A write is whole or absent: a new file is synced, renamed over the old one,
 * and the folder synced, before the call returns. Writes of one record follow each other.
 */
export class RecordFiles<T> {
  readonly #folder: string;
  readonly #turns = new Semaphore({ atOnce: 1 });

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder and reads every record. A file that cannot be read is given to `bad` and left alone. */
  async load(bad: (file: string, error: unknown) => void): Promise<T[]> {
    await fs.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const records: T[] = [];
    for (const name of await fs.readdir(this.#folder)) {
      const file = join(this.#folder, name);
      if (name.endsWith('.new')) await fs.unlink(file);
      if (!name.endsWith('.json')) continue;
      try {
        records.push(parseJson(await fs.readFile(file, 'utf8')) as T);
      } catch (error) {
        bad(file, error);
      }
    }
    return records;
  }

  put(id: string, record: T): Promise<void> {
    const text = writeJson(record);
    return this.#turns.run(id, () => this.#write(this.#path(id), text));
  }

  remove(id: string): Promise<void> {
    return this.#turns.run(id, async () => {
      await fs.rm(this.#path(id), { force: true });
      await realFileSystem.syncDirectory(this.#folder);
    });
  }

  #path(id: string): string {
    if (!/^[a-z0-9-]{1,64}$/.test(id)) throw new RangeError('not an identifier of ours');
    return join(this.#folder, `${id}.json`);
  }

  async #write(path: string, text: string): Promise<void> {
    const temporary = `${path}.new`;
    const file = await fs.open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(temporary, path);
    await realFileSystem.syncDirectory(this.#folder);
  }
}
