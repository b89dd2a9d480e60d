import { z } from 'zod';
import {
  ConversionRequest,
  IMAGE_DOMAIN,
  LoanRequest,
  MAX_PAGE_OBJECTS,
  MAX_START_BYTES,
  MetadataChange,
  OBJECT_INTERNAL_PREFIX,
  type ObjectRecord,
  ObjectReply,
  ObjectsPage,
  ObjectsReply,
  ObjectStartReply,
  PermissionsChange,
  ReadersChange,
} from '#contract/object-internal';
import { uuid } from '#contract/scalars';
import {
  changeSharing,
  objectOfPath,
  objectOfUuid,
  objectsOfDomain,
  setDomainMetadata,
  lendObject,
  pageOfDomain,
  setPermissions,
  type SharedObject,
  startOfObject,
} from '../domain/images.ts';
import { beginConversion, startOfDisk } from '../domain/conversion/convert.ts';
import { parseSharing } from '../domain/sharing/sharing-text.ts';
import type { Sharing } from '../store/sharing.ts';
import { computeComponent } from './access.ts';
import { route } from './object-api.ts';
import { isoDate } from './reply-headers.ts';

const domain = z.string().min(1).max(64).default(IMAGE_DOMAIN);
const user = z.string().min(1).max(256);
const Uuid = z.object({ uuid });

function record(object: SharedObject): ObjectRecord {
  const { sharing, right } = object.grant;
  const { read, write } = sharing ?? { read: [], write: [] };
  return {
    uuid: object.uuid,
    account: object.account,
    container: object.container,
    object: object.name,
    version: object.serial,
    mapHash: object.hash ?? '',
    size: BigInt(object.size),
    checksum: object.checksum,
    contentType: object.type,
    modifiedAt: isoDate(object.mtime),
    available: object.available,
    isSnapshot: object.isSnapshot,
    metadata: object.metadata,
    read,
    write,
    isPublic: read.includes('*') || write.includes('*'),
    access: right,
  };
}

export const listImages = route({
  method: 'GET',
  path: `${OBJECT_INTERNAL_PREFIX}/objects`,
  access: computeComponent,
  summary: 'Objects with metadata in a domain that a user may read',
  query: z.object({ user, domain, owner: z.string().max(256).optional() }),
  reply: { 200: ObjectsReply },
  async handle({ service, query }) {
    const { owner } = query;
    const wanted = { domain: query.domain, ...(owner === undefined ? {} : { owner }) };
    const objects = await objectsOfDomain(service.storage, { user: query.user }, wanted);
    return { body: { objects: objects.map(record) } };
  },
});

export const pageOfImages = route({
  method: 'GET',
  path: `${OBJECT_INTERNAL_PREFIX}/object-pages`,
  access: computeComponent,
  summary:
    'A page of the objects with metadata in a domain that a user may read; without a user of all of them',
  query: z.object({
    user: user.optional(),
    domain,
    by: z.string().min(1).max(128),
    limit: z.coerce.number().int().min(1).max(MAX_PAGE_OBJECTS),
    after: z.string().max(300).optional(),
    public: z.stringbool().default(false),
  }),
  reply: { 200: ObjectsPage },
  async handle({ service, query }) {
    const caller = query.user === undefined ? undefined : { user: query.user };
    const { public: isPublic, ...wanted } = query;
    const { objects, ...next } = await pageOfDomain(service.storage, caller, { ...wanted, isPublic });
    return { body: { objects: objects.map(record), ...next } };
  },
});

export const getImage = route({
  method: 'GET',
  path: `${OBJECT_INTERNAL_PREFIX}/objects/:uuid`,
  access: computeComponent,
  summary: 'An object by its uuid',
  params: Uuid,
  query: z.object({ user, domain }),
  reply: { 200: ObjectReply },
  async handle({ service, params, query }) {
    const object = await objectOfUuid(service.storage, { user: query.user }, params.uuid, query.domain);
    return { body: { object: record(object) } };
  },
});

export const lendImage = route({
  method: 'POST',
  path: `${OBJECT_INTERNAL_PREFIX}/objects/:uuid/loans`,
  access: computeComponent,
  summary: 'An object by its uuid, whose content stays while a machine is made of it',
  params: Uuid,
  body: LoanRequest,
  reply: { 200: ObjectReply },
  async handle({ service, params, body }) {
    const object = await lendObject(service.storage, { user: body.user }, params.uuid, IMAGE_DOMAIN);
    return { body: { object: record(object) } };
  },
});

export const startOfImage = route({
  method: 'GET',
  path: `${OBJECT_INTERNAL_PREFIX}/objects/:uuid/start`,
  access: computeComponent,
  summary: 'The first bytes of an object, or of the disk in a qcow2 file',
  params: Uuid,
  query: z.object({
    user,
    bytes: z.coerce.number().int().min(1).max(MAX_START_BYTES),
    of: z.enum(['object', 'disk']).default('object'),
  }),
  reply: { 200: ObjectStartReply },
  async handle({ service, params, query }) {
    const look = query.of === 'disk' ? startOfDisk : startOfObject;
    const start = await look(service.storage, query, params.uuid, query.bytes);
    return { body: { start: start.toString('base64') } };
  },
});

export const convertImage = route({
  method: 'POST',
  path: `${OBJECT_INTERNAL_PREFIX}/objects/:uuid/conversions`,
  access: computeComponent,
  summary: 'Begin to make a raw disk of a qcow2 file, as an object beside it',
  params: Uuid,
  body: ConversionRequest,
  reply: { 200: ObjectReply },
  async handle({ service, params, body }) {
    return { body: { object: record(await beginConversion(service.storage, body, params.uuid)) } };
  },
});

export const findImage = route({
  method: 'GET',
  path: `${OBJECT_INTERNAL_PREFIX}/object`,
  access: computeComponent,
  summary: 'An object by its path',
  query: z.object({
    user,
    domain,
    account: z.string().max(256),
    container: z.string().max(256),
    object: z.string().max(1024),
  }),
  reply: { 200: ObjectReply },
  async handle({ service, query }) {
    const path = { account: query.account, container: query.container, name: query.object };
    return {
      body: { object: record(await objectOfPath(service.storage, { user: query.user }, path, query.domain)) },
    };
  },
});

export const putImageMetadata = route({
  method: 'PUT',
  path: `${OBJECT_INTERNAL_PREFIX}/objects/:uuid/metadata/:domain`,
  access: computeComponent,
  summary: 'Change the metadata of an object in a domain',
  params: Uuid.extend({ domain: z.string().min(1).max(64) }),
  body: MetadataChange,
  reply: { 200: ObjectReply },
  async handle({ service, params, body }) {
    const { set, remove = [], replace = false } = body;
    const caller = { user: body.user };
    const object = await setDomainMetadata(service.storage, caller, params.uuid, params.domain, {
      set,
      remove,
      replace,
    });
    return { body: { object: record(object) } };
  },
});

export const putImagePermissions = route({
  method: 'PUT',
  path: `${OBJECT_INTERNAL_PREFIX}/objects/:uuid/permissions`,
  access: computeComponent,
  summary: 'Replace who may read and write an object',
  params: Uuid,
  body: PermissionsChange,
  reply: { 200: ObjectReply },
  async handle({ service, params, body }) {
    const caller = { user: body.user };
    const object = await setPermissions(service.storage, caller, params.uuid, checkedSharing(body));
    return { body: { object: record(object) } };
  },
});

/** The same reader as for the header, so that the same holders mean the same. */
function checkedSharing(sharing: Sharing): Sharing {
  const lists = (['read', 'write'] as const).filter((access) => sharing[access].length > 0);
  return parseSharing(lists.map((access) => `${access}=${sharing[access].join(',')}`).join(';'));
}

export const changeImageReaders = route({
  method: 'POST',
  path: `${OBJECT_INTERNAL_PREFIX}/objects/:uuid/readers`,
  access: computeComponent,
  summary: 'Change who may read an object, by whom to add and to take away',
  params: Uuid,
  body: ReadersChange,
  reply: { 200: ObjectReply },
  async handle({ service, params, body }) {
    const { keep, add = [], remove = [] } = body;
    const gone = new Set(remove.map((holder) => holder.toLowerCase()));
    // one by one: everybody beside somebody is two readers, and one of them stays when the other goes
    const added = add.flatMap((holder) => checkedSharing({ read: [holder], write: [] }).read);
    const change = ({ read, write }: Sharing): Sharing => {
      const kept = read.filter(
        (holder) => !gone.has(holder) && (keep === undefined || keep.includes(holder)),
      );
      const readers = new Set([...kept, ...added]);
      return { read: [...readers].filter((holder) => !write.includes(holder)), write };
    };
    const object = await changeSharing(service.storage, { user: body.user }, params.uuid, change);
    return { body: { object: record(object) } };
  },
});
