import {
  NETWORK_PREFIX,
  NewSubnetBody,
  RenameSubnetBody,
  SubnetReply,
  SubnetsReply,
} from '#contract/network';
import { createSubnet, findSubnet, listSubnets, renameSubnet } from '../../domain/networks/subnets.ts';
import { fail } from '../../errors.ts';
import { member, route, sinceOf, sinceQuery, subnetParams } from '../route.ts';
import { subnetDocument } from './documents.ts';

const SUBNETS = `${NETWORK_PREFIX}/subnets`;

/** The short list and the long one are the same. */
const listRoute = (path: string) =>
  route({
    method: 'GET',
    path,
    access: member,
    summary: 'List subnets',
    query: sinceQuery,
    reply: { 200: SubnetsReply, 304: null },
    handle: async ({ service, caller, query }) => {
      const since = sinceOf(service, query['changes-since']);
      const found = await listSubnets(service, caller, since);
      if (since !== undefined && found.length === 0) fail('not_modified');
      return { body: { subnets: found.map((each) => subnetDocument(service, each)) } };
    },
  });

const createSubnetRoute = route({
  method: 'POST',
  path: SUBNETS,
  access: member,
  summary: 'Give a network of yours addresses, before servers are connected to it',
  body: NewSubnetBody,
  reply: { 201: SubnetReply },
  handle: async ({ service, caller, body: { subnet: wanted } }) => {
    const version = wanted.ip_version ?? 4;
    const slaac = version === 6 ? wanted.enable_slaac : undefined;
    const made = await createSubnet(service, caller, {
      network: wanted.network_id,
      version,
      cidr: wanted.cidr,
      name: wanted.name,
      gateway: wanted.gateway_ip,
      dhcp: slaac ?? wanted.enable_dhcp,
      pools: wanted.allocation_pools,
      dnsNameservers: wanted.dns_nameservers,
      hostRoutes: wanted.host_routes,
    });
    return { status: 201, body: { subnet: subnetDocument(service, made) } };
  },
});

const showSubnetRoute = route({
  method: 'GET',
  path: `${SUBNETS}/:id`,
  access: member,
  summary: 'Show a subnet',
  params: subnetParams,
  reply: { 200: SubnetReply },
  handle: async ({ service, caller, params }) => ({
    body: { subnet: subnetDocument(service, await findSubnet(service, caller, params.id)) },
  }),
});

const renameSubnetRoute = route({
  method: 'PUT',
  path: `${SUBNETS}/:id`,
  access: member,
  summary: 'Rename a subnet',
  params: subnetParams,
  body: RenameSubnetBody,
  reply: { 200: SubnetReply },
  handle: async ({ service, caller, params, body }) => {
    const renamed = await renameSubnet(service, caller, params.id, body.subnet.name);
    return { body: { subnet: subnetDocument(service, renamed) } };
  },
});

const deleteSubnetRoute = route({
  method: 'DELETE',
  path: `${SUBNETS}/:id`,
  access: member,
  summary: 'Refused always: a subnet goes with its network',
  params: subnetParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    await findSubnet(service, caller, params.id);
    return fail('subnet_fixed');
  },
});

export const subnetRoutes = [
  listRoute(SUBNETS),
  listRoute(`${SUBNETS}/detail`),
  createSubnetRoute,
  showSubnetRoute,
  renameSubnetRoute,
  deleteSubnetRoute,
];
