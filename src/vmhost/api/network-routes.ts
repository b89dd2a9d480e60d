import { z } from 'zod';
import { NameAndUri, NetworkDocument } from '#contract/ganeti';
import type { Route } from '#platform/http/route';
import { networkDocument } from '../domain/documents.ts';
import { fail } from '../errors.ts';
import {
  ConnectBody,
  DisconnectBody,
  NetworkBody,
  NetworkDeleteBody,
  NetworkModifyBody,
  objectName,
} from './bodies.ts';
import { account, optionalBody, type RapiService, route } from './route.ts';
import { submitJob } from './submit-job.ts';

const params = z.object({ name: objectName });
const jobId = { 200: z.number().int() };

type Body = z.infer<typeof NetworkDeleteBody>;

function submit(
  service: RapiService,
  operation: string,
  name: string,
  { depends, reason, ...values }: Body & Record<string, unknown>,
): Promise<{ body: number }> {
  return submitJob(service, {
    operation: `NETWORK_${operation}`,
    about: { kind: 'network', name },
    common: { depends, reason },
    params: { ...values, network_name: name },
  });
}

const list = route({
  method: 'GET',
  path: '/2/networks',
  access: account,
  summary: 'List networks',
  query: z.object({ bulk: z.string().optional() }),
  reply: { 200: z.array(z.union([NetworkDocument, NameAndUri])) },
  handle: ({ service: { vmhost }, query }) => {
    const networks = [...vmhost.networks.values()];
    if (query.bulk === '1') return { body: networks.map((network) => networkDocument(vmhost, network)) };
    return { body: networks.map(({ name }) => ({ name, uri: `/2/networks/${name}` })) };
  },
});

const create = route({
  method: 'POST',
  path: '/2/networks',
  access: account,
  summary: 'Create a network',
  body: NetworkBody,
  reply: jobId,
  handle: ({ service, body }) => {
    const {
      gateway = null,
      network6 = null,
      gateway6 = null,
      mac_prefix = null,
      add_reserved_ips = null,
    } = body;
    return submit(service, 'ADD', body.network_name, {
      ...body,
      gateway,
      network6,
      gateway6,
      mac_prefix,
      add_reserved_ips,
    });
  },
});

const get = route({
  method: 'GET',
  path: '/2/networks/:name',
  access: account,
  summary: 'Show a network',
  params,
  reply: { 200: NetworkDocument },
  handle: ({ service: { vmhost }, params: { name } }) => ({
    body: networkDocument(vmhost, vmhost.networks.get(name) ?? fail('not_found')),
  }),
});

const connect = route({
  method: 'PUT',
  path: '/2/networks/:name/connect',
  access: account,
  summary: 'Connect a network to the group of nodes',
  params,
  body: ConnectBody,
  reply: jobId,
  handle: ({ service, params: { name }, body }) => submit(service, 'CONNECT', name, body),
});

const disconnect = route({
  method: 'PUT',
  path: '/2/networks/:name/disconnect',
  access: account,
  summary: 'Disconnect a network',
  params,
  body: DisconnectBody,
  reply: jobId,
  handle: ({ service, params: { name }, body }) => submit(service, 'DISCONNECT', name, body),
});

const modify = route({
  method: 'PUT',
  path: '/2/networks/:name/modify',
  access: account,
  summary: 'Change reservations of a network',
  params,
  body: NetworkModifyBody,
  reply: jobId,
  handle: ({ service, params: { name }, body }) => submit(service, 'SET_PARAMS', name, body),
});

const remove = route({
  method: 'DELETE',
  path: '/2/networks/:name',
  access: account,
  summary: 'Delete a network',
  params,
  stream: true,
  reply: jobId,
  handle: async ({ service, params: { name }, request }) =>
    submit(service, 'REMOVE', name, await optionalBody(request, NetworkDeleteBody)),
});

export const networkRoutes: Route<RapiService>[] = [list, create, get, connect, disconnect, modify, remove];
