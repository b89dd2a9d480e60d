import type { BlockStore } from '#blockstore/block-store';
import type { BlockOwners } from '#blockstore/collection/owners';
import type { Clock } from '#platform/clock';
import type { DiskSpace } from '#platform/disk-space';
import type { ClockWatch } from '#platform/clock-watch';
import type { Recovery } from '#platform/database/recovery';
import type { KillPoint } from '#platform/faults';
import type { Ids } from '#platform/ids';
import type { Logger } from '#platform/telemetry/log';
import type { Semaphore } from '#platform/semaphore';
import type { IdentityService } from './identity-service.ts';
import type { Ledger } from '#platform/quota/ledger';
import type { Store } from '../store/store.ts';
import type { ContainerCache } from './containers/container-cache.ts';
import type { InFlights } from './blocks/in-flight.ts';

/** What a deployment chose (spec/object-storage 7). */
export interface Limits {
  listLimit: number;
  maxMetadata: number;
  /** Bytes of all metadata of an account, container or object, escaped as headers carry it. */
  maxMetadataBytes: number;
  maxGroups: number;
  maxGroupMembers: number;
  maxBodyBytes: number;
  maxHashmapBytes: number;
  defaultVersioning: 'auto' | 'none';
  defaultContainerQuota: bigint;
  freeVersioning: boolean;
  md5AtOnceBytes: number;
  /** How long a block is kept that nothing uses. */
  blockGraceMs: number;
}

/** What operations of the domain are given; those that write objects get a `WritableStorage`. */
export interface ObjectStorage {
  store: Store;
  blocks: BlockStore;
  /** What is done one after the other in this process, by what it is about. */
  turns: Semaphore;
  /** Whose data keeps blocks alive. */
  owners: BlockOwners;
  disk: DiskSpace;
  /** Of the cloud, without a final slash. */
  baseUrl: string;
  recovery: Recovery;
  clockWatch: ClockWatch;
  identity: IdentityService;
  clock: Clock;
  ids: Ids;
  log: Logger;
  killPoint: KillPoint;
  limits: Limits;
  /** Waits, by the machine's time. */
  pause(milliseconds: number): Promise<void>;
  /** Runs work again and again until stopped; a failure is logged and tried again at the next turn. */
  every(milliseconds: number, name: string, work: () => Promise<void>): { stop(): void };
  containers: ContainerCache;
  /** What changes cost; its store has a pool of its own, since changes wait for identity under their locks. */
  ledger: Ledger<Store>;
  /** Of this process, among those that share the database. */
  processId: string;
  inFlights: InFlights;
}
