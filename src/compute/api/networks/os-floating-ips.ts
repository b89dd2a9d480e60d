import { z } from 'zod';
import { COMPUTE_PREFIX } from '#contract/compute';
import { type ComputeFloatingIp, ComputeFloatingIpReply, ComputeFloatingIpsReply } from '#contract/network';
import {
  createFloatingIp,
  findFloatingIp,
  listFloatingIps,
  releaseFloatingIp,
} from '../../domain/networks/floating-ips.ts';
import type { FloatingIpRow } from '../../store/networks/floating-ips.ts';
import { spendOn } from '../budget.ts';
import { floatingIpParams, member, route } from '../route.ts';

const FLOATING_IPS = `${COMPUTE_PREFIX}/os-floating-ips`;

/** As clients of the compute service know them (spec/compute-api 3.6). */
const document = ({ id, address, serverId }: FloatingIpRow): z.infer<typeof ComputeFloatingIp> => ({
  id,
  ip: address,
  instance_id: serverId === null ? null : String(serverId),
  fixed_ip: null,
  pool: null,
});

const listRoute = route({
  method: 'GET',
  path: FLOATING_IPS,
  access: member,
  summary: 'List floating IPs, as the compute service has them',
  reply: { 200: ComputeFloatingIpsReply },
  handle: async ({ service, caller }) => ({
    body: { floating_ips: (await listFloatingIps(service, caller)).map(document) },
  }),
});

const createRoute = route({
  method: 'POST',
  path: FLOATING_IPS,
  access: member,
  summary: 'Take any public address to hold, whatever the body says',
  body: z.unknown(),
  reply: { 200: ComputeFloatingIpReply },
  handle: async ({ service, caller }) => {
    await spendOn('floating-ip', service, caller);
    const row = await createFloatingIp(service, caller, { sharedToProject: false });
    return { body: { floating_ip: document(row) } };
  },
});

const showRoute = route({
  method: 'GET',
  path: `${FLOATING_IPS}/:id`,
  access: member,
  summary: 'Show a floating IP, as the compute service has it',
  params: floatingIpParams,
  reply: { 200: ComputeFloatingIpReply },
  handle: async ({ service, caller, params }) => ({
    body: { floating_ip: document(await findFloatingIp(service, caller, params.id)) },
  }),
});

const deleteRoute = route({
  method: 'DELETE',
  path: `${FLOATING_IPS}/:id`,
  access: member,
  summary: 'Give a floating IP back, by the compute service',
  params: floatingIpParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    await releaseFloatingIp(service, caller, params.id);
    return { status: 204 };
  },
});

export const computeFloatingIpRoutes = [listRoute, createRoute, showRoute, deleteRoute];
