import { z } from 'zod';
import { PortForwarding } from './instance-config.ts';

/*
 * Documents of Ganeti's remote API (spec/ganeti-rapi.md), as a reader meets them. Objects are loose: real clusters add
 * fields with every release. Sizes and memory are in MiB. Times are float seconds, in jobs `[seconds, microseconds]`.
 */

const name = z.string().min(1).max(255);

/** Seconds and microseconds. */
export const JobTime = z.tuple([z.number().int(), z.number().int()]);
export type JobTime = z.infer<typeof JobTime>;

export const jobStatuses = [
  'queued',
  'waiting',
  'canceling',
  'running',
  'canceled',
  'success',
  'error',
] as const;
export const JobStatus = z.enum(jobStatuses);
export type JobStatus = z.infer<typeof JobStatus>;

/** True for the statuses that a job never leaves. */
export function isFinalJobStatus(status: JobStatus): boolean {
  return status === 'success' || status === 'error' || status === 'canceled';
}

/** Source, text, nanoseconds; the time may be beyond 2^53. */
export const ReasonTriple = z.tuple([z.string(), z.string(), z.union([z.number(), z.bigint()])]);
export type ReasonTriple = z.infer<typeof ReasonTriple>;

/** One opcode of a job with its parameters. Values of `osparams_private` and `osparams_secret` are always null. */
export const JobOpcode = z.looseObject({ OP_ID: z.string(), reason: z.array(ReasonTriple).optional() });
export type JobOpcode = z.infer<typeof JobOpcode>;

/** Serial, time, type, payload. */
export const JobLogEntry = z.tuple([z.number().int(), JobTime, z.string(), z.unknown()]);
export type JobLogEntry = z.infer<typeof JobLogEntry>;

/** A job. An unknown or archived one has null in every field but `id`. `oplog` and `opresult` are absent in bulk lists. */
export const JobDocument = z.looseObject({
  id: z.number().int(),
  ops: z.array(JobOpcode).nullable(),
  status: JobStatus.nullable(),
  summary: z.array(z.string()).nullable(),
  opstatus: z.array(JobStatus).nullable(),
  received_ts: JobTime.nullable(),
  start_ts: JobTime.nullable(),
  end_ts: JobTime.nullable(),
  oplog: z.array(z.array(JobLogEntry)).nullish(),
  opresult: z.array(z.unknown()).nullish(),
});
export type JobDocument = z.infer<typeof JobDocument>;

/** Answer of `GET /2/jobs/N/wait`: values in the order of the asked fields. Old releases answer null for no change. */
export const JobWaitReply = z
  .object({ job_info: z.array(z.unknown()), log_entries: z.array(JobLogEntry) })
  .nullable();
export type JobWaitReply = z.infer<typeof JobWaitReply>;

/** `[class, [text, code]]` as it stands in `opresult` of a failed opcode; the code may be missing. */
export const OpError = z.tuple([z.string(), z.array(z.unknown())]);
export type OpError = z.infer<typeof OpError>;

export const instanceStatuses = [
  'running',
  'ADMIN_down',
  'ERROR_down',
  'ERROR_up',
  'ERROR_wrongnode',
  'ERROR_nodedown',
  'ERROR_nodeoffline',
  'ADMIN_offline',
  'USER_down',
] as const;

/** A machine. The lists `nic.*` and `disk.*` are parallel, in the order of the devices. */
export const InstanceDocument = z.looseObject({
  name,
  uuid: z.string(),
  admin_state: z.enum(['up', 'down', 'offline']),
  oper_state: z.boolean().nullable(),
  status: z.enum(instanceStatuses),
  oper_ram: z.number().nullable(),
  oper_vcpus: z.number().nullable(),
  os: z.string(),
  pnode: z.string(),
  snodes: z.array(z.string()),
  disk_template: z.string(),
  network_port: z.number().int().nullable(),
  'nic.ips': z.array(z.string().nullable()),
  'nic.macs': z.array(z.string()),
  'nic.modes': z.array(z.string()),
  'nic.uuids': z.array(z.string()),
  'nic.names': z.array(z.string().nullable()),
  'nic.links': z.array(z.string()),
  'nic.networks': z.array(z.string().nullable()),
  'nic.networks.names': z.array(z.string().nullable()),
  'nic.bridges': z.array(z.string().nullable()),
  'disk.sizes': z.array(z.number()),
  'disk.uuids': z.array(z.string()),
  'disk.names': z.array(z.string().nullable()),
  disk_usage: z.number(),
  beparams: z.record(z.string(), z.unknown()),
  hvparams: z.record(z.string(), z.unknown()),
  custom_beparams: z.record(z.string(), z.unknown()),
  custom_hvparams: z.record(z.string(), z.unknown()),
  custom_nicparams: z.array(z.looseObject({ forward: PortForwarding.optional() })),
  tags: z.array(z.string()),
  ctime: z.number(),
  mtime: z.number(),
  serial_no: z.number().int(),
});
export type InstanceDocument = z.infer<typeof InstanceDocument>;

/** A row of `GET /2/instances`, `/2/jobs`, `/2/nodes` without `bulk=1`. */
export const IdAndUri = z.object({ id: z.union([z.string(), z.number()]), uri: z.string() });
/** A row of `GET /2/networks` and `/2/groups` without `bulk=1`. */
export const NameAndUri = z.object({ name: z.string(), uri: z.string() });

/** A network of the cluster. `map` has one character an address: `X` taken, `.` free. */
export const NetworkDocument = z.looseObject({
  name,
  uuid: z.string(),
  network: z.string(),
  gateway: z.string().nullable(),
  network6: z.string().nullable(),
  gateway6: z.string().nullable(),
  mac_prefix: z.string().nullable(),
  free_count: z.number().int(),
  reserved_count: z.number().int(),
  map: z.string(),
  group_list: z.array(z.array(z.string())),
  inst_list: z.array(z.string()),
  external_reservations: z.string(),
  ctime: z.number(),
  mtime: z.number(),
  serial_no: z.number().int(),
  tags: z.array(z.string()),
});
export type NetworkDocument = z.infer<typeof NetworkDocument>;

const count = z.number().nullable();

/** A node; numbers are null when it cannot be asked. */
export const NodeDocument = z.looseObject({
  name,
  uuid: z.string(),
  offline: z.boolean(),
  drained: z.boolean(),
  vm_capable: z.boolean(),
  master_candidate: z.boolean(),
  role: z.string(),
  mtotal: count,
  mnode: count,
  mfree: count,
  dtotal: count,
  dfree: count,
  ctotal: count,
  cnodes: count,
  csockets: count,
  pinst_cnt: z.number().int(),
  sinst_cnt: z.number().int(),
  pinst_list: z.array(z.string()),
  sinst_list: z.array(z.string()),
});
export type NodeDocument = z.infer<typeof NodeDocument>;

/** What a controller reads of `GET /2/info`. `embedded` is there when the cluster is the embedded manager. */
export const ClusterDocument = z.looseObject({
  name,
  uuid: z.string(),
  master: z.string(),
  software_version: z.string(),
  default_hypervisor: z.string(),
  enabled_hypervisors: z.array(z.string()),
  enabled_disk_templates: z.array(z.string()).optional(),
  ipolicy: z.looseObject({ 'disk-templates': z.array(z.string()).optional() }),
  mac_prefix: z.string(),
  tags: z.array(z.string()),
  embedded: z
    .object({
      /** How machines run; null when none can. Emulated ones are for trusted users only. */
      acceleration: z.enum(['kvm', 'tcg']).nullable(),
      /** Why no machine can run, in one sentence. */
      reason: z.string().nullable(),
      /** Why machines are emulated, in a few words. */
      emulation_reason: z.string().nullable().optional(),
      qemu: z.string().nullable(),
      /** Whether machines reach the world beyond their host. */
      outbound: z.boolean(),
      /** Why they do not, in one sentence. */
      outbound_reason: z.string().nullable(),
    })
    .optional(),
});
export type ClusterDocument = z.infer<typeof ClusterDocument>;

/** Every failure of the HTTP layer. */
export const RapiError = z.object({ code: z.number().int(), message: z.string(), explain: z.string() });
export type RapiError = z.infer<typeof RapiError>;

/** Answer of `/2/query/R`: cells are `[code, value]`; code 0 is normal, 1 unknown field, 2 no data, 3 not available. */
export const QueryReply = z.object({
  data: z.array(z.array(z.tuple([z.number().int(), z.unknown()]))),
  fields: z.array(z.object({ name: z.string(), title: z.string(), kind: z.string(), doc: z.string() })),
});
export type QueryReply = z.infer<typeof QueryReply>;

/** Name of the cloud's own account at its embedded hypervisor manager. */
export const RAPI_USER = 'synnefo';
