import type { ClusterDocument, InstanceDocument, JobDocument, NodeDocument } from '#contract/ganeti';
import type { InstanceConsole } from '#contract/instance-config';

/** What compute asks of a back end. Writing calls answer with the number of the job, at once; the work comes later. */
export interface Cluster {
  info(): Promise<ClusterDocument>;
  nodes(): Promise<NodeDocument[]>;
  instances(): Promise<InstanceDocument[]>;
  /** Undefined when the cluster does not have it. */
  instance(name: string): Promise<InstanceDocument | undefined>;
  /** Undefined when the machine does not run. */
  console(name: string): Promise<InstanceConsole | undefined>;
  /** Undefined when the job is unknown or archived: it has ended long ago. */
  job(id: bigint): Promise<JobDocument | undefined>;
  /** Without results and logs. */
  jobs(): Promise<JobDocument[]>;
  submit(call: WritingCall): Promise<bigint>;
  /** Proves that the account may write; changes nothing. */
  checkWriting(): Promise<void>;
}

/** A change of one instance. `intent` travels as the job's reason, so that the job can be found again. */
export type WritingCall = { intent: string; instance: string } & BackEndCall;

export type BackEndCall =
  | { action: 'BUILD'; body: Record<string, unknown> }
  | { action: 'START' }
  | { action: 'STOP' }
  | { action: 'REBOOT'; hard: boolean }
  /** Cards, disks, size, what it boots from: spec/compute-backend 1.4. */
  | { action: 'MODIFY'; body: Record<string, unknown> }
  | { action: 'DESTROY' };

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
