import { cpus, totalmem } from 'node:os';
import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import { ClusterDocument, IdAndUri, NameAndUri, NodeDocument } from '#contract/ganeti';
import { anyone, type Route } from '#platform/route';
import { memoryInUse, memoryOf } from '../domain/capacity.ts';
import { GROUP_NAME } from '../domain/documents.ts';
import type { Vmhost } from '../domain/vmhost.ts';
import { fail } from '../errors.ts';
import { TagsBody } from './bodies.ts';
import { account, optionalBody, type RapiService, route } from './route.ts';

const MIB = 1024 * 1024;
const bulk = z.object({ bulk: z.string().optional() });

async function clusterDocument(vmhost: Vmhost): Promise<ClusterDocument> {
  const { cluster } = vmhost;
  const { emulationReason, outboundReason, ...state } = await vmhost.hypervisor.state();
  const { acceleration, reason, qemu, outbound } = state;
  return {
    name: cluster.name,
    uuid: cluster.uuid,
    master: cluster.node,
    software_version: '3.0.2',
    protocol_version: 3_000_000,
    config_version: 3_000_000,
    os_api_version: 20,
    export_version: 0,
    architecture: ['64bits', 'x86_64'],
    default_hypervisor: 'kvm',
    enabled_hypervisors: ['kvm'],
    hvparams: { kvm: { serial_console: false } },
    beparams: { default: { vcpus: 1, maxmem: 128, minmem: 128, auto_balance: true } },
    ipolicy: { 'disk-templates': ['file', 'diskless'] },
    enabled_disk_templates: ['file', 'diskless'],
    mac_prefix: cluster.macPrefix,
    tags: cluster.tags,
    ctime: cluster.ctime,
    mtime: cluster.mtime,
    embedded: {
      acceleration,
      reason,
      emulation_reason: emulationReason,
      qemu,
      outbound,
      outbound_reason: outboundReason,
    },
  };
}

async function nodeDocument(vmhost: Vmhost): Promise<NodeDocument> {
  const { cluster } = vmhost;
  const { blocks, bavail, bsize } = await statfs(vmhost.machinesFolder);
  const free = Math.min(bavail * bsize, Math.max(0, vmhost.disk.room()));
  const names = [...vmhost.instances.keys()];
  const total = Math.floor(totalmem() / MIB);
  const count = cpus().length;
  return {
    name: cluster.node,
    uuid: cluster.uuid,
    offline: false,
    drained: false,
    vm_capable: true,
    master_capable: true,
    master_candidate: true,
    role: 'M',
    mtotal: total,
    mnode: Math.max(0, total - memoryOf(vmhost)),
    mfree: Math.max(0, memoryOf(vmhost) - memoryInUse(vmhost)),
    dtotal: Math.floor((blocks * bsize) / MIB),
    dfree: Math.floor(free / MIB),
    sptotal: null,
    spfree: null,
    ctotal: count,
    cnos: count,
    cnodes: 1,
    csockets: 1,
    pinst_cnt: names.length,
    sinst_cnt: 0,
    pinst_list: names,
    sinst_list: [],
    pip: '127.0.0.1',
    sip: '127.0.0.1',
    ctime: cluster.ctime,
    mtime: cluster.mtime,
    serial_no: 1,
    tags: [],
  };
}

function groupDocument(vmhost: Vmhost): Record<string, unknown> {
  const { cluster } = vmhost;
  return {
    name: GROUP_NAME,
    uuid: cluster.uuid,
    alloc_policy: 'preferred',
    node_cnt: 1,
    node_list: [cluster.node],
    ipolicy: { 'disk-templates': ['file', 'diskless'] },
    ctime: cluster.ctime,
    mtime: cluster.mtime,
    serial_no: 1,
    tags: [],
  };
}

const version = route({
  method: 'GET',
  path: '/version',
  access: anyone,
  summary: 'Version of the remote API',
  reply: { 200: z.literal(2) },
  handle: () => ({ body: 2 }),
});

const info = route({
  method: 'GET',
  path: '/2/info',
  access: account,
  summary: 'Show the cluster',
  reply: { 200: ClusterDocument },
  handle: async ({ service }) => ({ body: await clusterDocument(service.vmhost) }),
});

const features = route({
  method: 'GET',
  path: '/2/features',
  access: account,
  summary: 'List features of the remote API',
  reply: { 200: z.array(z.string()) },
  handle: () => ({
    body: ['node-migrate-reqv1', 'node-evac-res1', 'instance-reinstall-reqv1', 'instance-create-reqv1'],
  }),
});

const systems = route({
  method: 'GET',
  path: '/2/os',
  access: account,
  summary: 'List OS definitions',
  reply: { 200: z.array(z.string()) },
  handle: () => ({ body: ['snf-image+default'] }),
});

const nodes = route({
  method: 'GET',
  path: '/2/nodes',
  access: account,
  summary: 'List nodes',
  query: bulk,
  reply: { 200: z.array(z.union([NodeDocument, IdAndUri])) },
  handle: async ({ service: { vmhost }, query }) => {
    const name = vmhost.cluster.node;
    return {
      body: [query.bulk === '1' ? await nodeDocument(vmhost) : { id: name, uri: `/2/nodes/${name}` }],
    };
  },
});

const node = route({
  method: 'GET',
  path: '/2/nodes/:name',
  access: account,
  summary: 'Show a node',
  params: z.object({ name: z.string() }),
  reply: { 200: NodeDocument },
  handle: async ({ service: { vmhost }, params }) =>
    params.name === vmhost.cluster.node ? { body: await nodeDocument(vmhost) } : fail('not_found'),
});

const groups = route({
  method: 'GET',
  path: '/2/groups',
  access: account,
  summary: 'List groups of nodes',
  query: bulk,
  reply: { 200: z.array(z.union([NameAndUri, z.looseObject({ name: z.string() })])) },
  handle: ({ service: { vmhost }, query }) => ({
    body: [query.bulk === '1' ? groupDocument(vmhost) : { name: GROUP_NAME, uri: `/2/groups/${GROUP_NAME}` }],
  }),
});

const group = route({
  method: 'GET',
  path: '/2/groups/:name',
  access: account,
  summary: 'Show a group of nodes',
  params: z.object({ name: z.string() }),
  reply: { 200: z.looseObject({ name: z.string() }) },
  handle: ({ service: { vmhost }, params }) =>
    params.name === GROUP_NAME ? { body: groupDocument(vmhost) } : fail('not_found'),
});

const modify = route({
  method: 'PUT',
  path: '/2/modify',
  access: account,
  summary: 'Change the cluster; nothing can be changed, which proves an account',
  body: z.strictObject({}),
  reply: { 200: z.number().int() },
  handle: async ({ service }) => ({
    body: await service.queue.submit({
      opcode: 'OP_CLUSTER_SET_PARAMS',
      params: {},
      summary: 'CLUSTER_SET_PARAMS',
      target: null,
    }),
  }),
});

const tagRoutes = (['GET', 'PUT', 'DELETE'] as const).map((method) =>
  route({
    method,
    path: '/2/tags',
    access: account,
    summary: method === 'GET' ? 'List tags of the cluster' : 'Change tags of the cluster',
    query: z.object({
      tag: z.union([z.string(), z.array(z.string())]).optional(),
      'dry-run': z.string().optional(),
    }),
    stream: true,
    reply: { 200: z.union([z.array(z.string()), z.number().int()]) },
    async handle({ service, query, request }) {
      if (method === 'GET') return { body: service.vmhost.cluster.tags };
      const { reason } = await optionalBody(request, TagsBody);
      const tags = [query.tag ?? []].flat().filter((tag) => /^[\w.+*/:@-]{1,128}$/.test(tag));
      const operation = method === 'PUT' ? 'TAGS_SET' : 'TAGS_DEL';
      const params = { kind: 'cluster', tags, dry_run: query['dry-run'] === '1' };
      return {
        body: await service.queue.submit({
          opcode: `OP_${operation}`,
          params,
          summary: operation,
          target: null,
          reason: reason ?? [],
        }),
      };
    },
  }),
);

export const clusterRoutes: Route<RapiService>[] = [
  version,
  info,
  features,
  systems,
  nodes,
  node,
  groups,
  group,
  modify,
  ...tagRoutes,
];
