import { z } from 'zod';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import type { Answer } from '#platform/http/route';
import { ServiceError } from '#platform/errors';
import { deleteContainer, deleteListed } from '../../domain/objects/delete-objects.ts';
import type { ObjectStorage } from '../../domain/object-storage.ts';
import type { Caller } from '../../domain/identity-service.ts';
import { parseTarget } from '../../domain/paths.ts';
import { fail } from '../../errors.ts';
import { owner } from '../access.ts';
import { branch, element, type Format, formatOf, TYPES, xmlDocument } from '../documents.ts';
import { type ObjectApi, route } from '../object-api.ts';
import { bodyOf } from '../request-body.ts';
import { accountPath, formatQuery, listContent, text } from '../route-parts.ts';

/** Limits of one request, as `/info` announces them. */
export const bulkDeleteLimits = { max_deletes_per_request: 10_000, max_failed_deletes: 1000 };

/** Ten thousand names of the usual length; longer ones go in several requests. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What became of the names of a list. An error is the name as it was sent and the status that alone it would have had. */
interface Report {
  deleted: number;
  notFound: number;
  errors: [name: string, status: string][];
}

const BulkDeleteReply = z.strictObject({
  'Number Deleted': z.number().int(),
  'Number Not Found': z.number().int(),
  'Response Status': text,
  'Response Body': text,
  Errors: z.array(z.tuple([text, text])),
});

/** Clients of Swift delete the segments of a large object with it: those that cannot leave them behind, charged. */
function bulkDeleteRoute(method: 'POST' | 'DELETE') {
  return route({
    method,
    path: `${OBJECT_STORE_PREFIX}/:account`,
    when: { query: ['bulk-delete'] },
    access: owner,
    summary: 'Delete the objects, then the empty containers, of a list of names: one a line, percent-encoded',
    params: accountPath,
    query: formatQuery.extend({ 'bulk-delete': text }),
    headers: z.object({ accept: text.optional() }),
    stream: true,
    reply: { 200: { content: listContent(BulkDeleteReply), headers: z.object({}) } },
    async handle({ service, caller, params: { account }, request }) {
      const names = await listedNames(bodyOf(request, service.transfers));
      const report = await deleteAll(service.storage, caller, account, names);
      return answerOf(report, formatOf(request, ['text', 'json', 'xml'], 'text'));
    },
  });
}

export const bulkDeleteByPost: Route = bulkDeleteRoute('POST');
export const bulkDeleteByDelete: Route = bulkDeleteRoute('DELETE');

type Route = ReturnType<typeof route<ObjectApi>>;

async function listedNames(body: AsyncIterable<Buffer>): Promise<string[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) fail('body_too_large', { limit: MAX_BODY_BYTES });
    chunks.push(Buffer.from(chunk));
  }
  const lines = Buffer.concat(chunks).toString('latin1').split('\n');
  const names = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (names.length === 0) fail('bulk_list_empty');
  const limit = bulkDeleteLimits.max_deletes_per_request;
  if (names.length > limit) fail('bulk_list_too_long', { limit });
  return names;
}

async function deleteAll(
  storage: ObjectStorage,
  caller: Caller,
  account: string,
  names: readonly string[],
): Promise<Report> {
  const report: Report = { deleted: 0, notFound: 0, errors: [] };
  const objects = new Map<string, string[]>();
  const containers: string[] = [];
  for (const line of new Set(names)) {
    await counted(report, line, async () => {
      const { container, object } = parseTarget(`/${encodeURIComponent(account)}/${line.replace(/^\//, '')}`);
      if (container === undefined) return fail('container_not_named');
      if (object === undefined) containers.push(container);
      else objects.getOrInsert(container, []).push(object);
    });
  }
  for (const [container, listed] of objects) {
    await counted(
      report,
      `/${encodeURIComponent(container)}`,
      async () => {
        const deleted = await deleteListed(storage, caller, { account, container }, listed);
        report.deleted += deleted;
        report.notFound += listed.length - deleted;
      },
      listed.length,
    );
  }
  for (const container of containers) {
    await counted(report, `/${encodeURIComponent(container)}`, async () => {
      await deleteContainer(storage, caller, { account, container });
      report.deleted += 1;
    });
  }
  return report;
}

/** A refusal of one name does not keep the others; `count` names were not found when their container is not there. */
async function counted(report: Report, name: string, work: () => Promise<void>, count = 1): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500) throw error;
    if (error.status === 404) report.notFound += count;
    else if (report.errors.length < bulkDeleteLimits.max_failed_deletes)
      report.errors.push([name, `${error.status} ${error.message}`]);
  }
}

function answerOf({ deleted, notFound, errors }: Report, format: Format): Answer {
  const status = errors.length > 0 ? '400 Bad Request' : '200 OK';
  if (format === 'json') {
    const document = {
      'Number Deleted': deleted,
      'Number Not Found': notFound,
      'Response Status': status,
      'Response Body': '',
      Errors: errors,
    };
    return { status: 200, headers: { 'content-type': TYPES.json }, body: document };
  }
  if (format === 'xml') {
    const parts = [
      element('number_deleted', deleted),
      element('number_not_found', notFound),
      element('response_body', ''),
      element('response_status', status),
      branch(
        'errors',
        {},
        errors.map(([name, why]) => branch('object', {}, [element('name', name), element('status', why)])),
      ),
    ];
    return {
      status: 200,
      headers: { 'content-type': TYPES.xml },
      body: xmlDocument(branch('delete', {}, parts)),
    };
  }
  const lines = [
    `Number Deleted: ${deleted}`,
    `Number Not Found: ${notFound}`,
    'Response Body: ',
    `Response Status: ${status}`,
    'Errors:',
    ...errors.map((pair) => pair.join(', ')),
  ];
  return {
    status: 200,
    headers: { 'content-type': TYPES.text },
    body: lines.map((line) => `${line}\n`).join(''),
  };
}
