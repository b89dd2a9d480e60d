import { z } from 'zod';
import { NETWORK_PREFIX, type Port, PortReply, PortsReply } from '#contract/network';
import type { Compute } from '../../domain/compute.ts';
import { createPort, deletePort, findPort, listPorts, renamePort } from '../../domain/ports/ports.ts';
import { fail } from '../../errors.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import { spendOn } from '../budget.ts';
import { wireTime } from '../protocol.ts';
import { member, portParams, route, sinceOf, sinceQuery } from '../route.ts';

const PORTS = `${NETWORK_PREFIX}/ports`;

/** A number of something, as text of digits or as a number. */
const idText = z.union([z.string().max(64), z.number().int().transform(String)]);
const noGroups = z.array(z.string()).nullish();

const NewPortBody = z.object({
  port: z.strictObject({
    network_id: idText,
    device_id: idText.nullish(),
    fixed_ips: z.array(z.looseObject({ ip_address: z.string() })).nullish(),
    name: z.string().nullish(),
    security_groups: noGroups,
    admin_state_up: z.unknown().optional(),
  }),
});
const PortChange = z.object({
  port: z.looseObject({ name: z.string().optional(), security_groups: noGroups }),
});

async function portDocuments({ store, baseUrl }: Compute, rows: readonly PortRow[]): Promise<Port[]> {
  const subnets = await store.subnets.ofNetworks([...new Set(rows.map(({ networkId }) => networkId))]);
  const subnetOf = new Map(subnets.map((row) => [`${row.networkId} ${row.ipVersion}`, String(row.id)]));
  return rows.map((port) => {
    const fixed = ([4, 6] as const).flatMap((version) => {
      const address = version === 4 ? port.ipv4 : port.ipv6;
      const subnet = subnetOf.get(`${port.networkId} ${version}`);
      if (address === null || subnet === undefined) return [];
      return [{ ip_address: address, subnet, subnet_id: subnet }];
    });
    const href = `${baseUrl}${PORTS}/${port.id}`;
    return {
      id: String(port.id),
      name: port.name,
      links: [
        { rel: 'self', href },
        { rel: 'bookmark', href },
      ],
      user_id: port.userId,
      tenant_id: port.userId,
      device_id: port.serverId === null ? null : String(port.serverId),
      device_owner: port.serverId === null ? null : 'vm',
      admin_state_up: true,
      mac_address: port.mac,
      status: port.state,
      network_id: String(port.networkId),
      created: wireTime(port.created),
      updated: wireTime(port.updated),
      fixed_ips: fixed,
      security_groups: [],
    };
  });
}

async function portDocument(compute: Compute, row: PortRow): Promise<Port> {
  const [document] = await portDocuments(compute, [row]);
  return document!;
}

function numberOf(id: string, code: 'network_not_found' | 'server_not_found'): number {
  return /^\d{1,9}$/.test(id) ? Number(id) : fail(code, { id: id.slice(0, 64) });
}

/** Security groups are not offered; none may be named. */
function refuseGroups(groups: readonly string[] | null | undefined): void {
  const [first] = groups ?? [];
  if (first !== undefined) fail('security_group_not_found', { id: first.slice(0, 64) });
}

/** The short list and the long one are the same. */
const listRoute = (path: string) =>
  route({
    method: 'GET',
    path,
    access: member,
    summary: 'List ports',
    query: sinceQuery,
    reply: { 200: PortsReply, 304: null },
    handle: async ({ service, caller, query }) => {
      const since = sinceOf(service, query['changes-since']);
      const rows = await listPorts(service, caller, since);
      if (since !== undefined && rows.length === 0) fail('not_modified');
      return { body: { ports: await portDocuments(service, rows) } };
    },
  });

const createRoute = route({
  method: 'POST',
  path: PORTS,
  access: member,
  summary: 'Make a port, and connect it where a server is named',
  body: NewPortBody,
  reply: { 201: PortReply },
  handle: async ({ service, caller, body: { port } }) => {
    await spendOn('port', service, caller);
    refuseGroups(port.security_groups);
    const addresses = port.fixed_ips ?? [];
    if (addresses.length > 1) fail('one_address_only');
    const made = await createPort(service, caller, {
      network: numberOf(port.network_id, 'network_not_found'),
      server: port.device_id == null ? undefined : numberOf(port.device_id, 'server_not_found'),
      address: addresses[0]?.ip_address,
      name: port.name ?? '',
    });
    return { status: 201, body: { port: await portDocument(service, made) } };
  },
});

const showRoute = route({
  method: 'GET',
  path: `${PORTS}/:id`,
  access: member,
  summary: 'Show a port',
  params: portParams,
  reply: { 200: PortReply },
  handle: async ({ service, caller, params }) => ({
    body: { port: await portDocument(service, await findPort(service, caller, params.id)) },
  }),
});

const renameRoute = route({
  method: 'PUT',
  path: `${PORTS}/:id`,
  access: member,
  summary: 'Rename a port',
  params: portParams,
  body: PortChange,
  reply: { 200: PortReply },
  handle: async ({ service, caller, params, body: { port } }) => {
    refuseGroups(port.security_groups);
    const row =
      port.name === undefined
        ? await findPort(service, caller, params.id)
        : await renamePort(service, caller, params.id, port.name);
    return { body: { port: await portDocument(service, row) } };
  },
});

const deleteRoute = route({
  method: 'DELETE',
  path: `${PORTS}/:id`,
  access: member,
  summary: 'Delete a port: a free one at once, one of a server once its card is gone',
  params: portParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    await deletePort(service, caller, params.id);
    return { status: 204 };
  },
});

export const portRoutes = [
  listRoute(PORTS),
  listRoute(`${PORTS}/detail`),
  createRoute,
  showRoute,
  renameRoute,
  deleteRoute,
];
