import { z } from 'zod';
import { INFINITE } from '#contract/infinite';
import { AccountsReply, ContainersReply, OBJECT_STORE_PREFIX } from '#contract/object';
import type { FastifyRequest } from 'fastify';
import type { Answer } from '#platform/http/route';
import { accountFacts, type AccountFacts, changeAccount, sharingAccounts } from '../domain/accounts.ts';
import { checkTimes } from '../domain/conditions.ts';
import { listContainers } from '../domain/containers/list-containers.ts';
import type { Caller } from '../domain/identity-service.ts';
import { fail } from '../errors.ts';
import { owner, member, tokenOf } from './access.ts';
import { branch, element, formatOf, listAnswer, xmlText } from './documents.ts';
import { pageOf } from './listing-query.ts';
import { type ObjectApi, route } from './object-api.ts';
import { capitalised, encodeName, encodeValue, httpDate, isoDate } from './reply-headers.ts';
import { headersOf, metadataOf, prefixedHeaders } from './request-headers.ts';
import {
  accountPath,
  conditionHeaders,
  conditionsIn,
  done,
  family,
  flag,
  listContent,
  listQuery,
  notModified,
  pageQuery,
  text,
  until,
} from './route-parts.ts';
import { loginReply, loginRequest, swiftLogin } from './swift-login.ts';
import { whenModified } from './not-modified.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account`;

/** What is told of an account: to its owner all, to others when it last changed. */
const accountHeaders = z.object({
  'last-modified': text,
  'x-timestamp': text.optional(),
  'x-account-container-count': text.optional(),
  'x-account-object-count': text.optional(),
  'x-account-bytes-used': text.optional(),
  'x-account-history-bytes-used': text.optional(),
  'x-account-until-timestamp': text.optional(),
  'x-account-policy-quota': text.optional(),
  'x-account-quota-bytes': text.optional(),
  'x-account-policy-quota-*': family,
  'x-account-group-*': family,
  'x-account-meta-*': family,
});

/** The log-in of clients that know only the storage address: it has the pair of headers and no token. */
export const readTopLevel = route({
  method: 'GET',
  path: OBJECT_STORE_PREFIX,
  access: {
    name: 'member, or the pair of headers of a log-in',
    identify: ({ service, request }): Promise<Caller | undefined> | undefined =>
      tokenOf(request) === undefined && request.headers['x-auth-user'] !== undefined
        ? undefined
        : service.storage.identity.personOf(tokenOf(request) ?? fail('no_token')),
  },
  summary: 'Accounts that share something with the caller; or log in with X-Auth-User and X-Auth-Key',
  query: pageQuery,
  headers: loginRequest,
  reply: {
    200: {
      content: { ...listContent(AccountsReply), 'text/plain': text.optional() },
      headers: loginReply.partial(),
    },
    204: done,
  },
  async handle({ service, caller, query, headers, request }) {
    if (caller === undefined) return swiftLogin(service, headers);
    const page = pageOf(query, service.storage.limits.listLimit);
    const accounts = await sharingAccounts(service.storage, caller, {
      marker: page.marker ?? '',
      limit: page.limit,
    });
    const rows = accounts.map(({ name, modified }) => ({ name, last_modified: isoDate(modified) }));
    return listAnswer(
      formatOf(request, ['text', 'json', 'xml'], 'text'),
      {},
      rows.map(({ name }) => name),
      () => rows,
      () =>
        branch(
          'accounts',
          {},
          rows.map((row) =>
            branch('account', {}, [element('name', row.name), element('last_modified', row.last_modified)]),
          ),
        ),
    );
  },
});

function factHeaders(facts: AccountFacts): Record<string, string> {
  const headers: Record<string, string> = { 'last-modified': httpDate(facts.modified) };
  if (!facts.owner) return headers;
  headers['x-account-container-count'] = facts.containers.toString();
  headers['x-account-object-count'] = facts.objects.toString();
  headers['x-account-bytes-used'] = facts.bytes.toString();
  if (facts.historyBytes !== undefined)
    headers['x-account-history-bytes-used'] = facts.historyBytes.toString();
  headers['x-timestamp'] = (Number(facts.modified) / 1e6).toFixed(5);
  if (facts.untilTimestamp !== undefined)
    headers['x-account-until-timestamp'] = httpDate(facts.untilTimestamp);
  for (const [name, members] of facts.groups) {
    headers[`x-account-group-${encodeName(capitalised(name))}`] = encodeValue(members.join(','));
  }
  const limits = [...facts.quota.values()].map(({ limit }) => limit);
  const sum = limits.reduce((total, limit) => total + limit, 0n);
  const total = (sum > INFINITE ? INFINITE : sum).toString();
  headers['x-account-policy-quota'] = total;
  headers['x-account-quota-bytes'] = total;
  for (const [project, { limit }] of facts.quota)
    headers[`x-account-policy-quota-${capitalised(project)}`] = limit.toString();
  for (const [key, value] of facts.attributes) headers[encodeName(key)] = encodeValue(value);
  return headers;
}

export const headAccount = route({
  method: 'HEAD',
  path: PATH,
  access: member,
  summary: 'Counters, bytes of history, groups and metadata of an account',
  params: accountPath,
  query: z.object({ until }),
  headers: conditionHeaders,
  reply: { 204: { headers: accountHeaders }, 304: notModified },
  async handle({ service, caller, params, query, headers }) {
    const facts = await accountFacts(service.storage, caller, params.account, query.until);
    return whenModified(
      () => checkTimes(conditionsIn(headers), { etag: '', modified: facts.modified }),
      () => ({ status: 204, headers: factHeaders(facts) }),
    );
  },
});

export const listAccount = route({
  method: 'GET',
  path: PATH,
  access: member,
  summary: 'List the containers of an account',
  params: accountPath,
  query: listQuery,
  headers: conditionHeaders.extend({ accept: text.optional() }),
  reply: {
    200: { content: listContent(ContainersReply), headers: accountHeaders },
    204: { headers: accountHeaders },
    304: notModified,
  },
  async handle({ service, caller, params: { account }, query, headers, request }) {
    const { storage } = service;
    const facts = await accountFacts(storage, caller, account, query.until);
    return whenModified(
      () => checkTimes(conditionsIn(headers), { etag: '', modified: facts.modified }),
      () => containerList(service, caller, account, { query, request, facts }),
    );
  },
});

interface ListRequest {
  query: z.output<typeof listQuery>;
  request: FastifyRequest;
  facts: AccountFacts;
}

async function containerList(
  { storage }: ObjectApi,
  caller: Caller,
  account: string,
  { query, request, facts }: ListRequest,
): Promise<Answer> {
  if (query.public && !facts.owner) fail('forbidden');
  const { until } = query;
  const entries = await listContainers(storage, caller, account, {
    ...pageOf(query, storage.limits.listLimit),
    shared: query.shared,
    public: query.public,
    ...(until === undefined ? {} : { until }),
  });
  const rows = entries.map((entry) => {
    if ('subdir' in entry) return { subdir: entry.name };
    const { name, modified, count, bytes, policy } = entry.item;
    const brief = { name, last_modified: isoDate(modified) };
    if (!facts.owner) return brief;
    const timestamp =
      until === undefined
        ? {}
        : { x_container_until_timestamp: isoDate(until < modified ? until : modified) };
    return { ...brief, count, bytes, ...timestamp, x_container_policy: policy };
  });
  return listAnswer(
    formatOf(request, ['text', 'json', 'xml'], 'text'),
    factHeaders(facts),
    entries.map(({ name }) => name),
    () => rows,
    () => branch('account', { name: account }, rows.map(containerXml)),
  );
}

function containerXml(row: Record<string, unknown>): string {
  if (typeof row['subdir'] === 'string') {
    return `<subdir name="${xmlText(row['subdir'])}" />`;
  }
  const fields = Object.entries(row).map(([key, value]) => {
    if (key !== 'x_container_policy') return element(key, value as string | bigint);
    const pairs = Object.entries(value as Record<string, string>);
    return branch(
      key,
      {},
      pairs.map(([name, text]) => element('key', name) + element('value', text)),
    );
  });
  return branch('container', {}, fields);
}

export const postAccount = route({
  method: 'POST',
  path: PATH,
  access: owner,
  summary: 'Change metadata and groups of an account',
  params: accountPath,
  query: z.object({ update: flag, 'extract-archive': flag, 'multipart-manifest': flag }),
  headers: z.object({
    'x-account-meta-*': family,
    'x-remove-account-meta-*': family,
    'x-account-group-*': family,
  }),
  reply: { 202: done },
  async handle({ service, caller, params: { account }, query, request }) {
    // Verbs of other stores would be taken for a replacement of the metadata.
    const verb = (['extract-archive', 'multipart-manifest'] as const).find((name) => query[name]);
    if (verb !== undefined) fail('not_supported', { what: verb });
    const headers = headersOf(request);
    const groups = new Map<string, string[]>();
    for (const [name, value] of prefixedHeaders(headers, 'x-account-group-')) {
      if (/[-_]/.test(name)) fail('bad_group', { reason: 'its name' });
      groups.set(name, [...new Set(value.split(',').filter((member) => member !== ''))]);
    }
    await changeAccount(service.storage, caller, account, {
      metadata: metadataOf(headers, 'account'),
      groups,
      merge: query.update,
    });
    return { status: 202, headers: { 'content-type': 'application/json; charset=UTF-8' } };
  },
});
