import { z } from 'zod';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import {
  FOLDER_ORDERS,
  FOLDER_ROWS,
  FolderReply,
  MOST_FOLDER_ROWS,
  type StoredObject,
} from '#contract/object-folder';
import { viewContainer } from '../../domain/containers/containers.ts';
import { type FolderPage, type OwnSharing, viewFolder } from '../../domain/folders/folder-view.ts';
import type { StoredRow } from '../../store/folders/folders.ts';
import { member } from '../access.ts';
import { route } from '../object-api.ts';
import { isoDate } from '../reply-headers.ts';
import { containerPath, flag } from '../route-parts.ts';

/** A part of a name; NUL can be in none. */
const nameText = z
  .string()
  .max(1024)
  .regex(/^[^\0]*$/, 'has a character that no name has');

/** The window of a list of rows. */
const windowQuery = z.object({
  match: nameText.optional(),
  sort: z.enum(FOLDER_ORDERS).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
  offset: z
    .string()
    .regex(/^\d{1,9}$/, 'is not a number of rows')
    .default('0')
    .transform(Number),
  limit: z
    .string()
    .regex(/^\d{1,9}$/, 'is not a number of rows')
    .default(String(FOLDER_ROWS))
    .transform((text) => Math.min(Number(text), MOST_FOLDER_ROWS)),
});

export const viewFolderRoute = route({
  method: 'GET',
  path: `${OBJECT_STORE_PREFIX}/:account/:container`,
  access: member,
  summary: 'A window of a folder, sorted and filtered, with totals',
  when: { query: ['view'] },
  params: containerPath,
  query: windowQuery.extend({ view: z.literal('folder'), path: nameText.default(''), sums: flag }),
  reply: { 200: FolderReply },
  async handle({ service, caller, params, query }) {
    const { storage, lists } = service;
    const { path, sums, sort, order, offset, limit, match = '' } = query;
    const view = await viewContainer(storage, caller, params, undefined);
    const page = await lists.run(view.container.account, () =>
      viewFolder(storage, caller, view, {
        path,
        sums,
        order: sort,
        descending: order === 'desc',
        offset,
        limit,
        ...(match === '' ? {} : { match }),
      }),
    );
    return { body: folderDocument(page, offset) };
  },
});

function folderDocument(page: FolderPage, offset: number): z.input<typeof FolderReply> {
  const { below, path, sharing } = page;
  return {
    total: page.total,
    folders: page.foldersInAll,
    bytes: page.bytes,
    offset,
    rows: [
      ...page.folders.map(({ leaf, stored, below: inside }) => ({
        folder: true as const,
        name: leaf,
        ...(stored === undefined ? {} : storedPart(stored, sharing.get(stored.name))),
        ...(inside === undefined ? {} : { below: { ...inside, changed: isoDate(inside.changed) } }),
      })),
      ...page.files.map((stored) => ({
        folder: false as const,
        name: stored.name.slice(path.length),
        bytes: stored.size,
        ...storedPart(stored, sharing.get(stored.name)),
      })),
    ],
    ...(below === undefined ? {} : { below: { files: below.files, bytes: below.bytes, more: below.more } }),
  };
}

function storedPart(
  { name, type, mtime, muser, hash, uuid, serial, versions }: StoredRow,
  own: OwnSharing | undefined,
): z.input<typeof StoredObject> {
  return {
    object: name,
    type,
    changed: isoDate(mtime),
    changedBy: muser,
    hash: hash ?? '',
    uuid,
    version: serial,
    versions: Number(versions),
    ...(own === undefined ? {} : { sharing: own.sharing }),
    ...(own?.allowedTo === undefined ? {} : { allowedTo: own.allowedTo }),
  };
}
