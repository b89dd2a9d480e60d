import type { InstanceTrouble } from '#contract/ganeti-events';
import type { JobLogEntry, JobStatus, JobTime, ReasonTriple } from '#contract/ganeti';

/** The manager itself, as its clients see a cluster. Times are float seconds. */
export interface ClusterRecord {
  uuid: string;
  name: string;
  node: string;
  macPrefix: string;
  nextJobId: number;
  tags: string[];
  ctime: number;
  mtime: number;
}

export interface NicRecord {
  uuid: string;
  name: string | null;
  mac: string;
  ip: string | null;
  mode: string;
  link: string;
  /** Uuid of the network, or null for user-mode networking of its own. */
  network: string | null;
  /** Port of the host, on loopback, that leads to port 22 of the machine. */
  sshPort: number | null;
  /** Slot of the machine that a card of a network has, and keeps; absent for user-mode networking. */
  slot?: number;
}

export interface DiskRecord {
  uuid: string;
  name: string | null;
  /** MiB. */
  size: number;
  mode: 'rw' | 'ro';
}

/** A QEMU process: known by its start time beside its number, since numbers are used again (V13). */
export interface ProcessRecord {
  /** Part of the names of its sockets; new at every start. */
  incarnation: string;
  /** Null between the decision to start and the start. */
  pid: number | null;
  startTicks: string | null;
}

export interface InstanceRecord {
  uuid: string;
  name: string;
  os: string;
  adminState: 'up' | 'down' | 'offline';
  /** Folder below `machines`, twelve hex digits: short, since a socket's path has at most 107 bytes. */
  folder: string;
  /** User that its QEMU runs as; null when the manager has no right to choose. */
  uid: number | null;
  beparams: { vcpus: number; maxmem: number; minmem: number; auto_balance: boolean };
  osparams: Record<string, string>;
  /** What it starts from the next time, by its path on this host; without it from its first disk. */
  medium?: string;
  nics: NicRecord[];
  disks: DiskRecord[];
  diskTemplate: string;
  tags: string[];
  hostname: string;
  /** True once the first disk is whole: only then can it start. */
  installed: boolean;
  /** Seconds since 1970 at which the drive with secrets goes, ready or not; null when it is gone. */
  secretsUntil: number | null;
  process: ProcessRecord | null;
  /** The machine switched itself off: it stays off until somebody starts it. */
  guestDown: boolean;
  /** What was last told to be wrong with it. */
  trouble?: InstanceTrouble | null;
  /** What was told of it and is not handed over yet. */
  news?: WaitingEvent[];
  /** Under this verdict about the host KVM failed it: as long as that holds it is emulated. */
  emulatedUnder?: string;
  /** Job that makes it: begun again after a crash, that job knows its own work. */
  createJob: number;
  ctime: number;
  mtime: number;
  serial: number;
}

export interface NetworkRecord {
  uuid: string;
  name: string;
  network: string;
  gateway: string | null;
  network6: string | null;
  gateway6: string | null;
  macPrefix: string | null;
  /** Addresses taken by others than our machines. */
  reserved: string[];
  /** Group, mode, link, vlan. */
  groups: [string, string, string, string][];
  tags: string[];
  /** Number of its namespace on this host; absent until it has had cards. */
  index?: number;
  ctime: number;
  mtime: number;
  serial: number;
}

/** A message that waits to be handed to the bus. */
export interface WaitingEvent {
  id: string;
  key: string;
  body: unknown;
}

export interface JobRecord {
  id: number;
  opcode: string;
  /** Every parameter that readers may see. */
  params: Record<string, unknown>;
  /** Values of `osparams_secret` and `osparams_private`; gone when the job ends. */
  secrets: Record<string, string>;
  summary: string;
  reason: ReasonTriple[];
  /** Name of what the job holds alone while it runs. */
  target: string | null;
  depends: [number, JobStatus[]][];
  status: JobStatus;
  received: JobTime;
  started: JobTime | null;
  ended: JobTime | null;
  log: JobLogEntry[];
  result: unknown;
  /** How often it was begun: a job that was cut off is begun again, but not for ever. */
  attempts: number;
  events: WaitingEvent[];
}
