import { z } from 'zod';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import { FOLDER_ORDERS, FolderReply } from '#contract/object-folder';
import { viewContainer } from '../../domain/containers/containers.ts';
import { type FolderPage, viewFolder } from '../../domain/folders/folder-view.ts';
import { member } from '../access.ts';
import { route } from '../object-api.ts';
import { isoDate } from '../reply-headers.ts';
import { containerPath, flag } from '../route-parts.ts';
import { folderPath, windowQuery } from './folder-query.ts';
import { storedPart } from './stored-part.ts';

export const viewFolderRoute = route({
  method: 'GET',
  path: `${OBJECT_STORE_PREFIX}/:account/:container`,
  access: member,
  summary: 'A window of a folder, sorted and filtered, with totals',
  when: { query: ['view'] },
  params: containerPath,
  query: windowQuery.extend({
    view: z.literal('folder'),
    path: folderPath,
    sort: z.enum(FOLDER_ORDERS).default('name'),
    order: z.enum(['asc', 'desc']).default('asc'),
    sums: flag,
  }),
  reply: { 200: FolderReply },
  async handle({ service, caller, params, query }) {
    const { storage, lists } = service;
    const { path, sums, sort, order, offset, limit, match = '' } = query;
    const view = await viewContainer(storage, caller, params, undefined);
    const page = await lists.run(caller.user, () =>
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
  const { below, path, sharing, container, owner, allowedTo } = page;
  return {
    total: page.total,
    folders: page.foldersInAll,
    bytes: Number(page.bytes),
    offset,
    rows: [
      ...page.folders.map(({ leaf, stored, below: inside }) => ({
        folder: true as const,
        name: leaf,
        ...(stored === undefined
          ? {}
          : storedPart(stored, sharing.get(`${container}/${stored.name}`), owner)),
        ...(inside === undefined
          ? {}
          : {
              below: {
                files: Number(inside.files),
                bytes: Number(inside.bytes),
                changed: isoDate(inside.changed),
              },
            }),
      })),
      ...page.files.map((stored) => ({
        folder: false as const,
        name: stored.name.slice(path.length),
        bytes: Number(stored.size),
        ...storedPart(stored, sharing.get(`${container}/${stored.name}`), owner),
      })),
    ],
    ...(allowedTo === undefined ? {} : { allowedTo }),
    ...(below === undefined
      ? {}
      : {
          below: { files: Number(below.files), bytes: Number(below.bytes), more: below.more },
        }),
  };
}
