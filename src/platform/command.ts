import type { Clock } from './clock.ts';

export { CommandError } from './commands/command-error.ts';

/** An option as commander writes it: `--admin`, `--limit <resource...>`, `-f, --force`. */
export interface CommandOption {
  flags: string;
  help: string;
  fallback?: string | boolean;
}

/** What a command was called with. Options are keyed in camel case: `--output-format` is `outputFormat`. */
export interface CommandInput<S> {
  service: S;
  args: string[];
  options: Record<string, string | string[] | boolean | undefined>;
  out: CommandOutput;
  ask: CommandQuestions;
  clock: Clock;
}

/** Where results go. Tables honour `--output-format`; `note` is for the person at the terminal, on standard error. */
export interface CommandOutput {
  line(text: string): void;
  note(text: string): void;
  /** One record: `key : value` lines, or one JSON object in an array. */
  show(record: Record<string, unknown>): void;
  /** Rows under the given titles. */
  table(titles: string[], rows: unknown[][], title?: string): void;
}

/** Questions to the person at the terminal. Without a terminal a question is an error that names the option to give. */
export interface CommandQuestions {
  /** True when the answer is yes, or when `--yes`/`--force` was given. */
  confirm(question: string): Promise<boolean>;
  /** A secret, from the prompt or from standard input; never from the command line, which others can read. */
  secret(question: string): Promise<string>;
}

/** One command of `snf-manage`. */
export interface Command<S> {
  name: string;
  /** Whose domain it works on; undefined for one about the data directory as a whole, which gets that as its service. */
  role: string | undefined;
  summary: string;
  /** As commander writes them: `<email>`, `[user]`, `<ids...>`. */
  arguments: { name: string; help: string }[];
  options: CommandOption[];
  handle(input: CommandInput<S>): Promise<void>;
}

/** Describes a command; arguments and options default to none. */
export function defineCommand<S>(
  definition: Omit<Command<S>, 'arguments' | 'options'> & Partial<Pick<Command<S>, 'arguments' | 'options'>>,
): Command<S> {
  return { arguments: [], options: [], ...definition };
}

/** A column of a list: how to get it, what it says, and whether it is shown when no columns are asked for. */
export interface Field<Row> {
  help: string;
  value(row: Row): unknown;
  /** Shown unless `-o` chooses. */
  shown?: boolean;
}

/** Describes a `*-list` command: fields, and where the rows come from. Filters, columns and formats come with it. */
export interface ListDefinition<S, Row> {
  name: string;
  role: string;
  summary: string;
  options?: CommandOption[];
  fields: Record<string, Field<Row>>;
  rows(input: CommandInput<S>): Promise<Row[]>;
}
