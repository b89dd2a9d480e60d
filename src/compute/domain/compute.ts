import type { PublicCounts, SimpleCounts } from '#contract/cloud-statistics';
import type { ComponentClient } from '#contract/component-client';
import type { ObjectInternalClient } from '#contract/object-internal-client';
import type { VncDoorClient } from '#contract/vnc-door-client';
import type { Origin } from '#platform/audit/origin';
import type { Clock } from '#platform/clock';
import type { DiskSpace } from '#platform/disk-space';
import type { ClockWatch } from '#platform/clock-watch';
import type { Recovery } from '#platform/database/recovery';
import type { KillPoint } from '#platform/faults';
import type { Ids } from '#platform/ids';
import type { JobAdder } from '#platform/jobs/define-job';
import type { Logger } from '#platform/telemetry/log';
import type { LiveStreams } from '#platform/live/live-streams';
import type { Ledger } from '#platform/quota/ledger';
import type { Remembered } from '#platform/remembered';
import type { RateLimit } from '#platform/rate-limit';
import type { Semaphore } from '#platform/semaphore';
import type { Secret } from '#platform/secret';
import type { Cluster } from '../ganeti/cluster.ts';
import type { Caller as UserCaller, Callers } from '#platform/callers';
import type { ComputeSettings } from '../settings.ts';
import type { BackendRow } from '../store/backends/backends.ts';
import type { Sealer } from '../store/sealing.ts';
import type { Store } from '../store/store.ts';
import type { JobNotes } from './servers/job-notes.ts';

/**
 * Who asks. An administrator sees every server and every port, and may switch servers that are suspended on and off, rescue and
 * destroy them.
 */
export interface Caller extends UserCaller {
  administrator?: true;
  /** By which way the request came, for the audit; without it the operator, or the cloud itself. */
  origin?: Origin;
}

/** The operator at the command line. */
export const operator: Caller = {
  user: '',
  projects: [],
  defaultProject: '',
  groups: [],
  credential: '',
  administrator: true,
};

/** A user without a token, so without screens, and with no other projects than these. */
export function userCaller(user: string, projects: readonly string[] = []): Caller {
  return { user, projects: [...projects], defaultProject: user, groups: [], credential: '' };
}

/** Everything the operations of compute may touch. */
export interface Compute {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Logger;
  killPoint: KillPoint;
  /** Who acts where no request does: the operator at the command line, or the cloud itself. */
  origin: Origin;
  recovery: Recovery;
  clockWatch: ClockWatch;
  settings: ComputeSettings;
  /** Base of every link, without a final slash. */
  baseUrl: string;
  /** What servers cost. */
  ledger: Ledger<Store>;
  /** The callers behind tokens. */
  callers: Callers;
  /** Who is behind the uuids of users. */
  people: Pick<ComponentClient, 'userCatalogs' | 'serviceQuotas' | 'projectQuotas'>;
  objects: ObjectInternalClient;
  disk: DiskSpace;
  /** The way to a back end. Throws ClusterFailure when it is offline. */
  clusterOf(backend: BackendRow): Cluster;
  sealer: Sealer;
  /** What addresses of one-time documents are derived from. */
  sealingKey: Secret;
  /** Whoever has it is a part of this cloud. */
  componentToken: Secret;
  /** Has an intended change sent to its back end (jobs/jobs.ts). */
  submitJob: JobAdder<{ intent: string }>;
  /** Where the news of many jobs come together. */
  jobNotes: JobNotes;
  /** What strangers may ask. */
  publicCounts: Remembered<PublicCounts>;
  simpleCounts: Remembered<SimpleCounts>;
  /** The way to screens for programs that speak VNC themselves; undefined where there is none. */
  vncDoor: VncDoorClient | undefined;
  /** Has the back ends give up a network (jobs/jobs.ts). */
  removeNetworkJob: JobAdder<{ network: number }>;
  /** How often a user may create servers (C14); undefined where there is no limit. */
  createLimit: RateLimit | undefined;
  /** … and as often networks, ports, and floating IPs. */
  networkLimit: RateLimit | undefined;
  /** The open streams of what changed. */
  live: LiveStreams;
  /** How many long lists a user may read at a time (C15). */
  listSlots: Semaphore;
}
