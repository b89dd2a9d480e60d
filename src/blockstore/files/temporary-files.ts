import { join } from 'node:path';
import { type FileSystemPort, ignoreMissing, type OpenFile } from '#platform/file-system';
import { hasEnded } from './process-mark.ts';

/** A temporary file this old is nobody's: it is written in seconds. */
const ABANDONED_MS = 10 * 60_000;

/** Files that are filled under a name of this process's own, and go to their places when they are whole. */
export class TemporaryFiles {
  readonly #fs: FileSystemPort;
  readonly #directory: string;
  readonly #prefix: string;
  #count = 0;

  /** `prefix` tells whose the files are: it begins with the mark of this process. */
  constructor(fs: FileSystemPort, directory: string, prefix: string) {
    this.#fs = fs;
    this.#directory = directory;
    this.#prefix = prefix;
  }

  /** Makes a file, has it filled and then placed. It is gone when either fails. */
  async use(
    mode: 'create' | 'create uncached',
    fill: (file: OpenFile) => Promise<void>,
    place: (path: string) => Promise<void>,
  ): Promise<void> {
    this.#count += 1;
    const path = join(this.#directory, `${this.#prefix}-${this.#count}`);
    try {
      const file = await this.#fs.open(path, mode);
      try {
        await fill(file);
      } finally {
        await file.close();
      }
      await place(path);
    } catch (error) {
      await ignoreMissing(this.#fs.unlink(path));
      throw error;
    }
  }

  /** Removes those of processes that are gone. */
  async forget(nowMs: number): Promise<void> {
    for (const name of await this.#fs.readdir(this.#directory)) {
      const path = join(this.#directory, name);
      const ended = hasEnded(name);
      if (ended === false) continue;
      const facts = ended === true ? undefined : await this.#fs.stat(path);
      const old = facts !== undefined && nowMs - facts.modifiedMs > ABANDONED_MS;
      if (ended === true || old) await ignoreMissing(this.#fs.unlink(path));
    }
  }
}
