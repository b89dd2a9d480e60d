import type { ObjectInternalClient } from '#contract/object-internal';
import type { Clock } from '#platform/clock';
import type { KillPoint } from '#platform/faults';
import type { Ids } from '#platform/ids';
import type { Logger } from '#platform/log';
import type { Secret } from '#platform/secret';
import type { Cluster } from '../ganeti/cluster.ts';
import type { ComputeSettings } from '../settings.ts';
import type { BackendRow } from '../store/flavors.ts';
import type { Sealer } from '../store/sealing.ts';
import type { Session } from '../store/servers.ts';
import type { Store } from '../store/store.ts';

/** Who asks: a user with a valid token (spec/compute-api 0.3). */
export interface Caller {
  user: string;
  /** Projects the user is a member of, the own one included. */
  projects: readonly string[];
  /** Charged when a request names none. */
  defaultProject: string;
  groups: readonly string[];
}

/** One side of a change of quota. */
export interface Provision {
  holder: string;
  source: string | null;
  resource: string;
  quantity: bigint;
}

/** The quota holder, as far as compute needs it. Refusals are thrown as errors of compute. */
export interface Quota {
  /** `key` makes a repeated request find the commission of the first. */
  issue(request: { name: string; provisions: Provision[]; force: boolean; key: string }): Promise<bigint>;
  /** Serials that were resolved before count as done. */
  resolve(decided: { accept: bigint[]; reject: bigint[] }): Promise<void>;
  /** Serials of ours that are not resolved. */
  pending(): Promise<bigint[]>;
  /** When it was issued; undefined when it is resolved already. */
  issuedAt(serial: bigint): Promise<Date | undefined>;
}

/** Work to be done soon, at least once, added in the transaction that makes it necessary. */
export interface JobPayloads {
  'compute.submit': { intent: string };
  'compute.quota.resolve': { serial: string };
  'compute.quota.correct': { correction: string };
}
export type JobName = keyof JobPayloads;
export type AddJob = <Name extends JobName>(
  tx: Session,
  name: Name,
  payload: JobPayloads[Name],
  options?: { key?: string; runAt?: Date },
) => Promise<void>;

/** Everything the operations of compute may touch. */
export interface Compute {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Logger;
  killPoint: KillPoint;
  settings: ComputeSettings;
  /** Base of every link, without a final slash. */
  baseUrl: string;
  quota: Quota;
  /** The caller behind a token; throws when it is not valid. */
  callerOf(token: string, clientAddress: string | undefined): Promise<Caller>;
  objects: ObjectInternalClient;
  /** The way to a back end. Throws ClusterFailure when it is offline. */
  clusterOf(backend: BackendRow): Cluster;
  sealer: Sealer;
  /** What addresses of one-time documents are derived from. */
  sealingKey: Secret;
  /** Whoever has it is a part of this cloud. */
  componentToken: Secret;
  addJob: AddJob;
}
