import { z } from 'zod';
import { HashesReply, OBJECT_STORE_PREFIX } from '#contract/object';
import { changeContainer, type ContainerChange, putContainer } from '../../domain/containers/containers.ts';
import { deleteContainer, emptyContainer, purgeContainer } from '../../domain/objects/delete-objects.ts';
import { expireContainer } from '../../domain/objects/expiry.ts';
import { uploadBlocks } from '../../domain/blocks/upload-blocks.ts';
import type { Policy } from '../../store/rows.ts';
import { fail } from '../../errors.ts';
import { owner } from '../access.ts';
import { branch, element, formatOf, listAnswer } from '../documents.ts';
import { readUntil } from '../listing-query.ts';
import { route } from '../object-api.ts';
import { bodyOf } from '../request-body.ts';
import { headersOf, lengthOf, metadataOf, prefixedHeaders, type RequestHeaders } from '../request-headers.ts';
import {
  conditionHeaders,
  conditionsIn,
  containerPath,
  done,
  family,
  flag,
  formatQuery,
  text,
} from '../route-parts.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container`;
const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };

/** Metadata and policies that a request sets. */
const changeHeaders = z.object({
  'x-container-meta-*': family,
  'x-remove-container-meta-*': family,
  'x-container-policy-*': family,
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
