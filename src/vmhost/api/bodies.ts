import { z } from 'zod';
import { JobStatus, ReasonTriple } from '#contract/ganeti';

/*
 * What may be asked of the manager. Every object is strict: a parameter that is not here is refused with 400, among them
 * all that name files of the host or arguments of QEMU (V3): kernel_path, kvm_extra, adopt, file_storage_dir…
 */

/** Names become parts of messages and answers, never of files; Ganeti's own are host names. */
export const objectName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/, 'fails validation');
const deviceName = z.string().min(1).max(255).nullish();
const ipv4 = z.string().regex(/^\d{1,3}(?:\.\d{1,3}){3}$/);
const tag = z.string().regex(/^[\w.+*/:@-]{1,128}$/, 'Invalid tag');
const osText = z.string().max(4096);

const wholeMiB = z
  .number()
  .int()
  .min(1)
  .max(1_048_576 * 64);
const memoryMiB = z.number().int().min(16).max(1_048_576);

/** Keys that every writing body may have. */
const common = {
  depends: z
    .array(z.tuple([z.number().int().positive(), z.array(JobStatus)]))
    .max(100)
    .nullish(),
  reason: z.array(ReasonTriple).max(20).nullish(),
  comment: z.string().max(1024).nullish(),
  priority: z.number().int().optional(),
  debug_level: z.number().int().optional(),
};

const Backend = z.strictObject({
  vcpus: z.number().int().min(1).max(64).optional(),
  maxmem: memoryMiB.optional(),
  minmem: memoryMiB.optional(),
  memory: memoryMiB.optional(),
  auto_balance: z.boolean().optional(),
  always_failover: z.literal(false).optional(),
  spindle_use: z.number().int().optional(),
});

/** Only values that change nothing here. */
const Hypervisor = z.strictObject({
  serial_console: z.boolean().optional(),
  boot_order: z.literal('disk').optional(),
  cdrom_image_path: z.literal('').optional(),
});

/** What a machine starts from can be changed once it is there; where that lies is looked at by the job (V3). */
const ChangedHypervisor = Hypervisor.extend({
  boot_order: z.enum(['disk', 'cdrom']).optional(),
  cdrom_image_path: z.string().max(1024).optional(),
});

const Nic = z.strictObject({
  name: deviceName,
  ip: z.union([z.enum(['pool', 'none']), ipv4]).nullish(),
  mac: z
    .string()
    .regex(/^(?:auto|generate|[0-9a-f]{2}(?::[0-9a-f]{2}){5})$/)
    .optional(),
  mode: z.literal('routed').optional(),
  link: z.literal('user').optional(),
  network: objectName.nullish(),
});

const Disk = z.strictObject({ size: wholeMiB, name: deviceName, mode: z.enum(['rw', 'ro']).optional() });

export const CreateBody = z
  .strictObject({
    ...common,
    __version__: z.literal(1, 'Instance creation request version 0 is no longer supported'),
    mode: z.literal('create'),
    instance_name: objectName.optional(),
    name: objectName.optional(),
    os_type: z.string().optional(),
    os: z.string().optional(),
    osparams: z.strictObject({ img_id: osText.optional(), img_format: osText.optional() }).default({}),
    osparams_private: z.strictObject({ config_url: osText.optional() }).optional(),
    osparams_secret: z.strictObject({ config_url: osText.optional() }).optional(),
    disk_template: z.enum(['file', 'diskless']).default('file'),
    disks: z.array(Disk).max(8),
    nics: z.array(Nic).max(8),
    beparams: Backend.default({}),
    hvparams: Hypervisor.default({}),
    hypervisor: z.literal('kvm').optional(),
    tags: z.array(tag).max(100).default([]),
    ip_check: z.boolean().optional(),
    name_check: z.boolean().optional(),
    conflicts_check: z.boolean().optional(),
    wait_for_sync: z.boolean().optional(),
    opportunistic_locking: z.boolean().optional(),
    no_install: z.boolean().default(false),
    start: z.boolean().default(true),
  })
  .refine(
    (body) => (body.instance_name === undefined) !== (body.name === undefined),
    'instance_name fails validation',
  )
  .refine((body) => body.disk_template === 'diskless' || body.disks.length > 0, 'disks fails validation');

const timeoutSeconds = z.number().int().min(0).max(3600);

export const StartupBody = z.strictObject({
  ...common,
  force: z.boolean().optional(),
  hvparams: Hypervisor.optional(),
  beparams: z.strictObject({}).optional(),
});
export const ShutdownBody = z.strictObject({
  ...common,
  timeout: timeoutSeconds.default(120),
  force: z.boolean().default(false),
});
export const RebootBody = z.strictObject({ ...common, shutdown_timeout: timeoutSeconds.default(120) });
export const RemoveBody = z.strictObject({
  ...common,
  shutdown_timeout: timeoutSeconds.default(120),
  ignore_failures: z.boolean().optional(),
});
export const TagsBody = z.strictObject(common);

const identifier = z.union([z.string().max(255), z.number().int()]).transform(String);
/** The older form of two parts means the last device, or the one of that index. */
function change<T extends z.ZodType>(parameters: T) {
  const operation = z.enum(['add', 'remove', 'modify']);
  return z.union([
    z.tuple([operation, identifier, parameters]),
    z.tuple([operation, parameters]).transform(([what, values]) => [what, '-1', values] as const),
    z
      .tuple([z.number().int(), parameters])
      .transform(([index, values]) => ['modify', String(index), values] as const),
  ]);
}

export const ModifyBody = z.strictObject({
  ...common,
  beparams: Backend.default({}),
  hvparams: ChangedHypervisor.default({}),
  nics: z.array(change(Nic)).max(8).default([]),
  disks: z.array(change(Disk.partial())).max(8).default([]),
  hotplug: z.boolean().default(false),
  hotplug_if_possible: z.boolean().optional(),
  wait_for_sync: z.boolean().optional(),
  conflicts_check: z.boolean().optional(),
  os_name: z.string().max(255).optional(),
});

export const NetworkBody = z.strictObject({
  ...common,
  network_name: objectName,
  network: z.string().regex(/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/),
  gateway: ipv4.nullish(),
  network6: z.string().max(64).nullish(),
  gateway6: z.string().max(64).nullish(),
  mac_prefix: z
    .string()
    .regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){2}$/)
    .nullish(),
  add_reserved_ips: z.array(ipv4).max(1000).nullish(),
  conflicts_check: z.boolean().optional(),
  tags: z.array(tag).max(100).default([]),
});

export const ConnectBody = z.strictObject({
  ...common,
  group_name: z.literal('default'),
  network_mode: z.enum(['bridged', 'routed', 'openvswitch']),
  network_link: z.string().min(1).max(255),
  network_vlan: z.string().max(16).optional(),
  conflicts_check: z.boolean().optional(),
});
export const DisconnectBody = z.strictObject({ ...common, group_name: z.literal('default') });
export const NetworkModifyBody = z.strictObject({
  ...common,
  add_reserved_ips: z.array(ipv4).max(1000).nullish(),
  remove_reserved_ips: z.array(ipv4).max(1000).nullish(),
});
export const NetworkDeleteBody = z.strictObject(common);

export const WaitBody = z.object({
  fields: z.array(z.string().max(64)).max(20),
  previous_job_info: z.array(z.unknown()).nullish(),
  previous_log_serial: z.number().int().nullish(),
});
