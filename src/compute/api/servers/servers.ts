import { Readable } from 'node:stream';
import {
  ActivityReply,
  BriefServersReply,
  COMPUTE_PREFIX,
  DiagnosticsReply,
  type Server,
  ServerReply,
  ServersReply,
} from '#contract/compute';
import { NewServerBody, RenameServerBody } from '#contract/new-server';
import { writeJson } from '#contract/json';
import type { Caller, Compute } from '../../domain/compute.ts';
import { createServer } from '../../domain/servers/create.ts';
import { activityOf, findServer, renameServer } from '../../domain/servers/actions.ts';
import { destroyServer } from '../../domain/servers/begin.ts';
import { fail } from '../../errors.ts';
import { spend } from '../budget.ts';
import { activityDocument, diagnosticDocument, serverDocument, serverLinks } from '../documents.ts';
import { serverPasswordRoutes } from './first-password.ts';
import { activityQuery, member, route, serverParams, sinceOf, sinceQuery } from '../route.ts';

/** Servers that are read and written at a time: a long list costs no more memory than this (C15). */
const PAGE = 1000;

const listServersRoute = route({
  method: 'GET',
  path: `${COMPUTE_PREFIX}/servers`,
  access: member,
  summary: 'List servers by number and name',
  query: sinceQuery,
  reply: { 200: BriefServersReply, 304: null },
  handle: async ({ service, caller, query }) => {
    const since = sinceOf(service, query['changes-since']);
    const rows = await service.store.servers.names(caller, since);
    if (since !== undefined && rows.length === 0) fail('not_modified');
    return { body: { servers: rows.map(({ id, name }) => ({ id, name, links: serverLinks(service, id) })) } };
  },
});

const listServerDetailsRoute = route({
  method: 'GET',
  path: `${COMPUTE_PREFIX}/servers/detail`,
  access: member,
  summary: 'List servers in full',
  query: sinceQuery,
  reply: { 200: ServersReply, 304: null },
  handle: async ({ service, caller, query }) => {
    const since = sinceOf(service, query['changes-since']);
    const leave = await service.listSlots.take(caller.user);
    let body: Readable | undefined;
    try {
      const first = await pageOf(service, caller, 0, since);
      if (since !== undefined && first.length === 0) fail('not_modified');
      if (first.length < PAGE) return { body: { servers: first } };
      body = Readable.from(streamed(service, caller, first, since)).once('close', leave);
      return { headers: { 'content-type': 'application/json; charset=UTF-8' }, body };
    } finally {
      if (body === undefined) leave();
    }
  },
});

async function pageOf(
  service: Compute,
  caller: Caller,
  after: number,
  since: Date | undefined,
): Promise<Server[]> {
  const { store } = service;
  const page = { after, limit: PAGE, ...(since === undefined ? {} : { since }) };
  const rows = await store.servers.page(caller, page);
  if (rows.length === 0) return [];
  const belongings = await store.belongings.of(rows.map(({ id }) => id));
  return rows.map((row) => serverDocument(service, row, belongings));
}

const noMore: Promise<Server[]> = Promise.resolve([]);

async function* streamed(
  service: Compute,
  caller: Caller,
  first: Server[],
  since: Date | undefined,
): AsyncGenerator<string> {
  let comma = '{"servers":[';
  for (let page = first; page.length > 0;) {
    // the database looks for the next page while this one is written
    const next = page.length < PAGE ? noMore : pageOf(service, caller, page.at(-1)!.id, since);
    next.catch(() => undefined);
    yield comma + writeJson(page).slice(1, -1);
    comma = ',';
    page = await next;
  }
  yield ']}';
}

const createServerRoute = route({
  method: 'POST',
  path: `${COMPUTE_PREFIX}/servers`,
  access: member,
  summary: 'Create a server',
  body: NewServerBody,
  reply: { 202: ServerReply },
  handle: async ({ service, caller, body }) => {
    await spend(service.createLimit, caller.user);
    const { server, adminPass } = await createServer(service, caller, body.server);
    const document = await documentOf(service, caller, server.id);
    // The answer is about the creation, whatever has become of it meanwhile.
    return { status: 202, body: { server: { ...document, status: 'BUILD', adminPass } } };
  },
});

/** One server in full, as it is now. */
async function documentOf(service: Compute, caller: Caller, id: number): Promise<Server> {
  const row = await findServer(service, caller, id);
  return serverDocument(service, row, await service.store.belongings.of([id]));
}

const showServerRoute = route({
  method: 'GET',
  path: `${COMPUTE_PREFIX}/servers/:id`,
  access: member,
  summary: 'Show a server, deleted ones too',
  params: serverParams,
  reply: { 200: ServerReply },
  handle: async ({ service, caller, params }) => ({
    body: { server: await documentOf(service, caller, params.id) },
  }),
});

const renameServerRoute = route({
  method: 'PUT',
  path: `${COMPUTE_PREFIX}/servers/:id`,
  access: member,
  summary: 'Rename a server',
  params: serverParams,
  body: RenameServerBody,
  reply: { 204: null },
  handle: async ({ service, caller, params, body }) => {
    await renameServer(service, caller, params.id, body.server.name);
    return { status: 204 };
  },
});

const deleteServerRoute = route({
  method: 'DELETE',
  path: `${COMPUTE_PREFIX}/servers/:id`,
  access: member,
  summary: 'Destroy a server',
  params: serverParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    await destroyServer(service, caller, params.id);
    return { status: 204 };
  },
});

const serverDiagnosticsRoute = route({
  method: 'GET',
  path: `${COMPUTE_PREFIX}/servers/:id/diagnostics`,
  access: member,
  summary: 'What happened to a server, newest first',
  params: serverParams,
  reply: { 200: DiagnosticsReply },
  handle: async ({ service, caller, params }) => {
    await findServer(service, caller, params.id);
    const rows = await service.store.diagnostics.of(params.id);
    return { body: rows.map(diagnosticDocument) };
  },
});

const serverActivityRoute = route({
  method: 'GET',
  path: `${COMPUTE_PREFIX}/servers/:id/activity`,
  access: member,
  summary: 'What was asked of a server, by whom and how it ended, newest first',
  params: serverParams,
  query: activityQuery,
  reply: { 200: ActivityReply },
  handle: async ({ service, caller, params, query }) => {
    const rows = await activityOf(service, caller, params.id, query);
    return { body: { activity: rows.map(activityDocument) } };
  },
});

export const serverRoutes = [
  listServersRoute,
  listServerDetailsRoute,
  createServerRoute,
  showServerRoute,
  renameServerRoute,
  deleteServerRoute,
  serverDiagnosticsRoute,
  serverActivityRoute,
  ...serverPasswordRoutes,
];
