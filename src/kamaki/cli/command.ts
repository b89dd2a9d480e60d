import {
  type Arguments,
  type Command as KitCommand,
  type CommandSpec,
  makeCommand,
  type Options,
  type OptionValues,
} from '#platform/commands/define-command';
import type { Questions } from '#platform/commands/questions';
import type { Cloud } from '../client/cloud.ts';
import type { ConfigFile } from '../config/config-file.ts';
import type { Output } from '../output/output.ts';
import type { World } from './world.ts';

/** What a running command of kamaki may use, besides its words. */
export interface Surroundings {
  out: Output;
  config: ConfigFile;
  /** The cloud of this run; asking for it is what reads its settings. */
  cloud(): Cloud;
  world: World;
  ask: Questions;
}

export type { OptionValues } from '#platform/commands/define-command';

/** Surroundings and words of a command with these options. */
export type Run<Specs extends Options = Options> = Surroundings & {
  args: readonly (string | undefined)[];
  options: OptionValues<Specs>;
};

export type Command = KitCommand<Surroundings>;

/** Declares one command. */
export function defineCommand<
  const Args extends Arguments = [],
  Specs extends Options = Record<never, never>,
>(spec: CommandSpec<Surroundings, Args, Specs>): Command {
  return makeCommand(spec);
}
