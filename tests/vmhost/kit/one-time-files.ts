import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { InstanceConfig } from '#contract/instance-config';

/** Documents that are given once, also when the process that asked for them is killed: the file goes first. */
export class OneTimeFiles extends Map<string, InstanceConfig> {
  readonly #folder: string;

  private constructor(folder: string) {
    super();
    this.#folder = folder;
  }

  static async read(folder: string): Promise<OneTimeFiles> {
    const files = new OneTimeFiles(folder);
    for (const name of await readdir(folder)) {
      files.set(name, InstanceConfig.parse(JSON.parse(await readFile(join(folder, name), 'utf8'))));
    }
    return files;
  }

  override delete(key: string): boolean {
    rmSync(join(this.#folder, key), { force: true });
    return super.delete(key);
  }
}
