import {
  FloatingIpReply,
  FloatingIpsReply,
  NETWORK_PREFIX,
  NewFloatingIpBody,
  ReassignBody,
} from '#contract/network';
import {
  createFloatingIp,
  findFloatingIp,
  listFloatingIps,
  reassignFloatingIp,
  releaseFloatingIp,
} from '../../domain/networks/floating-ips.ts';
import { fail } from '../../errors.ts';
import { spendOn } from '../budget.ts';
import { floatingIpParams, member, route, sinceOf, sinceQuery } from '../route.ts';
import { floatingIpDocument } from './documents.ts';

const FLOATING_IPS = `${NETWORK_PREFIX}/floatingips`;

/** The short list and the long one are the same. */
const listRoute = (path: string) =>
  route({
    method: 'GET',
    path,
    access: member,
    summary: 'List floating IPs',
    query: sinceQuery,
    reply: { 200: FloatingIpsReply, 304: null },
    handle: async ({ service, caller, query }) => {
      const since = sinceOf(service, query['changes-since']);
      const rows = await listFloatingIps(service, caller, since);
      if (since !== undefined && rows.length === 0) fail('not_modified');
      return { body: { floatingips: rows.map(floatingIpDocument) } };
    },
  });

const createFloatingIpRoute = route({
  method: 'POST',
  path: FLOATING_IPS,
  access: member,
  summary: 'Take a public address to hold',
  body: NewFloatingIpBody,
  reply: { 200: FloatingIpReply },
  handle: async ({ service, caller, body: { floatingip: wanted } }) => {
    await spendOn('floating-ip', service, caller);
    const row = await createFloatingIp(service, caller, {
      network: wanted.floating_network_id,
      address: wanted.floating_ip_address,
      project: wanted.project,
      sharedToProject: wanted.shared_to_project ?? false,
    });
    return { body: { floatingip: floatingIpDocument(row) } };
  },
});

const showFloatingIpRoute = route({
  method: 'GET',
  path: `${FLOATING_IPS}/:id`,
  access: member,
  summary: 'Show a floating IP',
  params: floatingIpParams,
  reply: { 200: FloatingIpReply },
  handle: async ({ service, caller, params }) => ({
    body: { floatingip: floatingIpDocument(await findFloatingIp(service, caller, params.id)) },
  }),
});

const changeFloatingIpRoute = route({
  method: 'PUT',
  path: `${FLOATING_IPS}/:id`,
  access: member,
  summary: 'Not offered: a floating IP is connected by making a port',
  params: floatingIpParams,
  reply: { 200: FloatingIpReply },
  handle: () => fail('floating_ip_fixed'),
});

const releaseFloatingIpRoute = route({
  method: 'DELETE',
  path: `${FLOATING_IPS}/:id`,
  access: member,
  summary: 'Give a floating IP back',
  params: floatingIpParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    await releaseFloatingIp(service, caller, params.id);
    return { status: 204 };
  },
});

const floatingIpActionRoute = route({
  method: 'POST',
  path: `${FLOATING_IPS}/:id/action`,
  access: member,
  summary: 'Have another project pay for a floating IP',
  params: floatingIpParams,
  body: ReassignBody,
  reply: { 200: FloatingIpReply },
  handle: async ({ service, caller, params, body: { reassign } }) => {
    const { project, shared_to_project: sharedToProject = false } = reassign;
    const row = await reassignFloatingIp(service, caller, params.id, { project, sharedToProject });
    return { body: { floatingip: floatingIpDocument(row) } };
  },
});

export const floatingIpRoutes = [
  listRoute(FLOATING_IPS),
  listRoute(`${FLOATING_IPS}/detail`),
  createFloatingIpRoute,
  showFloatingIpRoute,
  changeFloatingIpRoute,
  releaseFloatingIpRoute,
  floatingIpActionRoute,
];
