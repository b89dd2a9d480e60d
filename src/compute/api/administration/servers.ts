import { z } from 'zod';
import {
  type AdministeredServer,
  AdministeredServerReply,
  AdministeredServersReply,
  COMPUTE_ADMINISTRATION_PREFIX,
  ServerDeed,
} from '#contract/compute-administration';
import { ActivityReply } from '#contract/compute';
import type { Compute } from '../../domain/compute.ts';
import { flavorName } from '../../domain/flavors.ts';
import { instanceName } from '../../domain/names.ts';
import { activityOf } from '../../domain/servers/actions.ts';
import {
  administeredServer,
  administerServer,
  type ServerDeed as Deed,
} from '../../domain/servers/administer.ts';
import { taskStateOf } from '../../domain/servers/operations/table.ts';
import { stateOf, statusOf } from '../../domain/servers/states.ts';
import { fail } from '../../errors.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { activityDocument, diagnosticDocument, serverDocument } from '../documents.ts';
import { wireTime } from '../protocol.ts';
import { activityQuery, administrator, route, serverParams } from '../route.ts';
import { flagWord, numberWord, partWords, textWord } from './questions.ts';

const SERVERS = `${COMPUTE_ADMINISTRATION_PREFIX}/servers`;
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
    ...partWords,
    match: textWord(300).optional(),
    owner: textWord(100).optional(),
    project: textWord(100).optional(),
    status: z.enum(['ACTIVE', 'STOPPED', 'BUILD', 'ERROR', 'DELETED']).optional(),
    backend: numberWord.transform(Number).optional(),
    suspended: flagWord.optional(),
    order: z.enum(['created', 'name']).default('created'),
    down: flagWord.default(false),
  }),
  reply: { 200: AdministeredServersReply },
  async handle({ service, query: { status, suspended, down, ...wanted } }) {
    const { rows, total } = await service.store.administeredServers.list({
      ...{ match: wanted.match, owner: wanted.owner, project: wanted.project, backend: wanted.backend },
      ...{ order: wanted.order, offset: wanted.offset, limit: wanted.limit },
      operstate: status === undefined ? undefined : OPERSTATE_OF[status],
      suspended,
      down,
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
  const found = await administeredServer(service, id);
  const { server, belongings, backend, flavor, networks } = found;
  return {
    server: serverDocument(service, server, belongings),
    backend: {
      id: server.backendId,
      clustername: backend?.clustername ?? '',
      machine: instanceName(service.settings.BACKEND_PREFIX_ID, id),
      job:
        server.backendJobId === null
          ? null
          : {
              id: String(server.backendJobId),
              opcode: server.backendOpcode ?? '',
              status: server.backendJobStatus ?? '',
            },
    },
    flavor: { id: server.flavorId, name: flavor === undefined ? '' : flavorName(flavor) },
    ports: (belongings.ports.get(id) ?? []).map((port) => ({
      id: port.id,
      index: port.index,
      status: port.state,
      network_id: port.networkId,
      network_name: networks.get(port.networkId)?.name ?? '',
      public: networks.get(port.networkId)?.public ?? false,
      mac_address: port.mac,
      ipv4: port.ipv4,
      ipv6: port.ipv6,
      floating: port.floating,
      firewall: port.firewall,
    })),
    diagnostics: found.diagnostics.map(diagnosticDocument),
  };
}

const serverActivity = route({
  method: 'GET',
  path: `${SERVERS}/:id/activity`,
  access: administrator,
  summary: 'What was asked of a server of the cloud, by whom and how it ended, newest first',
  params: serverParams,
  query: activityQuery,
  reply: { 200: ActivityReply },
  async handle({ service, caller, params, query }) {
    const rows = await activityOf(service, caller, params.id, query);
    return { body: { activity: rows.map(activityDocument) } };
  },
});

export const administeredServerRoutes = [listServers, showServer, actOnServer, serverActivity];
