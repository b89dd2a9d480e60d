import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { CommandError, usageError } from '#platform/commands/command-error';
import { IniFile } from './ini.ts';

const HEADER = '# Kamaki configuration file v0.16\n';
const CLOUD_NAME = /^[~@#$:.\-\w]+$/u;
const CLOUD_SECTION = /^cloud "([~@#$:.\-\w]+)"$/u;

/** Where an option lives: `cloud.NAME.key` in section `cloud "NAME"`, `group.key` in `group`, a bare `key` in `global`. */
export interface OptionName {
  section: string;
  key: string;
}

/** The settings of the user: read once, changed in memory, written by `save`. The original client reads the same file. */
export class ConfigFile {
  readonly path: string;
  private readonly ini: IniFile;
  private readonly overrides = new Map<string, string>();

  constructor(path: string, text: string) {
    this.path = path;
    try {
      this.ini = new IniFile(text === '' ? HEADER : text);
    } catch (error) {
      if (error instanceof CommandError)
        throw new CommandError(`${path}: ${error.message}`, { cause: error });
      throw error;
    }
  }

  /** Value for this run only (`-o group.key=value`); `save` does not write it. */
  override(option: string, value: string): void {
    const name = optionName(option);
    this.overrides.set(`${name.section}\n${name.key}`, value);
  }

  get(section: string, key: string): string | undefined {
    return this.overrides.get(`${section}\n${key.toLowerCase()}`) ?? this.ini.get(section, key);
  }

  set(option: string, value: string): void {
    const { section, key } = optionName(option);
    this.ini.set(section, key, value);
  }

  /** Removes an option, or with `cloud.NAME` the whole cloud. False: nothing of that name. */
  delete(option: string): boolean {
    const cloud = cloudOf(option);
    if (cloud !== undefined && this.ini.deleteSection(cloudSection(cloud))) return true;
    const { section, key } = optionName(option);
    return this.ini.delete(section, key);
  }

  clouds(): string[] {
    return this.ini.sections().flatMap((section) => CLOUD_SECTION.exec(section)?.[1] ?? []);
  }

  /** Every option under its dotted name, sorted by section as the original lists them. */
  list(): [name: string, value: string][] {
    const prefixes = this.ini.sections().map((section): [string, string] => {
      const cloud = CLOUD_SECTION.exec(section)?.[1];
      return [cloud === undefined ? section : `cloud.${cloud}`, section];
    });
    return prefixes
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([prefix, section]) =>
        [...this.ini.entries(section)].map(([key, value]): [string, string] => [`${prefix}.${key}`, value]),
      );
  }

  /** Writes the file whole or not at all, readable by its owner only; a symbolic link stays one. */
  async save(): Promise<void> {
    const target = await realpath(this.path).catch(() => this.path);
    const draft = `${target}.${randomBytes(6).toString('hex')}`;
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(this.ini.toString());
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw new CommandError(`Cannot write ${this.path}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** Reads the file; one that is not there yet is empty, one that cannot be read is an error. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    return new ConfigFile(path, await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new ConfigFile(path, '');
    throw new CommandError(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** The section of a cloud in the file; a name outside the original's alphabet is refused, or it could not read the file. */
export function cloudSection(name: string): string {
  if (!CLOUD_NAME.test(name)) {
    throw usageError(`"${name}" cannot name a cloud: use letters, digits and ~ @ # $ : . - _ only.`);
  }
  return `cloud "${name}"`;
}

/** `cloud.NAME` as the name of a cloud itself, else nothing. */
export function cloudOf(option: string): string | undefined {
  return option.startsWith('cloud.') ? option.slice('cloud.'.length) : undefined;
}

/** Splits a dotted name. `cloud.NAME` alone is refused, with the two commands that define a cloud. */
export function optionName(option: string): OptionName {
  const dot = option.lastIndexOf('.');
  const section = dot === -1 ? 'global' : option.slice(0, dot);
  const key = option.slice(dot + 1).toLowerCase();
  if (section === '' || key === '')
    throw usageError(`"${option}" is not the name of an option, such as cloud.NAME.url.`);
  if (section === 'cloud') {
    throw usageError(`A cloud needs two options: cloud.${key}.url (its address) and cloud.${key}.token.`);
  }
  const cloud = cloudOf(section);
  return { section: cloud === undefined ? section : cloudSection(cloud), key };
}
