import { NETWORK_PREFIX, NetworkReply, NetworksReply } from '#contract/network';
import { findNetwork, listNetworks } from '../../domain/networks/networks.ts';
import { fail } from '../../errors.ts';
import { networkDocument } from '../documents.ts';
import { member, networkParams, route, sinceOf, sinceQuery } from '../route.ts';

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
      return { body: { networks: rows.map((row) => networkDocument(service, row)) } };
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
    body: { network: networkDocument(service, await findNetwork(service, caller, params.id)) },
  }),
});

export const networkRoutes = [listRoute(NETWORKS), listRoute(`${NETWORKS}/detail`), showNetworkRoute];
