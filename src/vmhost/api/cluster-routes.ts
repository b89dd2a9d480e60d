import { z } from 'zod';
import { ClusterDocument, IdAndUri, NameAndUri, NodeDocument } from '#contract/ganeti';
import { anyone, type Route } from '#platform/http/route';
import { clusterDocument, groupDocument, nodeDocument } from '../domain/cluster-documents.ts';
import { GROUP_NAME } from '../domain/documents.ts';
import { fail } from '../errors.ts';
import { TagsBody } from './bodies.ts';
import { account, optionalBody, type RapiService, route } from './route.ts';
import { submitJob } from './submit-job.ts';

const bulk = z.object({ bulk: z.string().optional() });

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
  handle: ({ service }) => submitJob(service, { operation: 'CLUSTER_SET_PARAMS', common: {}, params: {} }),
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
      return submitJob(service, { operation, common: { reason }, params });
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
