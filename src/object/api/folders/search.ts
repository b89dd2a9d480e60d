import { z } from 'zod';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import { FILE_KINDS, SearchReply } from '#contract/object-folder';
import { searchAccount, searchFolder, type SearchPage } from '../../domain/folders/search.ts';
import { member } from '../access.ts';
import { route } from '../object-api.ts';
import { accountPath, containerPath } from '../route-parts.ts';
import { folderPath, nameText, windowQuery } from './folder-query.ts';
import { storedPart } from './stored-part.ts';

const searchQuery = windowQuery.extend({ search: nameText, kind: z.enum(FILE_KINDS).optional() });

export const searchFolderRoute = route({
  method: 'GET',
  path: `${OBJECT_STORE_PREFIX}/:account/:container`,
  access: member,
  summary: 'Find names below a folder',
  when: { query: ['search'] },
  params: containerPath,
  query: searchQuery.extend({ path: folderPath }),
  reply: { 200: SearchReply },
  async handle({
    service: { storage, lists },
    caller,
    params,
    query: { search, path, kind, offset, limit },
  }) {
    const page = await lists.run(caller.user, () =>
      searchFolder(storage, caller, { ...params, path }, { match: search, kind, offset, limit }),
    );
    return { body: searchDocument(page, offset) };
  },
});

export const searchAccountRoute = route({
  method: 'GET',
  path: `${OBJECT_STORE_PREFIX}/:account`,
  access: member,
  summary: 'Find names in all containers',
  when: { query: ['search'] },
  params: accountPath,
  /** `without`: a container that is left out, such as that of what was deleted. */
  query: searchQuery.extend({ without: nameText.optional() }),
  reply: { 200: SearchReply },
  async handle({
    service: { storage, lists },
    caller,
    params,
    query: { search, without, kind, offset, limit },
  }) {
    const place = { account: params.account, without: without === undefined ? [] : [without] };
    const page = await lists.run(caller.user, () =>
      searchAccount(storage, caller, place, { match: search, kind, offset, limit }),
    );
    return { body: searchDocument(page, offset) };
  },
});

function searchDocument(
  { total, more, owner, rows }: SearchPage,
  offset: number,
): z.input<typeof SearchReply> {
  return {
    total,
    more,
    offset,
    rows: rows.map(({ containerName, own, directory, ...row }) => {
      const bare = row.name.replace(/\/$/, '');
      const slash = bare.lastIndexOf('/') + 1;
      const place = { container: containerName, path: bare.slice(0, slash), name: bare.slice(slash) };
      return directory
        ? { folder: true as const, ...place, ...storedPart(row, own, owner) }
        : { folder: false as const, ...place, bytes: Number(row.size), ...storedPart(row, own, owner) };
    }),
  };
}
