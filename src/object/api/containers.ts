import { z } from 'zod';
import { BLOCK_HASH } from '#blockstore/content-hash';
import { HashesReply, OBJECT_STORE_PREFIX, ObjectsListReply } from '#contract/object';
import type { Answer } from '#platform/route';
import { checkTimes, type Conditions } from '../domain/conditions.ts';
import {
  changeContainer,
  type ContainerChange,
  type ContainerFacts,
  containerFacts,
  type ContainerView,
  putContainer,
  viewContainer,
} from '../domain/containers/containers.ts';
import { deleteContainer, emptyContainer, purgeContainer } from '../domain/objects/delete-objects.ts';
import { expireContainer } from '../domain/objects/expiry.ts';
import { listObjects } from '../domain/objects/list-objects.ts';
import type { Caller } from '../domain/identity-service.ts';
import { uploadBlocks } from '../domain/blocks/upload-blocks.ts';
import type { Policy } from '../store/rows.ts';
import { fail } from '../errors.ts';
import { member, owner } from './access.ts';
import { branch, element, formatOf, listAnswer } from './documents.ts';
import { filtersOf, objectPageOf, readUntil } from './listing-query.ts';
import { whenModified } from './not-modified.ts';
import { type ObjectApi, route } from './object-api.ts';
import { objectRow, objectXml } from './objects/object-rows.ts';
import { bodyOf } from './request-body.ts';
import { encodeList, encodeName, encodeValue, httpDate } from './reply-headers.ts';
import { headersOf, lengthOf, metadataOf, prefixedHeaders, type RequestHeaders } from './request-headers.ts';
import {
  conditionHeaders,
  conditionsIn,
  containerPath,
  done,
  family,
  flag,
  formatQuery,
  listContent,
  listQuery,
  notModified,
  text,
  until,
} from './route-parts.ts';

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
/** Metadata and policies that a request sets. */
const changeHeaders = z.object({
  'x-container-meta-*': family,
  'x-remove-container-meta-*': family,
  'x-container-policy-*': family,
});
const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };

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

export const putContainerRoute = route({
  method: 'PUT',
  path: PATH,
  access: owner,
  summary: 'Create a container, or change the one that is there',
  params: containerPath,
  query: z.object({ 'extract-archive': flag }),
  headers: changeHeaders,
  reply: { 201: done, 202: done },
  async handle({ service, caller, params, query, request }) {
    if (query['extract-archive']) fail('not_supported', { what: 'extract-archive' });
    const change = changeOf(headersOf(request), { merge: true });
    const made = await putContainer(service.storage, caller, params, change);
    return { status: made ? 201 : 202, headers: JSON_TYPE };
  },
});

export const postContainer = route({
  method: 'POST',
  path: PATH,
  access: owner,
  summary: 'Change metadata and policies of a container, or upload blocks',
  params: containerPath,
  query: formatQuery.extend({ update: flag }),
  headers: changeHeaders.extend({ 'content-type': text.optional(), 'content-length': text.optional() }),
  stream: true,
  reply: {
    202: {
      content: { 'application/json': HashesReply.optional(), 'application/xml': text },
      headers: z.object({}),
    },
  },
  async handle({ service, caller, params: target, query, request }) {
    const headers = headersOf(request);
    await changeContainer(service.storage, caller, target, changeOf(headers, { merge: query.update }));
    if (headers.get('content-type') !== 'application/octet-stream' || !hasBody(headers)) {
      return { status: 202, headers: JSON_TYPE };
    }
    if (headers.has('content-encoding')) fail('unsupported_type', { type: 'an encoded body' });
    const hashes = await uploadBlocks(service.storage, caller, target, bodyOf(request, service.transfers));
    const format = formatOf(request, ['json', 'xml'], 'json');
    const xml = () =>
      branch(
        'items',
        {},
        hashes.map((hash) => element('item', hash)),
      );
    return { ...listAnswer(format, {}, hashes, () => hashes, xml), status: 202 };
  },
});

function hasBody(headers: RequestHeaders): boolean {
  return headers.has('transfer-encoding') || (headers.has('content-length') && lengthOf(headers) !== 0);
}

export const deleteContainerRoute = route({
  method: 'DELETE',
  path: PATH,
  access: owner,
  summary: 'Delete an empty container, everything in it, or its history',
  params: containerPath,
  query: z.object({ until: text.optional(), delimiter: text.optional() }),
  headers: conditionHeaders,
  reply: { 204: done },
  async handle({ service, caller, params: target, query, headers }) {
    const conditions = conditionsIn(headers);
    const { until, delimiter = '' } = query;
    if (until !== undefined && /^\d+$/.test(until)) {
      await purgeContainer(
        service.storage,
        caller,
        target,
        readUntil(until) ?? fail('bad_until'),
        conditions,
      );
    } else if (until !== undefined && !/^\d+\.\d+$/.test(until)) fail('bad_until');
    // With a fraction it is a plain delete: the original's client says "now" that way and expects the container gone.
    else if (until === undefined && delimiter !== '')
      await emptyContainer(service.storage, caller, target, conditions);
    else {
      await expireContainer(service.storage, target);
      await deleteContainer(service.storage, caller, target, conditions);
    }
    return { status: 204 };
  },
});

function changeOf(headers: RequestHeaders, { merge }: { merge: boolean }): ContainerChange {
  const named = prefixedHeaders(headers, 'x-container-policy-');
  const reset = [...named].filter(([, value]) => value === '').map(([name]) => name);
  const policy = policyOf(named);
  return {
    metadata: metadataOf(headers, 'container'),
    mergeMetadata: merge,
    policy,
    defaults: reset as (keyof Policy)[],
    resetPolicy: !merge && named.size > 0,
  };
}

function policyOf(named: ReadonlyMap<string, string>): Partial<Policy> {
  const policy: Partial<Policy> = {};
  for (const [name, value] of named) {
    if (!['quota', 'versioning', 'project'].includes(name)) fail('bad_policy', { reason: name.slice(0, 40) });
    if (value === '') continue;
    if (name === 'quota') {
      if (!/^\d{1,18}$/.test(value)) fail('bad_policy', { reason: 'quota' });
      policy.quota = BigInt(value);
    } else if (name === 'versioning') {
      if (value !== 'auto' && value !== 'none') return fail('bad_policy', { reason: 'versioning' });
      policy.versioning = value;
    } else policy.project = value;
  }
  return policy;
}
