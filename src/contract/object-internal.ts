import { z } from 'zod';
import { int64 } from './scalars.ts';

/*
 * What object storage does for the image side of compute. Only for the component token of cyclades (X-Auth-Token);
 * `user` is the person on whose behalf compute asks, whose rights object storage checks.
 */

export const OBJECT_INTERNAL_PREFIX = '/pithos/internal/v1';
/** Domain of an object's metadata that makes it an image. */
export const IMAGE_DOMAIN = 'plankton';

/** An object as compute sees it. */
export const ObjectRecord = z.object({
  /** Stays with the object through data and metadata updates and moves: the image's id. */
  uuid: z.string(),
  account: z.string(),
  container: z.string(),
  object: z.string(),
  /** Serial of the current version; grows with every change. */
  version: int64,
  /** With `size` the content: `pithosmap://<mapHash>/<size>` opens it in the block store. */
  mapHash: z.string(),
  size: int64,
  /** MD5, or empty while it is being computed. */
  checksum: z.string(),
  contentType: z.string(),
  /** ISO 8601 with six fraction digits: when the current version was made. */
  modifiedAt: z.string(),
  /** 1 usable, 0 its map is not made yet, -1 broken. */
  available: z.number().int(),
  isSnapshot: z.boolean(),
  /** Of the domain asked for. */
  metadata: z.record(z.string(), z.string()),
  /** Holders: a user's uuid, `owner:group`, or `*` for everybody who has an account. */
  read: z.array(z.string()),
  write: z.array(z.string()),
  /** Everybody may read it. */
  isPublic: z.boolean(),
  /** What `user` may do: the owner may also set permissions. */
  access: z.enum(['owner', 'write', 'read']),
});
export type ObjectRecord = z.infer<typeof ObjectRecord>;

export const ObjectReply = z.object({ object: ObjectRecord });
export const ObjectsReply = z.object({ objects: z.array(ObjectRecord) });

/** A page of objects; `next` says where the page after it begins. */
export const ObjectsPage = ObjectsReply.extend({ next: z.string().optional() });
export type ObjectsPage = z.infer<typeof ObjectsPage>;
/** Objects that a page may have. */
export const MAX_PAGE_OBJECTS = 1000;

/** Keys to set, and keys to take away; with `replace` every key that is not named goes too. */
export const MetadataChange = z.strictObject({
  user: z.string(),
  set: z.record(z.string(), z.string()),
  remove: z.array(z.string()).optional(),
  replace: z.boolean().optional(),
});
export type MetadataChange = z.input<typeof MetadataChange>;

/** The whole entry: two empty lists take sharing away. Given as in `X-Object-Sharing`. */
export const PermissionsChange = z.strictObject({
  user: z.string(),
  read: z.array(z.string()),
  write: z.array(z.string()),
});
export type PermissionsChange = z.input<typeof PermissionsChange>;

/**
 * Who may read it from now on: of those who may now `keep` (all of them when it is absent) without `remove`, and `add`. Who
 * may write stays. Applied where the list stands, so that two changes at once both happen.
 */
export const ReadersChange = z.strictObject({
  user: z.string(),
  keep: z.array(z.string()).optional(),
  add: z.array(z.string()).optional(),
  remove: z.array(z.string()).optional(),
});
export type ReadersChange = z.input<typeof ReadersChange>;

/** For whom a machine is made of the object. */
export const LoanRequest = z.strictObject({ user: z.string().min(1).max(256) });

/** The first bytes of an object, base64. */
export const ObjectStartReply = z.object({ start: z.base64() });
/** Bytes that may be asked for. */
export const MAX_START_BYTES = 64 * 1024;

/** Who wants a qcow2 file converted. */
export const ConversionRequest = z.strictObject({ user: z.string().min(1).max(256) });
