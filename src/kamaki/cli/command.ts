import type { Cloud } from '../client/cloud.ts';
import type { ConfigFile } from '../config/config-file.ts';
import type { Output } from '../output/output.ts';
import type { OptionSpec } from '../../platform/commands/options.ts';
import type { World } from './world.ts';

type Options = Record<string, OptionSpec<unknown>>;

/** The values of a command's options, by the names they are declared under. */
export type OptionValues<Specs extends Options> = {
  [Name in keyof Specs]: Specs[Name] extends OptionSpec<infer Value> ? Value : never;
};

/** What a running command may use. */
export interface Run<Specs extends Options = Options> {
  /** The words after the command's name, in order. */
  args: string[];
  options: OptionValues<Specs>;
  out: Output;
  config: ConfigFile;
  /** The cloud of this run; asking for it is what reads its settings. */
  cloud(): Cloud;
  world: World;
  /** Asks yes or no; `yes` answers for the user. Without a terminal and without an answer on standard input it is no. */
  confirm(question: string, yes: boolean): Promise<boolean>;
}

/** A command as it was declared. */
export interface CommandSpec<Specs extends Options = Options> {
  /** `server create`. */
  name: string;
  /** Other names of the same command. */
  aliases?: readonly string[];
  summary: string;
  /** More for `-h`: how the arguments are read, examples. */
  help?: string;
  /** In commander's notation: `<server_id>` must be there, `[status]` may, `[more...]` takes the rest. */
  args?: readonly string[];
  options?: Specs;
  run(run: Run<Specs>): Promise<void>;
}

/** A command whose options have been forgotten by the type system; the list of all commands holds these. */
export type Command = CommandSpec;

/** Declares one command. */
export function defineCommand<Specs extends Options>(spec: CommandSpec<Specs>): Command {
  return spec as unknown as Command;
}
