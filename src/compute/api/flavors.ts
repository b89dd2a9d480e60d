import { z } from 'zod';
import { BriefFlavorsReply, COMPUTE_PREFIX, FlavorReply, FlavorsReply } from '#contract/compute';
import type { Caller, Compute } from '../domain/compute.ts';
import { accessOf } from '../domain/flavors/access.ts';
import { findFlavor, flavorName, listFlavors } from '../domain/flavors.ts';
import type { FlavorRow } from '../store/flavors.ts';
import { flavorDocument, flavorLinks } from './documents.ts';
import { flavorParams, member, route } from './route.ts';

const FLAVORS = `${COMPUTE_PREFIX}/flavors`;
const filters = z.object({
  'SNF:is_public': z.string().optional(),
  'SNF:flavor-access': z.string().optional(),
});

/** The flavors that the caller asks for, with his projects that they are opened to. */
async function asked(
  compute: Compute,
  caller: Caller,
  query: z.output<typeof filters>,
): Promise<{ rows: FlavorRow[]; access: Map<number, string[]> }> {
  const all = await listFlavors(compute, caller);
  const access = await accessOf(compute, caller, all);
  const { 'SNF:is_public': isPublic, 'SNF:flavor-access': project } = query;
  const rows = all.filter(
    (row) =>
      (isPublic?.toLowerCase() !== 'true' || row.public) &&
      (isPublic?.toLowerCase() !== 'false' || !row.public) &&
      (project === undefined || access.get(row.id)?.includes(project) === true),
  );
  return { rows, access };
}

const listFlavorsRoute = route({
  method: 'GET',
  path: FLAVORS,
  access: member,
  summary: 'List flavors by number and name',
  query: filters,
  reply: { 200: BriefFlavorsReply },
  handle: async ({ service, caller, query }) => {
    const { rows } = await asked(service, caller, query);
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
  handle: async ({ service, caller, query }) => {
    const { rows, access } = await asked(service, caller, query);
    return { body: { flavors: rows.map((row) => flavorDocument(service, caller, row, access.get(row.id))) } };
  },
});

const showFlavorRoute = route({
  method: 'GET',
  path: `${FLAVORS}/:id`,
  access: member,
  summary: 'Show a flavor',
  params: flavorParams,
  reply: { 200: FlavorReply },
  handle: async ({ service, caller, params }) => {
    const row = await findFlavor(service, caller, params.id);
    const access = await accessOf(service, caller, [row]);
    return { body: { flavor: flavorDocument(service, caller, row, access.get(row.id)) } };
  },
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
