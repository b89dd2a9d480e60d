import { z } from 'zod';
import { optional } from './scalars.ts';

/* What a new server is asked for with, and its new name (spec/compute-api 1.3): strict, an unknown key is refused. */

/** Number of a row, also as text. */
export const IdOrDigits = z.union([
  z.number().int().positive(),
  z
    .string()
    .regex(/^\d{1,18}$/)
    .transform(Number),
]);

/** Entry of `personality`, before its limits are checked. */
export const NewPersonalityFile = z.strictObject({
  path: z.string(),
  contents: z.string(),
  owner: z.string().default('root'),
  group: z.string().default('root'),
  mode: z.number().int().min(0).max(0o7777).default(0o440),
});
export type NewPersonalityFile = z.infer<typeof NewPersonalityFile>;

/** Entry of `networks`: a network (with a wanted address) or an existing port. */
export const NewServerNetwork = z.strictObject({
  uuid: z.union([z.string(), z.number().int().transform(String)]).optional(),
  fixed_ip: z.string().optional(),
  port: z.union([z.string(), z.number().int().transform(String)]).optional(),
});
export type NewServerNetwork = z.infer<typeof NewServerNetwork>;

/** Entry of `block_device_mapping_v2`. */
export const NewBlockDevice = z.strictObject({
  source_type: z.string(),
  uuid: z.string().optional(),
  volume_size: z.number().int().optional(),
  delete_on_termination: z.boolean().optional(),
  boot_index: z.unknown().optional(),
  destination_type: z.unknown().optional(),
  device_name: z.unknown().optional(),
});
export type NewBlockDevice = z.infer<typeof NewBlockDevice>;

/** Body of `POST /servers`. The keys that OpenStack's clients send and Cyclades ignores are named, others are refused. */
export const NewServer = z.strictObject({
  name: z.string(),
  flavorRef: IdOrDigits,
  imageRef: z.string().nullable(),
  metadata: z.record(z.string(), z.union([z.string(), z.number().int().transform(String)])).default({}),
  tags: z.array(z.string()).default([]),
  personality: z.array(NewPersonalityFile).default([]),
  networks: optional(z.array(NewServerNetwork)),
  project: optional(z.string()),
  shared_to_project: z.boolean().default(false),
  key_name: optional(z.string()),
  'SNF:key_names': z.array(z.string()).default([]),
  adminPass: optional(z.string()),
  user_data: optional(z.string()),
  block_device_mapping_v2: optional(z.array(NewBlockDevice)),
  availability_zone: z.unknown().optional(),
  min_count: z.unknown().optional(),
  max_count: z.unknown().optional(),
  security_groups: z.unknown().optional(),
  config_drive: z.unknown().optional(),
});
export type NewServer = z.infer<typeof NewServer>;

export const NewServerBody = z.strictObject({ server: NewServer });
export const RenameServerBody = z.strictObject({ server: z.strictObject({ name: z.string() }) });
