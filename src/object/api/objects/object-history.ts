import { z } from 'zod';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import { HistoryReply, MOST_HISTORY } from '#contract/object-folder';
import { viewHistory } from '../../domain/objects/read-object.ts';
import { member } from '../access.ts';
import { route } from '../object-api.ts';
import { isoDate } from '../reply-headers.ts';
import { objectPath } from '../route-parts.ts';

export const viewHistoryRoute = route({
  method: 'GET',
  path: `${OBJECT_STORE_PREFIX}/:account/:container/*`,
  access: member,
  summary: 'The newest versions of an object: who made each, when, and its size',
  when: { query: ['view'] },
  params: objectPath,
  query: z.object({ view: z.literal('versions') }),
  reply: { 200: HistoryReply },
  async handle({ service, caller, params }) {
    const { versions, more } = await viewHistory(service.storage, caller, params, MOST_HISTORY);
    return {
      body: {
        more,
        versions: versions.map(({ serial, mtime, muser, size, type, hash }) => ({
          version: Number(serial),
          made: isoDate(mtime),
          by: muser,
          bytes: Number(size),
          type,
          hash: hash ?? '',
        })),
      },
    };
  },
});
