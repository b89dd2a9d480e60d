import { type ListSpec, makeListCommand } from './list-command.ts';
import {
  type Arguments,
  type Command,
  type CommandSpec,
  makeCommand,
  type Options,
} from './define-command.ts';
import type { ServiceRun } from './service-run.ts';

/** One command of `snf-manage` and its like. */
export interface ServiceCommand<S> extends Command<ServiceRun<S>> {
  /** Whose domain it works on; undefined for one about the data directory as a whole, which gets that as its service. */
  readonly role: string | undefined;
  /** Root stays root for its work, which is on files of more owners than one. */
  readonly keepsRoot: boolean;
}

/** The ways to declare commands of one service: `commands/command.ts` of each exports what this makes. */
export function commandsOf<S>(
  role: string | undefined,
  { keepsRoot = false } = {},
): {
  defineCommand<const Args extends Arguments = [], Specs extends Options = Record<never, never>>(
    spec: CommandSpec<ServiceRun<S>, Args, Specs>,
  ): ServiceCommand<S>;
  defineListCommand<Row, Specs extends Options = Record<never, never>>(
    spec: ListSpec<S, Row, Specs>,
  ): ServiceCommand<S>;
} {
  return {
    defineCommand: (spec) => ({ ...makeCommand(spec), role, keepsRoot }),
    defineListCommand: (spec) => ({ ...makeListCommand(spec), role, keepsRoot }),
  };
}
