import type {
  ClusterDocument,
  InstanceDocument,
  JobDocument,
  NetworkDocument,
  NodeDocument,
} from '#contract/ganeti';
import type { InstanceConsole } from '#contract/instance-config';
import type { InstanceStatistics } from '#contract/statistics';
import type { StatisticsPeriod } from '#contract/statistics-words';

/** What compute asks of a back end. Writing calls answer with the number of the job, at once; the work comes later. */
export interface Cluster {
  info(): Promise<ClusterDocument>;
  nodes(): Promise<NodeDocument[]>;
  instances(): Promise<InstanceDocument[]>;
  /** Undefined when the cluster does not have it. */
  instance(name: string): Promise<InstanceDocument | undefined>;
  /** Undefined when the cluster does not have it. */
  network(name: string): Promise<NetworkDocument | undefined>;
  /** Names of the groups of nodes, to each of which a network is connected. */
  groups(): Promise<string[]>;
  /** Undefined when the machine does not run. */
  console(name: string): Promise<InstanceConsole | undefined>;
  /** What was measured of a machine; undefined where the cluster measures nothing or does not have it. */
  statistics(name: string, period: StatisticsPeriod): Promise<InstanceStatistics | undefined>;
  /** Undefined when the job is unknown or archived: it has ended long ago. */
  job(id: bigint): Promise<JobDocument | undefined>;
  /** Without results and logs. */
  jobs(): Promise<JobDocument[]>;
  submit(call: WritingCall): Promise<bigint>;
  /** Proves that the account may write; changes nothing. */
  checkWriting(): Promise<void>;
}

/** Runs after these jobs, however they end. */
export interface AfterJobs {
  after: readonly bigint[];
}

/** A change of one instance. `intent` travels as the job's reason, so that the job can be found again. */
export type InstanceCall = { intent: string; instance: string } & BackEndCall;

export type BackEndCall =
  | ({ action: 'BUILD'; body: Record<string, unknown> } & Partial<AfterJobs>)
  | { action: 'START' }
  | { action: 'STOP' }
  | { action: 'REBOOT'; hard: boolean }
  /** Cards, disks, size, what it boots from: spec/compute-backend 1.4. */
  | ({ action: 'MODIFY'; body: Record<string, unknown> } & Partial<AfterJobs>)
  | { action: 'TAG' | 'UNTAG'; tags: readonly string[] }
  | { action: 'DESTROY' };

/** A change of one network of the cluster. */
export type NetworkCall = { intent: string; network: string } & (
  | { action: 'CREATE_NETWORK'; body: Record<string, unknown> }
  | ({ action: 'CONNECT_NETWORK'; body: Record<string, unknown> } & AfterJobs)
  | { action: 'DISCONNECT_NETWORK'; body: Record<string, unknown> }
  | ({ action: 'REMOVE_NETWORK' } & AfterJobs)
);

export type WritingCall = InstanceCall | NetworkCall;

/**
 * The back end did not do it. `refused`: it said no, nothing happened. `unknown`: no usable answer, the call may or may
 * not have arrived. `unsent`: no connection, nothing arrived.
 */
export class ClusterFailure extends Error {
  override name = 'ClusterFailure';
  readonly kind: 'refused' | 'unknown' | 'unsent';
  readonly status: number | undefined;

  constructor(
    kind: ClusterFailure['kind'],
    message: string,
    options: { status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.status = options.status;
  }
}
