import type { BlockStore } from '#blockstore/block-store';
import type { BlockOwners } from '#blockstore/collection/owners';
import type { Clock } from '#platform/clock';
import type { DiskSpace } from '#platform/disk-space';
import type { ClockWatch } from '#platform/clock-watch';
import type { Recovery } from '#platform/database-recovery';
import type { KillPoint } from '#platform/faults';
import type { Ids } from '#platform/ids';
import type { Logger } from '#platform/log';
import type { Store } from '../store/store.ts';
import type { CommitQueue } from './objects/commit-queue.ts';
import type { ContainerCache } from './containers/container-cache.ts';
import type { Acceptor } from './quota/acceptor.ts';
import type { DiskRoom } from './blocks/disk-room.ts';
import type { InFlights } from './blocks/in-flight.ts';

/** Who is asking. */
export interface Caller {
  /** Identity's id of the person, which names the account. */
  user: string;
}

/** Bytes that a project pays for an account. Negative ones are given back. */
export interface Provision {
  account: string;
  project: string;
  bytes: bigint;
}

/** What identity says of an account's disk space, by project; of what is used, `pending` is reserved and not settled. Empty when unknown. */
export type AccountQuota = Map<string, { usage: bigint; pending: bigint; limit: bigint }>;

/** Identity, as object storage needs it. Calls fail with this service's own errors. */
export interface IdentityService {
  /** The person of a token; 401 otherwise. `anew` for what must not be done with a token that has just ended. */
  personOf(token: string, options?: { anew?: boolean }): Promise<Caller>;
  quotaOf(account: string): Promise<AccountQuota>;
  /** Takes the bytes, pending. Fails with `quota_exceeded`, `project_refused`, or ReleaseTooEarly. */
  issue(provisions: readonly Provision[], name: string): Promise<bigint>;
  /** Ends commissions. Ones that identity does not know count as ended. */
  resolve(change: { accept?: readonly bigint[]; reject?: readonly bigint[] }): Promise<void>;
  /** Serials of this service that are pending. */
  pending(): Promise<bigint[]>;
  /** When a pending commission was issued, milliseconds; undefined when it is not pending any more. */
  issuedAt(serial: bigint): Promise<number | undefined>;
  /** Which of the ids are people that identity knows. */
  known(users: readonly string[]): Promise<Set<string>>;
  /** The e-mail a person logs in with. */
  mailOf(user: string): Promise<string | undefined>;
}

/** Bytes are given back before the commission that took them was accepted: identity cannot do it yet. */
export class ReleaseTooEarly extends Error {
  override name = 'ReleaseTooEarly';
}

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

/** Object storage at work: what every operation of the domain is given. */
export interface ObjectStorage {
  store: Store;
  blocks: BlockStore;
  /** Whose data keeps blocks alive. */
  owners: BlockOwners;
  disk: DiskSpace;
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
  commits: CommitQueue;
  containers: ContainerCache;
  acceptor: Acceptor;
  /** Of this process, among those that share the database. */
  processId: string;
  inFlights: InFlights;
  room: DiskRoom;
}

/** Microseconds since 1970. */
export function microseconds(clock: Clock): bigint {
  return BigInt(clock.now().getTime()) * 1000n;
}
