import { z } from 'zod';
import { BLOCK_HASH } from '#blockstore/content-hash';
import { OBJECT_STORE_PREFIX, ObjectsListReply } from '#contract/object';
import type { Answer } from '#platform/http/route';
import { checkTimes, type Conditions } from '../../domain/conditions.ts';
import {
  type ContainerFacts,
  containerFacts,
  type ContainerView,
  viewContainer,
} from '../../domain/containers/containers.ts';
import { listObjects } from '../../domain/objects/list-objects.ts';
import type { Caller } from '../../domain/identity-service.ts';
import { fail } from '../../errors.ts';
import { member } from '../access.ts';
import { branch, formatOf, listAnswer } from '../documents.ts';
import { filtersOf, objectPageOf } from '../listing-query.ts';
import { whenModified } from '../not-modified.ts';
import { type ObjectApi, route } from '../object-api.ts';
import { objectRow, objectXml } from '../objects/object-rows.ts';
import { encodeList, encodeName, encodeValue, httpDate } from '../reply-headers.ts';
import {
  conditionHeaders,
  conditionsIn,
  containerPath,
  family,
  listContent,
  listQuery,
  notModified,
  text,
  until,
} from '../route-parts.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container`;
/** Of the keys that objects have, so many bytes are told: replies must stay readable. */
const KEYS_BYTES = 4096;
/** What is told of a container: to its owner all, to others what they need to read it. */
const containerHeaders = z.object({
  'last-modified': text,
  'x-timestamp': text,
  'accept-ranges': z.literal('bytes'),
  'x-container-block-size': text,
  'x-container-block-hash': text,
  'x-container-object-meta': text,
  'x-container-object-count': text.optional(),
  'x-container-bytes-used': text.optional(),
  'x-container-history-bytes-used': text.optional(),
  'x-container-policy-*': z.partialRecord(z.enum(['quota', 'versioning', 'project']), text),
  'x-container-until-timestamp': text.optional(),
  'x-container-meta-*': family,
});

function factHeaders(
  { storage }: ObjectApi,
  { container, owner }: ContainerView,
  facts: ContainerFacts,
): Record<string, string> {
  const headers: Record<string, string> = {
    'last-modified': httpDate(facts.modified),
    'x-timestamp': (Number(facts.modified) / 1e6).toFixed(5),
    'accept-ranges': 'bytes',
    'x-container-block-size': String(storage.blocks.blockSize),
    'x-container-block-hash': BLOCK_HASH,
    'x-container-object-meta': owner ? encodeList(facts.metaKeys, KEYS_BYTES) : '',
  };
  if (!owner) return headers;
  headers['x-container-object-count'] = facts.objects.toString();
  headers['x-container-bytes-used'] = facts.bytes.toString();
  if (facts.historyBytes !== undefined)
    headers['x-container-history-bytes-used'] = facts.historyBytes.toString();
  headers['x-container-policy-quota'] = container.policy.quota.toString();
  headers['x-container-policy-versioning'] = container.policy.versioning;
  headers['x-container-policy-project'] = encodeValue(container.policy.project);
  if (facts.untilTimestamp !== undefined)
    headers['x-container-until-timestamp'] = httpDate(facts.untilTimestamp);
  for (const [key, value] of facts.attributes) headers[encodeName(key)] = encodeValue(value);
  return headers;
}

export const headContainer = route({
  method: 'HEAD',
  path: PATH,
  access: member,
  summary: 'Counters, bytes of history, policies and metadata of a container',
  params: containerPath,
  query: z.object({ until }),
  headers: conditionHeaders,
  reply: { 204: { headers: containerHeaders }, 304: notModified },
  handle: ({ service, caller, params, query, headers }) =>
    withFacts(service, caller, { ...params, ...query, conditions: conditionsIn(headers) }, (facts) => ({
      status: 204,
      headers: facts,
    })),
});

async function withFacts(
  service: ObjectApi,
  caller: Caller,
  {
    conditions,
    until,
    ...target
  }: { account: string; container: string; until: bigint | undefined; conditions: Conditions },
  answer: (headers: Record<string, string>, view: ContainerView) => Answer | Promise<Answer>,
): Promise<Answer> {
  const view = await viewContainer(service.storage, caller, target, until);
  const facts = await containerFacts(service.storage, view, until);
  return whenModified(
    () => checkTimes(conditions, { etag: '', modified: facts.modified }),
    () => answer(factHeaders(service, view, facts), view),
  );
}

export const listContainer = route({
  method: 'GET',
  path: PATH,
  access: member,
  summary: 'List the objects of a container',
  params: containerPath,
  query: listQuery.extend({ path: text.optional(), meta: text.optional() }),
  headers: conditionHeaders.extend({ accept: text.optional() }),
  reply: {
    200: { content: listContent(ObjectsListReply), headers: containerHeaders },
    204: { headers: containerHeaders },
    304: notModified,
  },
  handle({ service, caller, params, query, headers: sent, request }) {
    const { until } = query;
    const asked = { ...params, until, conditions: conditionsIn(sent) };
    return withFacts(service, caller, asked, async (headers, view) => {
      const { storage } = service;
      if (query.public && !view.owner) fail('forbidden');
      const page = objectPageOf(query, storage.limits.listLimit);
      const entries = await service.lists.run(view.container.account, () =>
        listObjects(storage, caller, view, {
          ...page,
          filters: filtersOf(query),
          shared: query.shared,
          public: query.public,
          ...(until === undefined ? {} : { until }),
        }),
      );
      const rows = entries.map((entry) =>
        'subdir' in entry ? { subdir: entry.name } : objectRow(entry.item, until !== undefined),
      );
      return listAnswer(
        formatOf(request, ['text', 'json', 'xml'], 'text'),
        headers,
        entries.map(({ name }) => name),
        () => rows,
        () => branch('container', { name: view.container.name }, rows.map(objectXml)),
      );
    });
  },
});
