import type { Clock } from '../clock.ts';
import { type ListSpec, makeListCommand } from './list-command.ts';
import {
  type Arguments,
  type Command,
  type CommandSpec,
  makeCommand,
  type Options,
} from './define-command.ts';
import type { Questions } from './questions.ts';
import type { TableOutput } from './table-output.ts';

/** What a command that works on a service's domain is given, besides its words. */
export interface ServiceRun<S> {
  service: S;
  out: TableOutput;
  ask: Questions;
  clock: Clock;
  /** Aborts when the person presses Ctrl-C. */
  signal: AbortSignal;
}

/** One command of `snf-manage` and its like. */
export interface ServiceCommand<S> extends Command<ServiceRun<S>> {
  /** Whose domain it works on; undefined for one about the data directory as a whole, which gets that as its service. */
  readonly role: string | undefined;
}

/** The ways to declare commands of one service: `commands/command.ts` of each exports what this makes. */
export function commandsOf<S>(role: string | undefined): {
  defineCommand<const Args extends Arguments = [], Specs extends Options = Record<never, never>>(
    spec: CommandSpec<ServiceRun<S>, Args, Specs>,
  ): ServiceCommand<S>;
  defineListCommand<Row, Specs extends Options = Record<never, never>>(
    spec: ListSpec<S, Row, Specs>,
  ): ServiceCommand<S>;
} {
  return {
    defineCommand: (spec) => ({ ...makeCommand(spec), role }),
    defineListCommand: (spec) => ({ ...makeListCommand(spec), role }),
  };
}
