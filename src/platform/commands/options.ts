import { usageError } from './command-error.ts';

/** An option of a command: its flags as commander writes them, a sentence for the help, and how its words become a value. */
export interface OptionSpec<Value> {
  flags: string;
  help: string;
  /** Its words are written as `***` wherever the line is kept. */
  isSecret?: boolean;
  /** Understood and not shown in the help. */
  isHidden?: boolean;
  /** Words that each occurrence takes, where that is not one: the words after them belong to others. */
  takes?: number;
  /** Words given on the line; an absent option gives none, one without its optional value an empty one. */
  read(words: readonly string[], flags: string): Value;
}

/** A word after the command's name: `<id>` must be there, `[status]` may, `<ids...>` takes the rest. */
export interface ArgumentSpec<Value> {
  notation: string;
  help: string;
  /** Never read: what TypeScript remembers. */
  readonly value?: Value;
}

type ValueOf<Notation extends string> = Notation extends `${string}...${string}`
  ? string[]
  : Notation extends `[${string}`
    ? string | undefined
    : string;

/** Describes a word of the line. */
export function argument<const Notation extends string>(
  notation: Notation,
  help = '',
): ArgumentSpec<ValueOf<Notation>> {
  return { notation, help };
}

/** A switch: there or not. `--no-check` is true when it was given. */
export function flag(flags: string, help: string): OptionSpec<boolean> {
  return { flags, help, read: (words) => words.length > 0 };
}

/** One text; given twice the last counts. */
export function text(flags: string, help: string): OptionSpec<string | undefined> {
  return { flags, help, read: (words) => words.at(-1) };
}

/** A whole number that is not negative. */
export function count(flags: string, help: string): OptionSpec<number | undefined> {
  return oneWord(flags, help, (word) => {
    if (!/^\d{1,15}$/.test(word))
      throw usageError(`${longName(flags)} must be a whole number, not "${word}".`);
    return Number(word);
  });
}

/** Yes or no as a word: `--public False`; `--public` alone is yes where the flags say `[bool]`. */
export function bool(flags: string, help: string): OptionSpec<boolean | undefined> {
  return oneWord(flags, help, (word) => {
    const value = word === '' ? true : boolOf(word);
    if (value === undefined) throw usageError(`${longName(flags)} is True or False, not '${word}'.`);
    return value;
  });
}

/** The spellings of yes and no on a command line; undefined for anything else. */
export function boolOf(word: string): boolean | undefined {
  const lower = word.toLowerCase();
  if (['true', 'yes', 't', '1'].includes(lower)) return true;
  if (['false', 'no', 'f', '0'].includes(lower)) return false;
  return undefined;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A uuid, in small letters; a word that is none would find nothing and look like an empty list. `hint` says where to find it. */
export function uuid(
  flags: string,
  help: string,
  hint?: (word: string) => string,
): OptionSpec<string | undefined> {
  return oneWord(flags, help, (word) => {
    if (UUID.test(word)) return word.toLowerCase();
    throw usageError(
      `${longName(flags)} takes a uuid, not '${word}'${hint === undefined ? '' : `: ${hint(word)}`}.`,
    );
  });
}

/** May be repeated; all of them, in order. */
export function list(flags: string, help: string): OptionSpec<string[]> {
  return { flags, help, read: (words) => [...words] };
}

/** May be repeated, each `key=value`. */
export function pairs(flags: string, help: string): OptionSpec<Record<string, string>> {
  return {
    flags,
    help,
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

/** May be repeated, each time with as many words as the flags name: `--limit <resource> <member> <project>`. */
export function tuples(flags: string, help: string): OptionSpec<string[][]> {
  const names = flags.match(/<[^<>]+>/g) ?? [];
  const takes = names.length;
  return {
    flags,
    help,
    takes,
    read: (words) => {
      if (words.length % takes !== 0)
        throw usageError(`${longName(flags)} takes ${takes} words: ${names.join(' ')}.`);
      return Array.from({ length: words.length / takes }, (_, at) =>
        words.slice(at * takes, (at + 1) * takes),
      );
    },
  };
}

/** One of a few words, in any case; answered as the list spells it. */
export function choice<const Word extends string>(
  flags: string,
  help: string,
  words: readonly Word[],
): OptionSpec<Word | undefined> {
  return oneWord(flags, `${help} (${words.join(', ')})`, (given) => {
    const found = words.find((known) => known.toLowerCase() === given.toLowerCase());
    if (found === undefined)
      throw usageError(`${longName(flags)} is one of ${words.join(', ')}, not "${given}".`);
    return found;
  });
}

/**
 * A secret that scripts may give on the line, `--password [password]`; better without a value, or in a file: `readSecret` asks
 * for it then. What was given is kept in no log.
 */
export function secret(flags: string, help: string): OptionSpec<GivenSecret | undefined> {
  return {
    flags,
    help,
    isSecret: true,
    read: (words) => {
      const word = words.at(-1);
      return word === undefined ? undefined : word === '' ? 'asked for' : { onLine: word };
    },
  };
}

/** How a secret was given: to be asked for, or readable by everybody who sees the line. */
export type GivenSecret = 'asked for' | { onLine: string };

/** The option with a value for when it is not given; the help says it. */
export function withDefault<Value>(spec: OptionSpec<Value | undefined>, value: Value): OptionSpec<Value> {
  return {
    ...spec,
    help: `${spec.help} (default: ${shown(value)})`,
    read: (words, flags) => spec.read(words, flags) ?? value,
  };
}

/** The same option without its line in the help: an older spelling, or one that does nothing any more. */
export function hidden<Value>(spec: OptionSpec<Value>): OptionSpec<Value> {
  return { ...spec, isHidden: true };
}

function oneWord<Value>(
  flags: string,
  help: string,
  read: (word: string) => Value,
): OptionSpec<Value | undefined> {
  return {
    flags,
    help,
    read: (words) => {
      const word = words.at(-1);
      return word === undefined ? undefined : read(word);
    },
  };
}

function shown(value: unknown): string {
  return value === true ? 'True' : value === false ? 'False' : String(value);
}

/** `--name` out of `-n, --name <text>`. */
export function longName(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
