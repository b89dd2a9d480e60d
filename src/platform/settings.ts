import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Secret } from './secret.ts';
import { StartError } from './service/start-error.ts';
import { FileError, parseSettings } from './settings-files/read-file.ts';

/** One setting: what it may be, what it is when nobody says, and a sentence for the reference page. */
export interface Setting<T> {
  readonly schema: z.ZodType<T>;
  readonly fallback: T;
  readonly sentence: string;
}

export type SettingsSchema = Record<string, Setting<unknown>>;

/** The values of a schema. */
export type SettingsOf<S extends SettingsSchema> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** Describes a setting. A sentence is required: the reference page is made of them. */
export function setting<T>(schema: z.ZodType<T>, fallback: NoInfer<T>, sentence: string): Setting<T> {
  return { schema, fallback, sentence };
}

/** The schema of a setting that must not be shown: text on the way in, `***` wherever it is printed. */
export const secretText: z.ZodType<Secret> = z.string().transform((text) => new Secret(text));

/** The schema of a regular expression: a wrong one stops the start, not its first use. */
export const patternText = z.string().refine((text) => {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false; // the mistake is the answer
  }
}, 'is not a regular expression');

/** A settings file or variable is wrong; the message names the file and line. */
export class SettingsError extends StartError {
  override name = 'SettingsError';
}

interface Source {
  /** `file:line`, or the name of the environment. */
  place: string;
  value: unknown;
}

/** Settings of the original's guide that are none here: what they are instead. */
export interface FormerSettings {
  /** The sentence about a name; undefined for one that no guide has. */
  sentence(name: string): string | undefined;
  /** Is told each one that a file sets, with its place. */
  told(sentence: string): void;
}

/**
 * Merges, weakest first: the defaults, `*.conf` files of the directory in name order (TOML, or lines of the original's guide),
 * environment variables, and what the command line gave. Unknown names and wrong types throw SettingsError naming the place;
 * None of Python is the default.
 */
export function readSettings<S extends SettingsSchema>(
  schema: S,
  from: {
    configDirectory?: string;
    environment?: Record<string, string | undefined>;
    given?: Record<string, unknown>;
    former?: FormerSettings;
  },
): SettingsOf<S> {
  const sources = new Map<string, Source>();
  if (from.configDirectory !== undefined) {
    for (const [name, source] of readFiles(from.configDirectory)) {
      if (!Object.hasOwn(schema, name)) tellFormer(name, source, from.former);
      else if (source.value === null) sources.delete(name);
      else sources.set(name, source);
    }
  }
  for (const name of Object.keys(schema)) {
    const text = from.environment?.[name];
    if (text !== undefined)
      sources.set(name, { place: 'environment', value: fromEnvironment(schema[name]!, text) });
  }
  for (const [name, value] of Object.entries(from.given ?? {})) {
    if (value !== undefined) sources.set(name, { place: 'command line', value });
  }
  const values: Record<string, unknown> = {};
  for (const [name, { schema: shape, fallback }] of Object.entries(schema)) {
    const source = sources.get(name);
    values[name] = source === undefined ? fallback : checked(name, shape, source);
  }
  return values as SettingsOf<S>;
}

function tellFormer(name: string, { place }: Source, former: FormerSettings | undefined): void {
  const sentence = former?.sentence(name);
  if (sentence === undefined) throw new SettingsError(`${place}: there is no setting named ${name}`);
  former?.told(`${place}: ${name} sets nothing here: ${sentence}`);
}

function checked(name: string, shape: z.ZodType, { place, value }: Source): unknown {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  throw new SettingsError(`${place}: ${name}: ${result.error.issues[0]?.message ?? 'is not valid'}`);
}

function* readFiles(directory: string): Generator<[string, Source]> {
  const names = readdirSync(directory).filter((name) => name.endsWith('.conf'));
  for (const name of names.sort()) {
    const file = join(directory, name);
    for (const [key, { value, line }] of parseFile(file)) yield [key, { place: `${file}:${line}`, value }];
  }
}

function parseFile(file: string): ReturnType<typeof parseSettings> {
  try {
    return parseSettings(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof FileError)
      throw new SettingsError(`${file}:${error.line}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Environment variables are text: what is not wanted as text is read as JSON (numbers, true, lists). */
function fromEnvironment(wanted: Setting<unknown>, text: string): unknown {
  if (wanted.schema.safeParse(text).success) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // the schema says what is wrong with it
  }
}

/** The process's own environment, read here and nowhere else. */
export function processEnvironment(): Record<string, string | undefined> {
  return process.env;
}

/** The reference page of a schema, in Markdown: name, default, sentence. */
export function settingsPage(groups: Record<string, SettingsSchema>): string {
  const parts = Object.entries(groups).map(([title, schema]) => {
    const rows = Object.entries(schema)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(
        ([name, { fallback, sentence }]) => `| \`${name}\` | \`${showDefault(fallback)}\` | ${sentence} |`,
      );
    return [`## ${title}`, '', '| setting | default | meaning |', '|---|---|---|', ...rows, ''].join('\n');
  });
  return parts.join('\n');
}

function showDefault(value: unknown): string {
  if (value instanceof Secret) return '(secret)';
  if (typeof value === 'bigint') return value.toString();
  return value === undefined ? '(none)' : JSON.stringify(value);
}
