import { z } from 'zod';
import { QueryReply } from '#contract/ganeti';
import type { Route } from '#platform/http/route';
import { instanceDocument, jobDocument, networkDocument } from '../domain/documents.ts';
import type { Vmhost } from '../domain/vmhost.ts';
import { fail } from '../errors.ts';
import { account, type RapiService, route } from './route.ts';

const resources: Record<string, (vmhost: Vmhost) => Record<string, unknown>[]> = {
  instance: (vmhost) => [...vmhost.instances.values()].map((instance) => instanceDocument(vmhost, instance)),
  network: (vmhost) => [...vmhost.networks.values()].map((network) => networkDocument(vmhost, network)),
  job: (vmhost) => [...vmhost.jobs.values()].map((job) => jobDocument(job)),
};

const params = z.object({ resource: z.string() });
const fieldName = z.string().min(1).max(64);
/** Only "equals" is served here; a controller that wants more reads the bulk lists. */
const Equality = z.tuple([
  z.literal('='),
  fieldName,
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
]);

function answer(
  vmhost: Vmhost,
  resource: string,
  fields: string[],
  filter: z.infer<typeof Equality> | null,
): { body: QueryReply } {
  const rows = (resources[resource] ?? fail('not_found'))(vmhost).filter(
    (row) => filter === null || row[filter[1]] === filter[2],
  );
  return {
    body: {
      data: rows.map((row) =>
        fields.map((field) => (Object.hasOwn(row, field) ? [0, row[field]] : [1, null])),
      ),
      fields: fields.map((name) => ({ name, title: name, kind: 'other', doc: name })),
    },
  };
}

const byQuery = route({
  method: 'GET',
  path: '/2/query/:resource',
  access: account,
  summary: 'Query fields of all objects of a kind',
  params,
  query: z.object({ fields: z.string("Missing 'fields' query argument").max(4096) }),
  reply: { 200: QueryReply },
  handle: ({ service: { vmhost }, params: { resource }, query }) =>
    answer(vmhost, resource, query.fields.split(','), null),
});

const byBody = route({
  method: 'PUT',
  path: '/2/query/:resource',
  access: account,
  summary: 'Query fields of the objects of a kind that pass a filter',
  params,
  body: z.strictObject({
    fields: z.array(fieldName).max(100),
    filter: Equality.nullish(),
    qfilter: Equality.nullish(),
  }),
  reply: { 200: QueryReply },
  handle: ({ service: { vmhost }, params: { resource }, body }) =>
    answer(vmhost, resource, body.fields, body.filter ?? body.qfilter ?? null),
});

export const queryRoutes: Route<RapiService>[] = [byQuery, byBody];
