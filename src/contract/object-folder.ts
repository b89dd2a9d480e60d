import { z } from 'zod';
import { int64 } from './scalars.ts';

/* What a folder of object storage shows: our own, beside the lists that clients of Swift know. */

/** Rows of a window at most, and as many as come when nobody says how many. */
export const MOST_FOLDER_ROWS = 500;
export const FOLDER_ROWS = 100;

export const FOLDER_ORDERS = ['name', 'bytes', 'changed', 'type'] as const;
export type FolderOrder = (typeof FOLDER_ORDERS)[number];

/** Who else may read and write, where the object has a list of its own: persons, `owner:group`, or `*`. */
const Sharing = z.object({ read: z.array(z.string()), write: z.array(z.string()) });

/** The object behind a row. */
export const StoredObject = z.object({
  /** Its whole name in the container. */
  object: z.string(),
  type: z.string(),
  /** ISO 8601 with six digits of a fraction. */
  changed: z.string(),
  changedBy: z.string(),
  /** Name of the content. */
  hash: z.string(),
  uuid: z.string(),
  version: int64,
  /** How many versions it has, this one too; not counted beyond 1,000. */
  versions: z.number().int(),
  sharing: Sharing.optional(),
  /** What a reader who is not the owner may do, where the object has a list of its own. */
  allowedTo: z.enum(['read', 'write']).optional(),
});

/** A file of a folder. `name` is the last part of its whole name. */
export const FileRow = StoredObject.extend({ folder: z.literal(false), name: z.string(), bytes: int64 });
export type FileRow = z.infer<typeof FileRow>;

/**
 * A folder in a folder: an object of a folder's type, the start of longer names, or both. One that is only the start of
 * names has no object. What lies in it, at any depth, is told when `sums` are asked for.
 */
export const FolderRow = StoredObject.partial().extend({
  folder: z.literal(true),
  name: z.string(),
  below: z.object({ files: int64, bytes: int64, changed: z.string() }).optional(),
});
export type FolderRow = z.infer<typeof FolderRow>;

/** A window of a folder: folders first, then files. */
export const FolderReply = z.object({
  /** Rows in all windows together, after the filter. */
  total: z.number().int(),
  folders: z.number().int(),
  /** Bytes of the files that are rows. */
  bytes: int64,
  offset: z.number().int(),
  rows: z.array(z.discriminatedUnion('folder', [FolderRow, FileRow])),
  /** Of everything at any depth, when `sums` are asked for. With `more` they are of the first 100,000 names only. */
  below: z.object({ files: int64, bytes: int64, more: z.boolean() }).optional(),
});
export type FolderReply = z.infer<typeof FolderReply>;
