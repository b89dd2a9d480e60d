import { dirname, join } from 'node:path';
import { errnoOf, makeDirectory, type FileSystemPort } from '#platform/file-system';
import type { OwnerNames } from '../pool.ts';

/** The owners of blocks as empty files of their names in one directory, which the first of them makes. */
export class OwnerFiles implements OwnerNames {
  readonly #fs: FileSystemPort;
  readonly #directory: string;

  constructor(fs: FileSystemPort, directory: string) {
    this.#fs = fs;
    this.#directory = directory;
  }

  async add(name: string): Promise<void> {
    await makeDirectory(this.#fs, this.#directory);
    await this.#fs.syncDirectory(dirname(this.#directory));
    try {
      const file = await this.#fs.open(join(this.#directory, name), 'create');
      await file.close();
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    await this.#fs.syncDirectory(this.#directory);
  }

  async all(): Promise<string[]> {
    try {
      return await this.#fs.readdir(this.#directory);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  }
}
