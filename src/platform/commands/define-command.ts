import type { ArgumentSpec, OptionSpec } from './options.ts';

export type Options = Record<string, OptionSpec<unknown>>;
export type Arguments = readonly ArgumentSpec<unknown>[];

/** The values of a command's options, by the names they are declared under. */
export type OptionValues<Specs extends Options> = {
  [Name in keyof Specs]: Specs[Name] extends OptionSpec<infer Value> ? Value : never;
};

/** The words of a command, in order: texts, lists of them for `...`, undefined for one in brackets that is not there. */
export type ArgumentValues<Specs extends Arguments> = {
  [At in keyof Specs]: Specs[At] extends ArgumentSpec<infer Value> ? Value : never;
};

/** A command as it is declared; `Context` is what the command line gives every command besides its words. */
export interface CommandSpec<Context, Args extends Arguments, Specs extends Options> {
  /** One word, or a group and a verb: `server create`. */
  name: string;
  /** Other names of the same command. */
  aliases?: readonly string[];
  summary: string;
  /** More for the help: how the arguments are read, examples. */
  help?: string;
  args?: Args;
  options?: Specs;
  /** The command may ask; `--yes` answers, and so do these older spellings. */
  asks?: readonly OptionSpec<boolean>[];
  run(run: Context & { args: ArgumentValues<Args>; options: OptionValues<Specs> }): Promise<void>;
}

/** A command whose words have been forgotten by the type system; lists of commands hold these. */
export interface Command<Context> {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly help: string | undefined;
  readonly args: Arguments;
  readonly options: Options;
  readonly asks: readonly OptionSpec<boolean>[] | undefined;
  run(run: Context & { args: never; options: never }): Promise<void>;
}

/** Makes a command of its declaration. A command line gives its commands a `defineCommand` with its own context. */
export function makeCommand<Context, Args extends Arguments, Specs extends Options>(
  spec: CommandSpec<Context, Args, Specs>,
): Command<Context> {
  const { aliases = [], help, args = [], options = {}, asks } = spec;
  return { ...spec, aliases, help, args, options, asks, run: spec.run as Command<Context>['run'] };
}
