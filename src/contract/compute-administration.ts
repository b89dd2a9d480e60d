import { z } from 'zod';
import { Diagnostic, Server, SERVER_STATUSES, TASK_STATES } from './compute.ts';

/* Machines and back ends of the whole cloud, for its administrators. */

/** Below this stands what administrators read and do. */
export const COMPUTE_ADMINISTRATION_PREFIX = '/cyclades/administration';

/** A row of the list of all machines. */
export const AdministeredServer = z.object({
  id: z.number().int(),
  name: z.string(),
  user_id: z.string(),
  tenant_id: z.string(),
  status: z.enum(SERVER_STATUSES),
  'SNF:task_state': z.enum(TASK_STATES),
  suspended: z.boolean(),
  'SNF:rescue': z.boolean(),
  flavor: z.number().int(),
  image: z.string(),
  /** Number of its back end. */
  backend: z.number().int(),
  created: z.string(),
  updated: z.string(),
});
export type AdministeredServer = z.infer<typeof AdministeredServer>;
export const AdministeredServersReply = z.object({
  servers: z.array(AdministeredServer),
  total: z.number().int(),
});

/** One machine as its owner sees it, and where it is. */
export const AdministeredServerReply = z.object({
  server: Server,
  backend: z.object({
    id: z.number().int(),
    clustername: z.string(),
    /** Its name there. */
    machine: z.string(),
    /** What was last heard of its newest job; null before the first. */
    job: z.object({ id: z.string(), opcode: z.string(), status: z.string() }).nullable(),
  }),
  flavor: z.object({ id: z.number().int(), name: z.string() }),
  /** Its ports, those that are only being made or removed too. */
  ports: z.array(
    z.object({
      id: z.number().int(),
      index: z.number().int(),
      status: z.string(),
      network_id: z.number().int(),
      network_name: z.string(),
      public: z.boolean(),
      mac_address: z.string().nullable(),
      ipv4: z.string().nullable(),
      ipv6: z.string().nullable(),
      floating: z.boolean(),
      firewall: z.string().nullable(),
    }),
  ),
  /** What happened to it, the newest twenty. */
  diagnostics: z.array(Diagnostic),
});

/** A cluster and how full it is. Memory in MiB, disk in MiB. */
export const AdministeredBackend = z.object({
  id: z.number().int(),
  clustername: z.string(),
  hypervisor: z.string(),
  drained: z.boolean(),
  offline: z.boolean(),
  public: z.boolean(),
  disk_templates: z.array(z.string()),
  memory: z.object({ total: z.number(), free: z.number() }),
  disk: z.object({ total: z.number(), free: z.number() }),
  /** Processors of its nodes. */
  processors: z.number().int(),
  /** Machines of this cloud that live there. */
  servers: z.number().int(),
  /** When it was last asked. */
  asked: z.string(),
});
export type AdministeredBackend = z.infer<typeof AdministeredBackend>;
export const AdministeredBackendsReply = z.object({ backends: z.array(AdministeredBackend) });

const nothing = z.strictObject({});

/** What an administrator does with a machine: one of these at a time. */
export const ServerDeed = z.strictObject({
  start: nothing.optional(),
  shutdown: nothing.optional(),
  reboot: z.strictObject({ type: z.enum(['SOFT', 'HARD']).default('SOFT') }).optional(),
  suspend: nothing.optional(),
  unsuspend: nothing.optional(),
  destroy: nothing.optional(),
});
export type ServerDeed = z.input<typeof ServerDeed>;
