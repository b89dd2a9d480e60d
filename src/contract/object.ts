import { z } from 'zod';
import { int64 } from './scalars.ts';

/* Documents of object storage as its users read them (spec/object-storage 2). */

/** Where object storage is mounted below the base address. */
export const OBJECT_STORE_PREFIX = '/pithos/object-store/v1';
/** Log-in of clients that know only the first version of it. */
export const SWIFT_LOGIN_PATH = '/auth/v1.0';

/** Row of a list of containers. Policies are text. */
export const ListedContainer = z.object({
  name: z.string(),
  last_modified: z.string(),
  count: int64.optional(),
  bytes: int64.optional(),
  x_container_until_timestamp: z.string().optional(),
  x_container_policy: z.record(z.string(), z.string()).optional(),
});
export type ListedContainer = z.infer<typeof ListedContainer>;

/** Row of a list of objects: an object. */
export const ListedObject = z.object({
  name: z.string(),
  bytes: int64,
  hash: z.string(),
  content_type: z.string(),
  last_modified: z.string().optional(),
  x_object_hash: z.string(),
  x_object_uuid: z.string(),
  x_object_version: int64,
  /** Seconds with six decimals. */
  x_object_version_timestamp: z.string(),
  x_object_modified_by: z.string(),
  x_object_sharing: z.string().optional(),
  x_object_allowed_to: z.string().optional(),
  x_object_public: z.string().optional(),
  available: z.number().int(),
  map_check_timestamp: z.string().nullable(),
});
export type ListedObject = z.infer<typeof ListedObject>;

/** Row of a list of objects: a virtual directory. */
export const Subdir = z.object({ subdir: z.string() });

export const ContainersReply = z.array(z.union([ListedContainer, Subdir]));
export const ObjectsListReply = z.array(z.union([Subdir, ListedObject]));
export const AccountsReply = z.array(z.object({ name: z.string(), last_modified: z.string() }));

/** The list of blocks of an object. */
export const HashmapReply = z.object({
  block_hash: z.string(),
  block_size: z.number().int(),
  bytes: int64,
  hashes: z.array(z.string()),
});

/** What `PUT ?hashmap` takes; other keys are ignored. */
export const HashmapBody = z.object({
  bytes: int64,
  hashes: z.array(z.string()),
  block_size: z.number().int().optional(),
  block_hash: z.string().optional(),
});

/** Hashes that are missing, or that a body was cut into. */
export const HashesReply = z.array(z.string());

export const VersionsReply = z.object({ versions: z.array(z.tuple([int64, z.string()])) });
