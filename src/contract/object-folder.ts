import { z } from 'zod';

/* What a folder of object storage shows: our own, beside the lists that clients of Swift know. */

/** Exact as a number: 9 petabytes are. */
const whole = z.number().int();

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
  version: whole,
  /** How many versions it has, this one too; not counted beyond 1,000. Like `sharing` the owner's to know. */
  versions: whole.optional(),
  sharing: Sharing.optional(),
  /** What a reader who is not the owner may do, where the object has a list of its own. */
  allowedTo: z.enum(['read', 'write']).optional(),
});

/** A file of a folder. `name` is the last part of its whole name. */
export const FileRow = StoredObject.extend({ folder: z.literal(false), name: z.string(), bytes: whole });
export type FileRow = z.infer<typeof FileRow>;

/**
 * A folder in a folder: an object of a folder's type, the start of longer names, or both. One that is only the start of
 * names has no object. What lies in it, at any depth, is told when `sums` are asked for.
 */
export const FolderRow = StoredObject.partial().extend({
  folder: z.literal(true),
  name: z.string(),
  below: z.object({ files: whole, bytes: whole, changed: z.string() }).optional(),
});
export type FolderRow = z.infer<typeof FolderRow>;

/** A window of a folder: folders first, then files. */
export const FolderReply = z.object({
  /** Rows in all windows together, after the filter. */
  total: whole,
  folders: whole,
  /** Bytes of the files that are rows. */
  bytes: whole,
  offset: whole,
  rows: z.array(z.discriminatedUnion('folder', [FolderRow, FileRow])),
  /**
   * What a reader who is not the owner may do in the folder, and so with what has no list of its own; absent where nothing is
   * inherited. Who may write may put new names there.
   */
  allowedTo: z.enum(['read', 'write']).optional(),
  /** Of everything at any depth, when `sums` are asked for. With `more` they are of the first 100,000 names only. */
  below: z.object({ files: whole, bytes: whole, more: z.boolean() }).optional(),
});
export type FolderReply = z.infer<typeof FolderReply>;

/** Kinds of files that a search can be narrowed to. */
export const FILE_KINDS = ['folder', 'image', 'video', 'audio', 'text', 'pdf', 'archive'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const FOUND_IN = { container: z.string(), path: z.string() };

/** What a search found: rows as of folders, each with the container and the folder that it lies in. The newest come first. */
export const SearchReply = z.object({
  /** Rows in all windows together; with `more` there are more than are counted. */
  total: whole,
  more: z.boolean(),
  offset: whole,
  rows: z.array(
    z.discriminatedUnion('folder', [
      FolderRow.required({ object: true }).extend(FOUND_IN),
      FileRow.extend(FOUND_IN),
    ]),
  ),
});
export type SearchReply = z.infer<typeof SearchReply>;

/** Versions of an object that are told at once. */
export const MOST_HISTORY = 100;

/** The versions of an object, the newest first; with `more` there are older ones. */
export const HistoryReply = z.object({
  more: z.boolean(),
  versions: z.array(
    z.object({
      version: whole,
      /** ISO 8601 with six digits of a fraction. */
      made: z.string(),
      /** Uuid of who made it. */
      by: z.string(),
      bytes: whole,
      type: z.string(),
      hash: z.string(),
    }),
  ),
});
export type HistoryReply = z.infer<typeof HistoryReply>;
