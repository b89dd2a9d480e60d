import type { BlockStore } from '#blockstore/block-store';
import type { InstanceConfig } from '#contract/instance-config';
import type { Clock } from '#platform/clock';
import type { KillPoint } from '#platform/faults';
import type { Ids } from '#platform/ids';
import type { DiskSpace } from '#platform/disk-space';
import type { Launcher } from '#platform/launcher';
import type { Logger } from '#platform/telemetry/log';
import type { Fabric } from '../network/fabric.ts';
import type { Hypervisor } from '../qemu/hypervisor.ts';
import type { Machine } from '../qemu/machine.ts';
import type { VmhostSettings } from '../settings.ts';
import type {
  ClusterRecord,
  InstanceRecord,
  JobRecord,
  NetworkRecord,
  WaitingEvent,
} from '../store/records.ts';

/** Records by key in memory, written through to their files before a change is answered. */
export interface Records<K, T> extends ReadonlyMap<K, T> {
  save(record: T): Promise<void>;
  /** Saves what no job guards: a record that was forgotten or replaced meanwhile stays so. True when it was saved. */
  update(record: T): Promise<boolean>;
  forget(record: T): Promise<void>;
}

/** Everything that the manager's work may touch. */
export interface Vmhost {
  readonly settings: VmhostSettings;
  readonly log: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly killPoint: KillPoint;
  readonly cluster: ClusterRecord;
  saveCluster(): Promise<void>;
  /** By name. */
  readonly instances: Records<string, InstanceRecord>;
  /** By name. */
  readonly networks: Records<string, NetworkRecord>;
  readonly jobs: Records<number, JobRecord>;
  /** Machines that run, by the uuid of the instance. */
  readonly machines: Map<string, Machine>;
  /** Folder of the machines' own folders. */
  readonly machinesFolder: string;
  /** What was measured of machines, a file each. */
  readonly statisticsFolder: string;
  readonly disk: DiskSpace;
  readonly launcher: Launcher;
  readonly hypervisor: Hypervisor;
  readonly fabric: Fabric;
  blocks(): Promise<BlockStore>;
  /** Fetches the one-time document. */
  fetchConfig(url: string): Promise<InstanceConfig>;
  readonly pendingConfigs: PendingConfigs;
  /** Tells how the making of a machine goes; nobody has to hear it. */
  sendProgress(instance: string, message: Record<string, unknown>): void;
  /** Hands over news of a machine that stand in its record, and crosses them off there. */
  sendNews(instance: InstanceRecord, event: WaitingEvent): void;
  queue: JobSubmitter;
}

/** Documents that were fetched, by the uuid of the instance, until they are on the machine's drive. */
export interface PendingConfigs {
  get(uuid: string): InstanceConfig | undefined;
  put(uuid: string, config: InstanceConfig): Promise<void>;
  remove(uuid: string): Promise<void>;
}

/** A new job. */
export interface NewJob {
  opcode: string;
  params: Record<string, unknown>;
  secrets?: Record<string, string>;
  summary: string;
  target: string | null;
  reason?: JobRecord['reason'];
  depends?: JobRecord['depends'];
}

export interface JobSubmitter {
  /** Writes the job down and gives its id; it runs later. */
  submit(job: NewJob): Promise<number>;
  /** True while a job that is not final holds, or waits for, the target. */
  isBusy(target: string): boolean;
}

/** What a running job may use beside the manager. */
export interface JobContext {
  job: JobRecord;
  /** Adds a line to the job's log. */
  note(text: string): Promise<void>;
  /** Aborts when the manager stops: the job is begun again by the next one. */
  signal: AbortSignal;
  /** True once a job waits that will delete what this one works on. */
  isDoomed(): boolean;
}

/** Seconds and microseconds of the clock. */
export function jobTime(clock: Clock): [number, number] {
  const ms = clock.now().getTime();
  return [Math.floor(ms / 1000), (ms % 1000) * 1000];
}

/** Float seconds of the clock. */
export function seconds(clock: Clock): number {
  return clock.now().getTime() / 1000;
}

/** Folder of a machine's disks and sockets. */
export function machineFolder(vmhost: Vmhost, instance: InstanceRecord): string {
  return `${vmhost.machinesFolder}/${instance.folder}`;
}

/** File of a disk in the machine's folder. */
export function diskFile(uuid: string): string {
  return `disk-${uuid.slice(0, 8)}.raw`;
}

export const CONFIG_DRIVE_FILE = 'config.iso';
export const RESCUE_MEDIUM_FILE = 'rescue.iso';

/** Name of the target that jobs of an instance hold. */
export function instanceTarget(name: string): string {
  return `instance:${name}`;
}

export function networkTarget(name: string): string {
  return `network:${name}`;
}
