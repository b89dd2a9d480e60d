import { usageError } from './command-error.ts';

/** An option of a command: its flags as commander writes them, a sentence for the help, and how its words become a value. */
export interface OptionSpec<Value> {
  flags: string;
  help: string;
  repeated: boolean;
  /** Words given on the line; an absent option gives none. */
  read(words: readonly string[], flags: string): Value;
}

/** A switch: there or not. */
export function flag(flags: string, help: string): OptionSpec<boolean> {
  return { flags, help, repeated: false, read: (words) => words.length > 0 };
}

/** One text; given twice the last counts. */
export function text(flags: string, help: string): OptionSpec<string | undefined> {
  return { flags, help, repeated: false, read: (words) => words.at(-1) };
}

/** A whole number that is not negative. */
export function count(flags: string, help: string): OptionSpec<number | undefined> {
  return {
    flags,
    help,
    repeated: false,
    read: (words) => {
      const word = words.at(-1);
      if (word === undefined) return undefined;
      if (!/^\d{1,15}$/.test(word))
        throw usageError(`${longName(flags)} must be a whole number, not "${word}".`);
      return Number(word);
    },
  };
}

/** May be repeated; all of them, in order. */
export function list(flags: string, help: string): OptionSpec<string[]> {
  return { flags, help, repeated: true, read: (words) => [...words] };
}

/** May be repeated, each `key=value`. */
export function pairs(flags: string, help: string): OptionSpec<Record<string, string>> {
  return {
    flags,
    help,
    repeated: true,
    read: (words) =>
      Object.fromEntries(
        words.map((word) => {
          const at = word.indexOf('=');
          if (at < 1) throw usageError(`${longName(flags)} takes key=value, not "${word}".`);
          return [word.slice(0, at).trim(), word.slice(at + 1).trim()];
        }),
      ),
  };
}

/** One of a few words, in any case; answered in upper case. */
export function choice<Word extends string>(
  flags: string,
  help: string,
  words: readonly Word[],
): OptionSpec<Word | undefined> {
  return {
    flags,
    help: `${help} (${words.join(', ')})`,
    repeated: false,
    read: (given) => {
      const word = given.at(-1)?.toUpperCase();
      const found = words.find((known) => known === word);
      if (word !== undefined && found === undefined) {
        throw usageError(`${longName(flags)} is one of ${words.join(', ')}, not "${given.at(-1)}".`);
      }
      return found;
    },
  };
}

/** `--name` out of `-n, --name <text>`. */
function longName(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
