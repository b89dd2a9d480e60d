// The older way to declare commands, over the kit in commands/: goes when the last command is converted.
import { Option } from 'commander';
import type { Clock } from './clock.ts';
import type { Questions } from './commands/questions.ts';
import { argument, type OptionSpec } from './commands/options.ts';
import { type Field, makeListCommand } from './commands/list-command.ts';
import { makeCommand } from './commands/define-command.ts';
import type { ServiceCommand } from './commands/service-command.ts';
import type { ServiceRun } from './commands/service-run.ts';

export { CommandError } from './commands/command-error.ts';

export interface CommandOption {
  flags: string;
  help: string;
  fallback?: string | boolean;
}

export interface CommandInput<S> {
  service: S;
  args: string[];
  options: Record<string, string | string[] | boolean | undefined>;
  out: CommandOutput;
  ask: CommandQuestions;
  clock: Clock;
}

export interface CommandOutput {
  secret(text: string, secret: string): void;
  line(text: string): void;
  note(text: string): void;
  show(record: Record<string, unknown>): void;
  table(titles: string[], rows: unknown[][], title?: string): void;
}

export type CommandQuestions = Pick<Questions, 'confirm' | 'secret'>;

export type Command<S> = ServiceCommand<S>;

export function defineCommand<S>(definition: {
  name: string;
  role: string | undefined;
  summary: string;
  arguments?: { name: string; help: string }[];
  options?: CommandOption[];
  handle(input: CommandInput<S>): Promise<void>;
}): ServiceCommand<S> {
  const options = looseOptions(definition.options ?? []);
  const command = makeCommand({
    name: definition.name,
    summary: definition.summary,
    args: (definition.arguments ?? []).map(({ name, help }) => argument(name, help)),
    options,
    run: (run: ServiceRun<S> & { args: (string | string[] | undefined)[]; options: object }) =>
      definition.handle(inputOf(run)),
  });
  return { ...command, role: definition.role } as ServiceCommand<S>;
}

export function defineListCommand<S, Row>(definition: {
  name: string;
  role: string;
  summary: string;
  options?: CommandOption[];
  fields: Record<string, Field<Row>>;
  rows(input: CommandInput<S>): Promise<Row[]>;
}): ServiceCommand<S> {
  const { name, role, summary, fields } = definition;
  const options = looseOptions(definition.options ?? []);
  const command = makeListCommand<S, Row, typeof options>({
    name,
    summary,
    fields,
    options,
    rows: (run) => definition.rows(inputOf({ ...run, args: [] })),
  });
  return { ...command, role };
}

function inputOf<S>(
  run: ServiceRun<S> & { args: (string | string[] | undefined)[]; options: object },
): CommandInput<S> {
  return {
    ...run,
    args: run.args.flatMap((word) => word ?? []),
    options: Object.fromEntries(Object.entries(run.options).filter(([, value]) => value !== undefined)),
  };
}

function looseOptions(options: CommandOption[]): Record<string, OptionSpec<unknown>> {
  return Object.fromEntries(
    options.map(({ flags, help, fallback }) => {
      const option = new Option(flags);
      const read = (words: readonly string[]): unknown => {
        if (words.length === 0) return fallback;
        if (option.negate) return false;
        if (option.variadic) return words;
        return /[<[]/.test(flags) && words.at(-1) !== '' ? words.at(-1) : true;
      };
      return [option.attributeName(), { flags, help, read, isSecret: /\[(?:password|token)\]/.test(flags) }];
    }),
  );
}
