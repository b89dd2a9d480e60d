import type { InstanceStatistics } from '#contract/statistics';
import type { StatisticsPeriod } from '#contract/statistics-words';
import type { Room, SimulatedJob } from './documents.ts';
import type { Failure, SimulatedInstance, SimulatedNetwork } from './inventory.ts';

/** What the simulated cluster can be told to do wrong, for the next calls or jobs that match. */
export interface Faults {
  /** Writing calls are answered so instead of being done. */
  refuse?: { status: number; message: string };
  /** The call is done and its answer lost. */
  loseAnswers?: boolean;
  /** Every call gets no answer at all. */
  dead?: boolean;
  /** Every answer is this text, with status 200. */
  answer?: string;
  /** Jobs of an opcode end in error, by opcode. */
  fail?: Record<string, Failure>;
  /** Jobs stay where they are until this is false again. */
  hold?: boolean;
  /** Jobs happen and nobody is told. */
  silent?: boolean;
}

export interface Message {
  id: string;
  exchange: string;
  key: string;
  body: unknown;
  lane: string;
}

export interface SimulatedGaneti {
  /** For `backend-add`: `unix:/…`. */
  readonly address: string;
  clustername: string;
  readonly instances: Map<string, SimulatedInstance>;
  readonly networks: Map<string, SimulatedNetwork>;
  /** Groups of nodes. */
  groups: string[];
  readonly jobs: SimulatedJob[];
  /** Everything that was published, in order. */
  readonly published: Message[];
  faults: Faults;
  room: Room;
  /** What was measured of a machine, as only the embedded manager tells it; a Ganeti does not have the address. */
  statistics?: (instance: string, period: StatisticsPeriod) => InstanceStatistics;
  /** Where published messages go; set it before the first job. */
  publish(message: Message): Promise<void>;
  /** Sends a message about an instance as the node's helpers do. */
  progress(instance: string, body: Record<string, unknown>): Promise<void>;
  /** Puts a machine there that nobody asked for. */
  place(instance: string, body: Record<string, unknown>, running: boolean): void;
  /** The guest powers itself off, or somebody starts it behind compute's back. */
  setRunning(instance: string, running: boolean): void;
  /** Resolves when no job is on its way. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}
