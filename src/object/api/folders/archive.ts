import { z } from 'zod';
import { parseJson } from '#contract/json';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import { viewContainer } from '../../domain/containers/containers.ts';
import { archiveFolder } from '../../domain/folders/archive.ts';
import { member } from '../access.ts';
import { bodyOf, fileNameOf } from '../objects/object-data.ts';
import { route } from '../object-api.ts';
import { fileNameParameters } from '../reply-headers.ts';
import { containerPath, text } from '../route-parts.ts';
import { folderPath, nameText } from './folder-query.ts';

const MOST_NAMES = 1000;

/** Names as JSON: a parameter that is there twice counts once here. */
const namesText = z
  .string()
  .transform((json, context): unknown => {
    try {
      return parseJson(json);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(nameText.min(1)).min(1).max(MOST_NAMES));

export const archiveRoute = route({
  method: 'GET',
  path: `${OBJECT_STORE_PREFIX}/:account/:container`,
  access: member,
  summary: 'A folder, or some of what is in it, as a ZIP',
  when: { query: ['archive'] },
  params: containerPath,
  query: z.object({ path: folderPath, names: namesText.optional() }),
  reply: {
    200: {
      content: { 'application/zip': z.unknown() },
      headers: z.object({
        'content-length': text,
        'content-disposition': text,
        'x-content-type-options': z.literal('nosniff'),
      }),
    },
  },
  async handle({ service, caller, params, query: { path, names }, reply }) {
    const { storage, lists } = service;
    const view = await viewContainer(storage, caller, params, undefined);
    const archive = await lists.run(caller.user, () =>
      archiveFolder(storage, caller, view, { path, leaves: names }),
    );
    const only = names?.length === 1 ? names[0] : undefined;
    const title = only ?? (path.split('/').findLast((part) => part !== '') || params.container);
    return {
      headers: {
        'content-type': 'application/zip',
        'content-length': String(archive.size),
        'content-disposition': `attachment; ${fileNameParameters(fileNameOf(`${title}.zip`))}`,
        'x-content-type-options': 'nosniff',
      },
      body: await bodyOf(service, reply, archive.bytes(), archive.size),
    };
  },
});
