import type { Clock } from '../clock.ts';
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
