import {
  NETWORK_PREFIX,
  NetworkReply,
  NetworksReply,
  NewNetworkBody,
  ReassignBody,
  RenameNetworkBody,
} from '#contract/network';
import { deleteNetwork, reassignNetwork, renameNetwork } from '../../domain/networks/change.ts';
import { createUserNetwork } from '../../domain/networks/create.ts';
import { findNetwork, listNetworks } from '../../domain/networks/networks.ts';
import { fail } from '../../errors.ts';
import { spendOn } from '../budget.ts';
import { member, networkParams, route, sinceOf, sinceQuery } from '../route.ts';
import { networkDocument, networkDocuments } from './documents.ts';

const NETWORKS = `${NETWORK_PREFIX}/networks`;

/** The short list and the long one are the same. */
const listRoute = (path: string) =>
  route({
    method: 'GET',
    path,
    access: member,
    summary: 'List networks',
    query: sinceQuery,
    reply: { 200: NetworksReply, 304: null },
    handle: async ({ service, caller, query }) => {
      const since = sinceOf(service, query['changes-since']);
      const rows = await listNetworks(service, caller, since);
      if (since !== undefined && rows.length === 0) fail('not_modified');
      return { body: { networks: await networkDocuments(service, rows) } };
    },
  });

const createNetworkRoute = route({
  method: 'POST',
  path: NETWORKS,
  access: member,
  summary: 'Make a private network',
  body: NewNetworkBody,
  reply: { 201: NetworkReply },
  handle: async ({ service, caller, body: { network: wanted } }) => {
    await spendOn('network', service, caller);
    const { name = '', type, project, shared_to_project: sharedToProject = false } = wanted;
    const row = await createUserNetwork(service, caller, { name, type, project, sharedToProject });
    return { status: 201, body: { network: await networkDocument(service, row) } };
  },
});

const showNetworkRoute = route({
  method: 'GET',
  path: `${NETWORKS}/:id`,
  access: member,
  summary: 'Show a network',
  params: networkParams,
  reply: { 200: NetworkReply },
  handle: async ({ service, caller, params }) => ({
    body: { network: await networkDocument(service, await findNetwork(service, caller, params.id)) },
  }),
});

const renameNetworkRoute = route({
  method: 'PUT',
  path: `${NETWORKS}/:id`,
  access: member,
  summary: 'Rename a network',
  params: networkParams,
  body: RenameNetworkBody,
  reply: { 200: NetworkReply },
  handle: async ({ service, caller, params, body }) => {
    await renameNetwork(service, caller, params.id, body.network.name);
    return {
      body: { network: await networkDocument(service, await findNetwork(service, caller, params.id)) },
    };
  },
});

const deleteNetworkRoute = route({
  method: 'DELETE',
  path: `${NETWORKS}/:id`,
  access: member,
  summary: 'Delete a network that nothing is connected to, with its subnets',
  params: networkParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    await deleteNetwork(service, caller, params.id);
    return { status: 204 };
  },
});

const networkActionRoute = route({
  method: 'POST',
  path: `${NETWORKS}/:id/action`,
  access: member,
  summary: 'Have another project pay for a network',
  params: networkParams,
  body: ReassignBody,
  reply: { 200: NetworkReply },
  handle: async ({ service, caller, params, body: { reassign } }) => {
    const { project, shared_to_project: sharedToProject = false } = reassign;
    await reassignNetwork(service, caller, params.id, { project, sharedToProject });
    return {
      body: { network: await networkDocument(service, await findNetwork(service, caller, params.id)) },
    };
  },
});

export const networkRoutes = [
  listRoute(NETWORKS),
  listRoute(`${NETWORKS}/detail`),
  createNetworkRoute,
  showNetworkRoute,
  renameNetworkRoute,
  deleteNetworkRoute,
  networkActionRoute,
];
