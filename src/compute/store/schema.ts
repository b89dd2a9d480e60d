import type { QuotaTables } from '#platform/quota/quota-tables';
import type { ColumnType, Generated } from 'kysely';
import type { NetworkTables } from './networks/schema.ts';

/** What the back end last confirmed of a server. */
export const OPER_STATES = ['BUILD', 'ERROR', 'STOPPED', 'STARTED', 'DESTROYED'] as const;
export type OperState = (typeof OPER_STATES)[number];

/** A column that is set when the row is made, by the caller. */
type Json<T> = ColumnType<T, string, string>;

export interface BackendTable {
  id: Generated<number>;
  clustername: string;
  address: string;
  username: string;
  password_sealed: string;
  fingerprint: string | null;
  hypervisor: string;
  index: number;
  drained: boolean;
  offline: boolean;
  public: boolean;
  disk_templates: string[];
  mfree: number;
  mtotal: number;
  dfree: number;
  dtotal: number;
  pinst_cnt: number;
  ctotal: number;
  /** When the figures were asked for. */
  figures_at: Date;
  created: Date;
  updated: Date;
}

export interface VolumeTypeTable {
  id: Generated<number>;
  name: string;
  disk_template: string;
  deleted: boolean;
}

export interface FlavorTable {
  id: Generated<number>;
  cpu: number;
  /** MiB */
  ram: number;
  /** GiB */
  disk: number;
  volume_type_id: number;
  allow_create: boolean;
  public: boolean;
  deleted: boolean;
  /** What an operator notes of it, by key. */
  specs: ColumnType<Record<string, string>, string | undefined, string>;
}

/** A project that has back ends of its own: its servers go to those and to no other. */
export interface ProjectBackendTable {
  id: Generated<number>;
  project: string;
  backend_id: number;
}

/** A project that may use a flavor that is not public. */
export interface FlavorAccessTable {
  id: Generated<number>;
  project: string;
  flavor_id: number;
}

export interface ServerTable {
  id: Generated<number>;
  name: string;
  user_id: string;
  project: string;
  shared_to_project: boolean;
  flavor_id: number;
  image_id: string;
  backend_id: number;
  operstate: OperState;
  deleted: boolean;
  suspended: boolean;
  task: string | null;
  task_intent: string | null;
  task_job_id: bigint | null;
  build_percentage: number;
  /** The job that made the present operstate; also the number of this run of the machine. */
  state_job_id: bigint;
  backend_job_id: bigint | null;
  backend_job_rank: number;
  backend_job_status: string | null;
  backend_opcode: string | null;
  nics_job_id: bigint;
  /** The job that gave it its present size; 0 for the size that it was made with. */
  flavor_job_id: Generated<bigint>;
  /** The job that last said what it starts from. */
  medium_job_id: Generated<bigint>;
  /** It starts from the medium of its rescue image. */
  rescue: Generated<boolean>;
  /** Chosen when a rescue is accepted. */
  rescue_image_id: ColumnType<number | null, number | null | undefined, number | null>;
  /** What the image said of its system when the server was made. */
  os_family: ColumnType<string, string | undefined, string>;
  os: ColumnType<string, string | undefined, string>;
  /** What is wrong with the machine although it should run, as its back end told; null when nothing is. */
  trouble: string | null;
  /** Number of the newest message about that. */
  health_serial: Generated<bigint>;
  /** What stands charged for the server, by resource. */
  charged: Json<Record<string, string>>;
  key_names: string[];
  created: Date;
  updated: Date;
}

export interface ServerMetadataTable {
  server_id: number;
  key: string;
  value: string;
}

export interface DiagnosticTable {
  id: Generated<bigint>;
  server_id: number;
  /** The same event never makes two rows. */
  event_key: string;
  level: 'ERROR' | 'WARNING' | 'INFO' | 'DEBUG';
  code: string;
  source: string;
  source_date: Date | null;
  message: string;
  details: string | null;
  created: Date;
}

export interface VolumeTable {
  id: Generated<number>;
  server_id: number | null;
  user_id: string;
  project: string;
  volume_type_id: number;
  /** GiB */
  size: number;
  index: number;
  status: string;
  source: string | null;
  delete_on_termination: boolean;
  deleted: boolean;
  created: Date;
  updated: Date;
}

export interface PortTable {
  id: Generated<number>;
  name: string;
  network_id: number;
  server_id: number | null;
  user_id: string;
  index: number;
  state: string;
  mac: string | null;
  ipv4: string | null;
  ipv6: string | null;
  firewall: Generated<string | null>;
  forward: Json<Record<string, { host: string; port: string }>>;
  created: Date;
  updated: Date;
}

export interface KeypairTable {
  id: Generated<number>;
  user_id: string;
  name: string;
  content: string;
  fingerprint: string;
  created: Date;
  updated: Date;
}

/** One intended change of a server in its back end: from the request to the end of its job. */
export interface IntentTable {
  id: string;
  server_id: number;
  action: string;
  /** Who asked for it; null for what was asked before that was kept. */
  user_id: string | null;
  state: 'open' | 'done' | 'failed';
  /** Set before the first byte is sent: from then on the back end may know of it. */
  sent: Date | null;
  job_id: bigint | null;
  serial: bigint | null;
  /** What the call is made of, without secrets. */
  body: Json<Record<string, unknown>>;
  created: Date;
  updated: Date;
  /** When the reconciliation last asked for its end. */
  looked: Date | null;
}

/** Serials of commissions: present means accept, unless the row says otherwise; absent means reject. */
export interface OneTimeDocumentTable {
  /** SHA-256 of the secret part of the address. */
  hash: string;
  server_id: number;
  sealed: string;
  created: Date;
  expires: Date;
  fetched: Date | null;
  fetched_by: string | null;
}

/** The password that was made for a new server, until it is kept elsewhere. */
export interface FirstPasswordTable {
  server_id: number;
  sealed: string;
  expires: Date;
}

export interface ScreenTicketTable {
  hash: string;
  user_id: string;
  server_id: number;
  incarnation: bigint;
  /** SHA-256 of the token or session that asked for it, base64url. */
  credential: string;
  expires: Date;
}

/** A machine of a back end, named as ours, that no live server has. */
export interface OrphanTable {
  backend_id: number;
  name: string;
  /** Since when it has been found at every look. */
  seen: Date;
  /** When it was told to stop, before it may be removed. */
  stopped: Date | null;
}

/** A medium that machines are started from to repair their own systems. */
export interface RescueImageTable {
  id: Generated<number>;
  name: string;
  /** An address, or a path below RESCUE_IMAGE_PATH. */
  location: string;
  location_type: 'http' | 'file';
  os_family: string;
  os: string;
  /** Of which machines it is for; empty for all. */
  target_os_family: string;
  target_os: string;
  is_default: boolean;
  deleted: boolean;
  created: Date;
  updated: Date;
}

/** A tag with its namespace in front. */
export interface ServerTagTable {
  server_id: number;
  tag: string;
  status: 'PENDADD' | 'ACTIVE';
  /** The change that set it. */
  intent_id: string;
}

export interface ComputeSchema extends QuotaTables, NetworkTables {
  backends: BackendTable;
  volume_types: VolumeTypeTable;
  project_backends: ProjectBackendTable;
  flavors: FlavorTable;
  flavor_access: FlavorAccessTable;
  servers: ServerTable;
  server_metadata: ServerMetadataTable;
  server_diagnostics: DiagnosticTable;
  volumes: VolumeTable;
  ports: PortTable;
  keypairs: KeypairTable;
  intents: IntentTable;
  rescue_images: RescueImageTable;
  server_tags: ServerTagTable;
  one_time_documents: OneTimeDocumentTable;
  first_passwords: FirstPasswordTable;
  screen_tickets: ScreenTicketTable;
  orphans: OrphanTable;
}
