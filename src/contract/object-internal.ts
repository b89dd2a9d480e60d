import { z } from 'zod';
import { parseJson, writeJson } from './json.ts';
import { readFault, Refusal } from './refusal.ts';
import { int64 } from './scalars.ts';
import { readBody, type Transport } from './transport.ts';

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

/** Object storage refused: 400, 403 no right, 404 no such object, 413 quota; anything else is an outage. */
export class ObjectInternalError extends Refusal {
  override name = 'ObjectInternalError';
}

/** Calls of compute to object storage. Every method throws ObjectInternalError when it is refused. */
export interface ObjectInternalClient {
  /**
   * Objects with a key in the domain that the user owns or may read, newest change last. `owner` narrows to one account.
   */
  list(query: { user: string; domain?: string; owner?: string }): Promise<ObjectRecord[]>;
  /**
   * A page of the same, or for operators, without a user, of all of them. The first have the greatest value of the key `by`: the
   * newest, when it holds a time in ISO 8601.
   */
  page(query: {
    user?: string | undefined;
    domain?: string;
    by: string;
    limit: number;
    after?: string | undefined;
  }): Promise<ObjectsPage>;
  /** The object with this uuid. */
  get(uuid: string, query: { user: string; domain?: string }): Promise<ObjectRecord>;
  /** The same, and its content stays for half an hour, also when the object is overwritten or deleted: a machine is made of it. */
  lend(uuid: string, query: { user: string }): Promise<ObjectRecord>;
  /** The object at a path, as `pithos://account/container/object` names it, its parts decoded. */
  find(
    path: { account: string; container: string; object: string },
    query: { user: string; domain?: string },
  ): Promise<ObjectRecord>;
  /** Changes metadata of the domain (default `plankton`); the user needs the right to write. */
  setMetadata(uuid: string, change: MetadataChange, domain?: string): Promise<ObjectRecord>;
  /** Replaces the permissions; the user must be the owner. */
  setPermissions(uuid: string, change: PermissionsChange): Promise<ObjectRecord>;
  /** Changes who may read it, by what is added and taken away; the user must be the owner. */
  changeReaders(uuid: string, change: ReadersChange): Promise<ObjectRecord>;
  /** Its first bytes, fewer when it is shorter; the user needs the right to read. */
  start(uuid: string, query: { user: string; bytes: number }): Promise<Buffer>;
}

/** The client of object storage's internal routes over a transport. */
export function objectInternalClient(transport: Transport, componentToken: string): ObjectInternalClient {
  const call = async (
    method: string,
    path: string,
    query: Record<string, string | undefined>,
    body?: unknown,
  ): Promise<unknown> => {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const reply = await transport({
      method,
      path: `${OBJECT_INTERNAL_PREFIX}${path}?${new URLSearchParams(given).toString()}`,
      headers: {
        'x-auth-token': componentToken,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: writeJson(body) }),
    });
    const text = (await readBody(reply.body)).toString('utf8');
    if (reply.status !== 200) throw new ObjectInternalError(readFault({ ...reply, text }));
    return parseJson(text);
  };
  const one = async (...request: Parameters<typeof call>): Promise<ObjectRecord> =>
    ObjectReply.parse(await call(...request)).object;
  return {
    list: async (query) => ObjectsReply.parse(await call('GET', '/objects', query)).objects,
    page: async (query) =>
      ObjectsPage.parse(await call('GET', '/object-pages', { ...query, limit: String(query.limit) })),
    get: (uuid, query) => one('GET', `/objects/${encodeURIComponent(uuid)}`, query),
    lend: (uuid, query) => one('POST', `/objects/${encodeURIComponent(uuid)}/loans`, {}, query),
    find: (path, query) => one('GET', '/object', { ...path, ...query }),
    setMetadata: (uuid, change, domain = IMAGE_DOMAIN) =>
      one('PUT', `/objects/${encodeURIComponent(uuid)}/metadata/${encodeURIComponent(domain)}`, {}, change),
    setPermissions: (uuid, change) =>
      one('PUT', `/objects/${encodeURIComponent(uuid)}/permissions`, {}, change),
    changeReaders: (uuid, change) => one('POST', `/objects/${encodeURIComponent(uuid)}/readers`, {}, change),
    start: async (uuid, { user, bytes }) => {
      const query = { user, bytes: String(bytes) };
      const reply = await call('GET', `/objects/${encodeURIComponent(uuid)}/start`, query);
      return Buffer.from(ObjectStartReply.parse(reply).start, 'base64');
    },
  };
}
