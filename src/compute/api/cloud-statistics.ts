import { z } from 'zod';
import { CloudStatistics, PublicCounts, SimpleCounts } from '#contract/cloud-statistics';
import { isStorable } from '#contract/json';
import { callback, jsonpAnswer } from '#platform/http/jsonp';
import { anyone } from '#platform/http/route';
import {
  backendNamed,
  cloudStatistics,
  publicCounts,
  requireStatistician,
  simpleCounts,
} from '../domain/cloud-statistics.ts';
import { member, route } from './route.ts';

const PATH = '/cyclades/admin/stats';

const scripted = <T extends z.ZodType>(schema: T) => ({
  200: { content: { 'application/json': schema, 'application/javascript': z.string() } },
});

const publicRoute = route({
  method: 'GET',
  path: PATH,
  access: anyone,
  summary: 'How many servers and networks the cloud has, a minute old at most',
  query: z.object({ callback }),
  reply: scripted(PublicCounts),
  handle: async ({ service, query }) =>
    jsonpAnswer(await service.publicCounts.get(() => publicCounts(service)), query.callback),
});

const simpleRoute = route({
  method: 'GET',
  path: `${PATH}/simple`,
  access: anyone,
  summary: 'How many servers and networks the cloud ever had, a minute old at most',
  query: z.object({ callback }),
  reply: scripted(SimpleCounts),
  handle: async ({ service, query }) =>
    jsonpAnswer(await service.simpleCounts.get(() => simpleCounts(service)), query.callback),
});

const detailRoute = route({
  method: 'GET',
  path: `${PATH}/detail`,
  access: member,
  summary: 'The cloud in numbers, for the groups that the settings name',
  query: z.object({ backend: z.string().refine(isStorable, 'is no text').optional() }),
  reply: { 200: CloudStatistics },
  async handle({ service, caller, query }) {
    requireStatistician(service, caller);
    const backend = query.backend === undefined ? undefined : await backendNamed(service, query.backend);
    const all = { clusters: true, nodes: true, servers: true, ipPools: true, networks: true, images: true };
    return { body: await cloudStatistics(service, { ...all, backend }) };
  },
});

export const cloudStatisticsRoutes = [publicRoute, simpleRoute, detailRoute];
