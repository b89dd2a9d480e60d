import { z } from 'zod';
import { PortForwarding } from './instance-config.ts';
import { optional } from './scalars.ts';

/*
 * Documents of the compute service (spec/compute-api 1, 2, 5.1), as its users read and write them. Requests are strict:
 * an unknown key is refused. Answers are open, so that a client survives a newer server.
 */

export const COMPUTE_PREFIX = '/cyclades/compute/v2.0';

/** Link of an object to itself, under one of its names. */
export const Link = z.object({ rel: z.string(), href: z.string() });
export type Link = z.infer<typeof Link>;
const links = z.array(Link);

/** Rows of `GET /servers` and `GET /flavors`. */
export const BriefItem = z.object({ id: z.number().int(), name: z.string(), links });
export type BriefItem = z.infer<typeof BriefItem>;

/** What a user may wait for. There is no SHUTOFF, SUSPENDED or PAUSED. */
export const SERVER_STATUSES = [
  'BUILD',
  'ACTIVE',
  'STOPPED',
  'REBOOT',
  'RESIZE',
  'ERROR',
  'DELETED',
  'UNKNOWN',
] as const;
export type ServerStatus = (typeof SERVER_STATUSES)[number];

/** Work in hand on a server; empty when it is idle. */
export const TASK_STATES = [
  '',
  'BUILDING',
  'STARTING',
  'STOPPING',
  'REBOOTING',
  'DESTROYING',
  'RESIZING',
  'RESCUING',
  'UNRESCUING',
  'CONNECTING',
  'DISCONNECTING',
  'ATTACHING_VOLUME',
  'DETACHING_VOLUME',
  'UNKNOWN',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** A port as its server shows it. */
export const Attachment = z.object({
  id: z.number().int(),
  network_id: z.string(),
  mac_address: z.string().nullable(),
  ipv4: z.string(),
  ipv6: z.string(),
  firewallProfile: z.string().optional(),
  'OS-EXT-IPS:type': z.enum(['fixed', 'floating']).optional(),
});
export type Attachment = z.infer<typeof Attachment>;

export const Address = z.object({
  version: z.union([z.literal(4), z.literal(6)]),
  addr: z.string(),
  'OS-EXT-IPS:type': z.enum(['fixed', 'floating']),
});
export type Address = z.infer<typeof Address>;

/** What happened to a server, newest first; `message` is for the user. */
export const Diagnostic = z.object({
  level: z.enum(['ERROR', 'WARNING', 'INFO', 'DEBUG']),
  /** What kind of thing it was, for programs: a `FailureCause`, an `InstanceTrouble`, or empty when nobody knows. */
  'SNF:code': z.string().default(''),
  created: z.string(),
  source: z.string(),
  source_date: z.string().optional(),
  message: z.string().max(255),
  details: z.string().nullable(),
});
export type Diagnostic = z.infer<typeof Diagnostic>;
export const DiagnosticsReply = z.array(Diagnostic);

/** Why an order for a machine failed. The words beside it come from the back end and are for people. */
export const FAILURE_CAUSES = [
  'disk_too_small',
  'image_unreadable',
  'no_room',
  'address_taken',
  'hypervisor_missing',
  'setup_failed',
  'cluster_refused',
  'cluster_unreachable',
  'job_failed',
] as const;
export type FailureCause = (typeof FAILURE_CAUSES)[number];

/** What was asked of a server and how it ended, newest first. */
export const Activity = z.object({
  id: z.string(),
  /** `BUILD`, `START`, `STOP`, `REBOOT`, `DESTROY`… */
  action: z.string(),
  /** Who asked; null when nobody kept it. */
  user_id: z.string().nullable(),
  result: z.enum(['open', 'done', 'failed']),
  created: z.string(),
  /** When it ended; null as long as it is open. */
  ended: z.string().nullable(),
  /** Why it failed, as `SNF:code` of a diagnostic; empty when it did not, or nobody knows. */
  'SNF:code': z.string(),
});
export type Activity = z.infer<typeof Activity>;
export const ActivityReply = z.object({ activity: z.array(Activity) });

/** Tags and the status of each, side by side. */
export const TagsReply = z.object({
  tags: z.array(z.string()),
  statuses: z.array(z.enum(['PENDADD', 'ACTIVE'])),
});
export const ReplaceTagsBody = z.strictObject({ tags: z.array(z.string()).max(1000) });

/** A server in full. */
export const Server = z.object({
  id: z.number().int(),
  name: z.string(),
  links,
  user_id: z.string(),
  tenant_id: z.string(),
  shared_to_project: z.boolean(),
  status: z.enum(SERVER_STATUSES),
  'SNF:task_state': z.enum(TASK_STATES),
  /** Why a machine that should run is in ERROR (`InstanceTrouble`); null for one that could not be built, and for all others. */
  'SNF:trouble': z.string().nullable(),
  progress: z.number().int().min(0).max(100),
  hostId: z.literal(''),
  updated: z.string(),
  created: z.string(),
  flavor: z.object({ id: z.number().int(), links }),
  image: z.object({ id: z.string(), links }),
  suspended: z.boolean(),
  metadata: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  attachments: z.array(Attachment),
  addresses: z.record(z.string(), z.array(Address)),
  volumes: z.array(z.number().int()),
  diagnostics: z.array(Diagnostic).max(1),
  security_groups: z.array(z.object({ name: z.string() })),
  key_name: z.string().nullable(),
  'SNF:key_names': z.array(z.string()),
  config_drive: z.literal(''),
  accessIPv4: z.literal(''),
  accessIPv6: z.literal(''),
  'SNF:fqdn': z.string().nullable(),
  'SNF:port_forwarding': PortForwarding,
  deleted: z.boolean(),
  'SNF:rescue': z.boolean(),
  /** Only in the answer to the creation. */
  adminPass: z.string().optional(),
});
export type Server = z.infer<typeof Server>;

export const ServerReply = z.object({ server: Server });
export const ServersReply = z.object({ servers: z.array(Server) });
export const BriefServersReply = z.object({ servers: z.array(BriefItem) });

/** The password that was made for a new server, until its owner has kept it; it is forgotten at `expires`. */
export const PasswordReply = z.object({ password: z.string(), expires: z.string() });
export type PasswordReply = z.infer<typeof PasswordReply>;

export const MetadataReply = z.object({ metadata: z.record(z.string(), z.string()) });
export const MetaReply = z.object({ meta: z.record(z.string(), z.string()) });
const metadataValue = z.union([z.string(), z.number().int().transform(String)]);
export const MetadataBody = z.strictObject({ metadata: z.record(z.string(), metadataValue) });
export const MetaBody = z.strictObject({ meta: z.record(z.string(), metadataValue) });

export const AddressesReply = z.object({
  addresses: z.record(z.string(), z.array(Address)),
  attachments: z.array(Attachment),
});
export const NetworkAddressesReply = z.object({ network: z.record(z.string(), z.array(Address)) });

/** A flavor in full. */
export const Flavor = z.object({
  id: z.number().int(),
  name: z.string(),
  links,
  ram: z.number().int(),
  disk: z.number().int(),
  vcpus: z.number().int(),
  'SNF:disk_template': z.string(),
  'SNF:volume_type': z.number().int(),
  'SNF:allow_create': z.boolean(),
  'os-flavor-access:is_public': z.boolean(),
  'SNF:flavor-access': z.array(z.string()),
});
export type Flavor = z.infer<typeof Flavor>;

export const FlavorReply = z.object({ flavor: Flavor });
export const FlavorsReply = z.object({ flavors: z.array(Flavor) });
export const BriefFlavorsReply = z.object({ flavors: z.array(BriefItem) });

/** An image as compute shows it. */
export const ComputeImage = z.object({
  id: z.string(),
  name: z.string(),
  updated: z.string(),
  created: z.string(),
  status: z.enum(['ACTIVE', 'SAVING', 'ERROR', 'DELETED', 'UNKNOWN']),
  progress: z.number().int(),
  user_id: z.string(),
  tenant_id: z.string(),
  public: z.boolean(),
  links,
  metadata: z.record(z.string(), z.string()),
  is_snapshot: z.boolean(),
});
export type ComputeImage = z.infer<typeof ComputeImage>;

export const ComputeImageReply = z.object({ image: ComputeImage });
export const ComputeImagesReply = z.object({ images: z.array(ComputeImage) });
export const BriefComputeImagesReply = z.object({
  images: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** An SSH key of a user. */
export const Keypair = z.object({ name: z.string(), fingerprint: z.string(), public_key: z.string() });
export type Keypair = z.infer<typeof Keypair>;
export const KeypairsReply = z.object({ keypairs: z.array(z.object({ keypair: Keypair })) });
export const NewKeypairBody = z.strictObject({
  keypair: z.strictObject({
    name: z.string(),
    public_key: optional(z.string()),
    type: z.unknown().optional(),
    user_id: z.unknown().optional(),
  }),
});
/** `private_key` is there only when the pair was generated, and only this once. */
export const NewKeypairReply = z.object({ keypair: Keypair.extend({ private_key: z.string().optional() }) });
export const KeypairReply = z.object({
  keypair: Keypair.extend({
    id: z.number().int(),
    deleted: z.literal(false),
    created_at: z.string(),
    deleted_at: z.null(),
    updated_at: z.string(),
  }),
});
