import { z } from 'zod';
import { COMPUTE_PREFIX } from '#contract/compute';
import { RenameNetworkBody } from '#contract/network';
import {
  AddToNetworkBody,
  BriefOldNetworksReply,
  NewOldNetworkBody,
  OldNetworkReply,
  OldNetworksReply,
  RemoveFromNetworkBody,
} from '#contract/old-network';
import type { Caller, Compute } from '../../domain/compute.ts';
import { deleteNetwork, renameNetwork } from '../../domain/networks/change.ts';
import { createUserNetwork } from '../../domain/networks/create.ts';
import { findNetwork, listNetworks } from '../../domain/networks/networks.ts';
import type { WantedSubnet } from '../../domain/networks/subnets.ts';
import { addAttachment, removeAttachment } from '../../domain/ports/attachments.ts';
import { fail, is } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import { actionIn } from '../servers/action-route.ts';
import { spendOn } from '../budget.ts';
import { member, networkParams, route, sinceOf, sinceQuery } from '../route.ts';
import { briefOldNetwork, oldNetworkDocuments } from './old-network-documents.ts';

/*
 * Networks at the address of the compute service, in the words of the versions before there was a network service
 * (spec/compute-api 3.8), for scripts of that time. The rules are those of today.
 */

const NETWORKS = `${COMPUTE_PREFIX}/networks`;
/** What a network is given where its maker says nothing. */
const CIDR = '192.168.1.0/24';

async function chosen(service: Compute, caller: Caller, text: string | undefined): Promise<NetworkRow[]> {
  const since = sinceOf(service, text);
  const rows = await listNetworks(service, caller, since);
  if (since !== undefined && rows.length === 0) fail('not_modified');
  return rows;
}

const listRoute = route({
  method: 'GET',
  path: NETWORKS,
  access: member,
  summary: 'List networks by number and name, in the words of old clients',
  query: sinceQuery,
  reply: { 200: BriefOldNetworksReply, 304: null },
  handle: async ({ service, caller, query }) => {
    const rows = await chosen(service, caller, query['changes-since']);
    return { body: { networks: rows.map((row) => briefOldNetwork(service, row)) } };
  },
});

const listDetailRoute = route({
  method: 'GET',
  path: `${NETWORKS}/detail`,
  access: member,
  summary: 'List networks with their subnets and attachments, in the words of old clients',
  query: sinceQuery,
  reply: { 200: OldNetworksReply, 304: null },
  handle: async ({ service, caller, query }) => {
    const rows = await chosen(service, caller, query['changes-since']);
    return { body: { networks: await oldNetworkDocuments(service, caller, rows) } };
  },
});

const createRoute = route({
  method: 'POST',
  path: NETWORKS,
  access: member,
  summary: 'Make a private network with its subnets, in the words of old clients',
  body: NewOldNetworkBody,
  reply: { 202: OldNetworkReply },
  handle: async ({ service, caller, body: { network: wanted } }) => {
    await spendOn('network', service, caller);
    if (wanted.public === true) fail('public_network_closed');
    const { name, type } = wanted;
    const subnets = subnetsOf(wanted);
    const row = await createUserNetwork(service, caller, { name, type, sharedToProject: false, subnets });
    return { status: 202, body: { network: await documentOf(service, caller, row) } };
  },
});

function subnetsOf({
  cidr = CIDR,
  cidr6,
  gateway,
  gateway6,
  dhcp = true,
}: z.output<typeof NewOldNetworkBody>['network']): WantedSubnet[] {
  const four = { version: 4 as const, cidr, gateway: gateway ?? null, dhcp };
  if (cidr6 !== undefined)
    return [four, { version: 6 as const, cidr: cidr6, gateway: gateway6 ?? null, dhcp }];
  return gateway6 === undefined ? [four] : fail('gateway_outside', { gateway: gateway6.slice(0, 64) });
}

async function documentOf(service: Compute, caller: Caller, row: NetworkRow) {
  const [document] = await oldNetworkDocuments(service, caller, [row]);
  return document!;
}

const showRoute = route({
  method: 'GET',
  path: `${NETWORKS}/:id`,
  access: member,
  summary: 'Show a network, in the words of old clients',
  params: networkParams,
  reply: { 200: OldNetworkReply },
  handle: async ({ service, caller, params }) => ({
    body: { network: await documentOf(service, caller, await findNetwork(service, caller, params.id)) },
  }),
});

const renameRoute = route({
  method: 'PUT',
  path: `${NETWORKS}/:id`,
  access: member,
  summary: 'Rename a network, in the words of old clients',
  params: networkParams,
  body: RenameNetworkBody,
  reply: { 204: null },
  handle: async ({ service, caller, params, body }) => {
    await renameNetwork(service, caller, params.id, body.network.name);
    return { status: 204 };
  },
});

const deleteRoute = route({
  method: 'DELETE',
  path: `${NETWORKS}/:id`,
  access: member,
  summary: 'Delete a network that nothing is connected to, in the words of old clients',
  params: networkParams,
  reply: { 204: null },
  handle: async ({ service, caller, params: { id } }) => {
    await inOldWords(id, () => deleteNetwork(service, caller, id));
    return { status: 204 };
  },
});

/** What old clients know by a status of its own. */
async function inOldWords(id: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (is(cause, 'network_in_use')) fail('network_connected', { id }, { cause });
    if (is(cause, 'network_full')) fail('network_without_addresses', { id }, { cause });
    if (is(cause, 'server_busy')) fail('network_server_busy', {}, { cause });
    throw cause;
  }
}

const addRoute = route({
  method: 'POST',
  path: `${NETWORKS}/:id/action`,
  access: member,
  summary: 'Connect a server to a private network, in the words of old clients',
  params: networkParams,
  when: { body: ['add'] },
  body: AddToNetworkBody,
  reply: { 202: null },
  handle: async ({ service, caller, params: { id }, body }) => {
    await spendOn('port', service, caller);
    await inOldWords(id, () => addAttachment(service, caller, id, body.add.serverRef));
    return { status: 202 };
  },
});

const removeRoute = route({
  method: 'POST',
  path: `${NETWORKS}/:id/action`,
  access: member,
  summary: 'Take a server off a private network, in the words of old clients',
  params: networkParams,
  when: { body: ['remove'] },
  body: RemoveFromNetworkBody,
  reply: { 202: null },
  handle: async ({ service, caller, params: { id }, body }) => {
    await inOldWords(id, () => removeAttachment(service, caller, id, body.remove.attachment));
    return { status: 202 };
  },
});

const otherActionRoute = route({
  method: 'POST',
  path: `${NETWORKS}/:id/action`,
  access: member,
  summary: 'Refuse every other action on a network, in the words of old clients',
  params: networkParams,
  body: z.record(z.string(), z.unknown()),
  reply: { 400: null },
  handle: async ({ body }) => {
    const action = actionIn(body) ?? fail('not_one_action');
    return fail('unknown_action', { action: action.slice(0, 64) });
  },
});

export const oldNetworkRoutes = [
  listRoute,
  listDetailRoute,
  createRoute,
  showRoute,
  renameRoute,
  deleteRoute,
  addRoute,
  removeRoute,
  otherActionRoute,
];
