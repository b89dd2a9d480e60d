import { z } from 'zod';
import { JobStatus, JobTime } from './ganeti.ts';
import { PortForwarding } from './instance-config.ts';

/*
 * Messages that a back end publishes on the exchange `ganeti` (spec/compute-backend.md 2.1-2.6). A consumer parses them
 * with these schemas; unknown keys are dropped.
 */

/** Setting EXCHANGE_GANETI's default. */
export const EVENT_EXCHANGE = 'ganeti';

export const eventKinds = ['op', 'network', 'progress'] as const;
export type EventKind = (typeof eventKinds)[number];

/** Routing key of a message about an object; the prefix is the text before the first dash of its name. */
export function eventKey(kind: EventKind, objectName: string): string {
  return `ganeti.${objectName.split('-', 1)[0] ?? ''}.event.${kind}`;
}

/** Routing key of messages about the cluster itself. */
export const CLUSTER_EVENT_KEY = 'ganeti.event.cluster';
export const HEARTBEAT_EVENT_KEY = 'eventd.heartbeat';

const text = z.string().max(65_536);
const objectName = z.string().min(1).max(255);

const shared = {
  operation: z.string().max(64),
  status: JobStatus,
  jobId: z.number().int().nonnegative(),
  cluster: z.string().max(255),
  event_time: JobTime,
  logmsg: text.nullish(),
  /** Result of the opcode; on error `[class, [message, code]]`. */
  result: z.unknown().optional(),
  job_fields: z.record(z.string(), z.unknown()).default({}),
};

export const EventNic = z.object({
  name: z.string().max(255).nullable(),
  network: z.string().max(255).nullable(),
  ip: z.string().max(64).nullable(),
  mac: z.string().max(17),
  mode: z.string().max(32).nullish(),
  link: z.string().max(255).nullish(),
  uuid: z.string().max(64).nullish(),
  firewall: z.string().max(32).nullish(),
  forward: PortForwarding.optional(),
});
export type EventNic = z.infer<typeof EventNic>;

export const EventDisk = z.object({
  name: z.string().max(255).nullable(),
  /** MiB. */
  size: z.number().nonnegative(),
  uuid: z.string().max(64).nullish(),
});
export type EventDisk = z.infer<typeof EventDisk>;

/** An opcode that touches one instance changed its status (2.3). The lists are the full present state, where given. */
export const OpStatusEvent = z.object({
  type: z.literal('ganeti-op-status'),
  instance: objectName,
  ...shared,
  tags: z.array(z.string().max(255)).default([]),
  instance_nics: z.array(EventNic).optional(),
  instance_disks: z.array(EventDisk).optional(),
  instance_hvparams: z.record(z.string(), z.unknown()).optional(),
});
export type OpStatusEvent = z.infer<typeof OpStatusEvent>;

/** An opcode on a network changed its status (2.4). */
export const NetworkStatusEvent = z.object({
  type: z.literal('ganeti-network-status'),
  network: objectName,
  ...shared,
});
export type NetworkStatusEvent = z.infer<typeof NetworkStatusEvent>;

/** The cluster's own parameters changed (2.5). */
export const ClusterStatusEvent = z.object({ type: z.literal('ganeti-cluster-status'), ...shared });
export type ClusterStatusEvent = z.infer<typeof ClusterStatusEvent>;

export const HeartbeatEvent = z.object({ type: z.literal('eventd-heartbeat'), cluster: z.string().max(255) });
export type HeartbeatEvent = z.infer<typeof HeartbeatEvent>;

const progressOf = { instance: objectName, event_time: JobTime, timestamp: z.number().optional() };
const messages = z.union([text, z.array(text).max(100)]).optional();

/** How far the image is copied (2.6). Bytes are absent in messages of old helpers. */
export const ImageCopyProgress = z.object({
  type: z.literal('image-copy-progress'),
  ...progressOf,
  /** Percent, two decimals. */
  progress: z.number(),
  position: z.union([z.number(), z.bigint()]).optional(),
  total: z.union([z.number(), z.bigint()]).optional(),
});

/** Something to tell the owner about the making of the machine. */
export const ImageMessage = z.object({
  type: z.enum(['image-info', 'image-warning', 'image-error']),
  ...progressOf,
  messages,
  stderr: text.optional(),
});

/** A step of setting the machine up. */
export const ImageHelper = z.object({
  type: z.literal('image-helper'),
  ...progressOf,
  subtype: z.enum(['task-start', 'task-end', 'info', 'warning', 'error']),
  task: z.string().max(255).optional(),
  messages,
  stderr: text.optional(),
});

/** What can be wrong with a machine that should run. */
export const InstanceTrouble = z.enum([
  'died',
  'silent',
  'internal-error',
  'guest-panicked',
  'io-error',
  'paused',
]);
export type InstanceTrouble = z.infer<typeof InstanceTrouble>;

/** How a machine fares, told when that changes; an addition of the embedded hypervisor manager. */
export const InstanceHealth = z.object({
  type: z.literal('instance-health'),
  ...progressOf,
  cluster: z.string().max(255),
  /** Grows from message to message about a machine: one that is not newer than the last is ignored. */
  serial: z.number().int().positive(),
  /** What is wrong from now on; null when nothing is. */
  trouble: InstanceTrouble.nullable(),
  level: z.enum(['ERROR', 'WARNING', 'INFO']),
  /** A sentence for the owner; absent when there is nothing to say. */
  message: text.optional(),
  details: text.optional(),
});
export type InstanceHealth = z.infer<typeof InstanceHealth>;

/** Every message on the progress key. */
export const ProgressEvent = z.discriminatedUnion('type', [
  ImageCopyProgress,
  ImageMessage,
  ImageHelper,
  InstanceHealth,
]);
export type ProgressEvent = z.infer<typeof ProgressEvent>;
