import { z } from 'zod';
import {
  type AdministeredServer,
  AdministeredServerReply,
  AdministeredServersReply,
  COMPUTE_ADMINISTRATION_PREFIX,
  ServerDeed,
} from '#contract/compute-administration';
import type { Compute } from '../../domain/compute.ts';
import {
  administeredServer,
  administerServer,
  type ServerDeed as Deed,
} from '../../domain/servers/administer.ts';
import { taskStateOf } from '../../domain/servers/operations/table.ts';
import { stateOf, statusOf } from '../../domain/servers/states.ts';
import { fail } from '../../errors.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { serverDocument } from '../documents.ts';
import { wireTime } from '../protocol.ts';
import { administrator, route, serverParams } from '../route.ts';

const SERVERS = `${COMPUTE_ADMINISTRATION_PREFIX}/servers`;
const number = z.string().regex(/^\d{1,9}$/, 'is no number');
/** What no database keeps is not in it. */
const plain = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\0]*$/, 'has a character that no text has');

/** What is stored for a status that can be asked for. */
const OPERSTATE_OF = {
  ACTIVE: 'STARTED',
  STOPPED: 'STOPPED',
  BUILD: 'BUILD',
  ERROR: 'ERROR',
  DELETED: 'DESTROYED',
} as const;

const listServers = route({
  method: 'GET',
  path: SERVERS,
  access: administrator,
  summary: 'Servers of the whole cloud, the newest first or by name',
  query: z.object({
    offset: number.default('0').transform(Number),
    limit: number.default('100').transform((text) => Math.min(Number(text), 1000)),
    match: plain(300).optional(),
    owner: plain(100).optional(),
    project: plain(100).optional(),
    status: z.enum(['ACTIVE', 'STOPPED', 'BUILD', 'ERROR', 'DELETED']).optional(),
    backend: number.transform(Number).optional(),
    suspended: z.enum(['true', 'false']).optional(),
    order: z.enum(['created', 'name']).default('created'),
    down: z.literal('true').optional(),
  }),
  reply: { 200: AdministeredServersReply },
  async handle({ service, query: { status, suspended, down, ...wanted } }) {
    const { rows, total } = await service.store.administeredServers.list({
      ...{ match: wanted.match, owner: wanted.owner, project: wanted.project, backend: wanted.backend },
      ...{ order: wanted.order, offset: wanted.offset, limit: wanted.limit },
      operstate: status === undefined ? undefined : OPERSTATE_OF[status],
      suspended: suspended === undefined ? undefined : suspended === 'true',
      down: down !== undefined,
    });
    return { body: { servers: rows.map(listed), total } };
  },
});

function listed(row: ServerRow): AdministeredServer {
  return {
    id: row.id,
    name: row.name,
    user_id: row.userId,
    tenant_id: row.project,
    status: statusOf(stateOf(row)),
    'SNF:task_state': taskStateOf(row.task),
    suspended: row.suspended,
    'SNF:rescue': row.rescue,
    flavor: row.flavorId,
    image: row.imageId,
    backend: row.backendId,
    created: wireTime(row.created),
    updated: wireTime(row.updated),
  };
}

const showServer = route({
  method: 'GET',
  path: `${SERVERS}/:id`,
  access: administrator,
  summary: 'One server of the cloud, whoever owns it',
  params: serverParams,
  reply: { 200: AdministeredServerReply },
  handle: async ({ service, params: { id } }) => ({ body: await shown(service, id) }),
});

const actOnServer = route({
  method: 'POST',
  path: `${SERVERS}/:id/action`,
  access: administrator,
  summary: 'Start, stop, reboot, suspend, free or destroy a server of the cloud',
  params: serverParams,
  body: ServerDeed,
  reply: { 200: AdministeredServerReply },
  async handle({ service, caller, params: { id }, body }) {
    await administerServer(service, caller, id, deedOf(body));
    return { body: await shown(service, id) };
  },
});

function deedOf(body: z.output<typeof ServerDeed>): Deed {
  const [deed, ...others] = Object.keys(body) as (keyof typeof body)[];
  if (deed === undefined || others.length > 0) return fail('not_one_action');
  return deed === 'reboot' ? { deed, hard: body.reboot?.type === 'HARD' } : { deed };
}

async function shown(service: Compute, id: number): Promise<z.input<typeof AdministeredServerReply>> {
  const { server, belongings, clustername } = await administeredServer(service, id);
  return {
    server: serverDocument(service, server, belongings),
    backend: { id: server.backendId, clustername },
  };
}

export const administeredServerRoutes = [listServers, showServer, actOnServer];
