import { z } from 'zod';
import { BriefFlavorsReply, COMPUTE_PREFIX, FlavorReply, FlavorsReply } from '#contract/compute';
import { findFlavor, flavorName, listFlavors } from '../domain/flavors.ts';
import type { FlavorRow } from '../store/flavors.ts';
import { flavorDocument, flavorLinks } from './documents.ts';
import { flavorParams, member, route } from './route.ts';

const FLAVORS = `${COMPUTE_PREFIX}/flavors`;
const filters = z.object({
  'SNF:is_public': z.string().optional(),
  'SNF:flavor-access': z.string().optional(),
});

/** Only public flavors are listed, so that asking for others, or for those of a project, gives none. */
function filtered(rows: FlavorRow[], query: z.output<typeof filters>): FlavorRow[] {
  if (query['SNF:flavor-access'] !== undefined) return [];
  return query['SNF:is_public']?.toLowerCase() === 'false' ? [] : rows;
}

const listFlavorsRoute = route({
  method: 'GET',
  path: FLAVORS,
  access: member,
  summary: 'List flavors by number and name',
  query: filters,
  reply: { 200: BriefFlavorsReply },
  handle: async ({ service, query }) => {
    const rows = filtered(await listFlavors(service), query);
    const flavors = rows.map((row) => ({
      id: row.id,
      name: flavorName(row),
      links: flavorLinks(service, row.id),
    }));
    return { body: { flavors } };
  },
});

const listFlavorDetailsRoute = route({
  method: 'GET',
  path: `${FLAVORS}/detail`,
  access: member,
  summary: 'List flavors in full',
  query: filters,
  reply: { 200: FlavorsReply },
  handle: async ({ service, query }) => {
    const rows = filtered(await listFlavors(service), query);
    return { body: { flavors: rows.map((row) => flavorDocument(service, row)) } };
  },
});

const showFlavorRoute = route({
  method: 'GET',
  path: `${FLAVORS}/:id`,
  access: member,
  summary: 'Show a flavor',
  params: flavorParams,
  reply: { 200: FlavorReply },
  handle: async ({ service, caller, params }) => ({
    body: { flavor: flavorDocument(service, await findFlavor(service, caller, params.id)) },
  }),
});

const extraSpecsRoute = route({
  method: 'GET',
  path: `${FLAVORS}/:id/os-extra_specs`,
  access: member,
  summary: 'Extra specifications of a flavor: none',
  params: flavorParams,
  reply: { 200: z.object({ extra_specs: z.object({}) }) },
  handle: async ({ service, caller, params }) => {
    await findFlavor(service, caller, params.id);
    return { body: { extra_specs: {} } };
  },
});

export const flavorRoutes = [listFlavorsRoute, listFlavorDetailsRoute, showFlavorRoute, extraSpecsRoute];
