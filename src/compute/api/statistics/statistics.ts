import { z } from 'zod';
import { COMPUTE_PREFIX } from '#contract/compute';
import { GraphsReply, StatisticsQuery, StatisticsReply } from '#contract/statistics';
import { anyone } from '#platform/http/route';
import { findServer } from '../../domain/servers/actions.ts';
import { graphToken } from '../../domain/statistics/addresses.ts';
import { type GraphName, GRAPHS } from '../../domain/statistics/graphs.ts';
import { drawGraph, readStatistics } from '../../domain/statistics/statistics.ts';
import { member, route, serverParams } from '../route.ts';

const STATS_PREFIX = '/cyclades/stats/v1.0';
/** Seconds between two measurements that a picture can show apart. */
const REFRESH = 60;

const statisticsRoute = route({
  method: 'GET',
  path: `${COMPUTE_PREFIX}/servers/:id/statistics`,
  access: member,
  summary:
    'How busy a server was: processors, memory, disks and network over an hour, a day, a month or a year',
  params: serverParams,
  query: StatisticsQuery,
  reply: { 200: StatisticsReply },
  handle: async ({ service, caller, params, query: { period } }) => {
    const found = await readStatistics(service, caller, params.id, period);
    return { body: { statistics: found === undefined ? { kept: false, period } : { kept: true, ...found } } };
  },
});

const graphsRoute = route({
  method: 'GET',
  path: `${COMPUTE_PREFIX}/servers/:id/stats`,
  access: member,
  summary: 'Addresses of pictures of how busy a server is, good for one hour',
  params: serverParams,
  reply: { 200: GraphsReply },
  handle: async ({ service, caller, params }) => {
    const { id } = await findServer(service, caller, params.id);
    const address = (graph: GraphName): string =>
      `${service.baseUrl}${STATS_PREFIX}/${graph}/${graphToken(service, id, graph)}`;
    const stats = {
      serverRef: id,
      refresh: REFRESH,
      cpuBar: address('cpu-bar'),
      cpuTimeSeries: address('cpu-ts'),
      netBar: address('net-bar'),
      netTimeSeries: address('net-ts'),
    };
    return { body: { stats } };
  },
});

/** Pictures are shown by pages that cannot send a token: the address is signed instead (C16). */
const graphRoute = route({
  method: 'GET',
  path: `${STATS_PREFIX}/:graph/:token`,
  access: anyone,
  summary: 'A picture of how busy a server is, by its signed address',
  params: z.object({
    graph: z.enum(Object.keys(GRAPHS) as [GraphName, ...GraphName[]]),
    token: z.string().max(128),
  }),
  reply: { 200: { content: { 'image/png': z.instanceof(Uint8Array) } } },
  handle: async ({ service, params }) => ({
    headers: { 'content-type': 'image/png', 'cache-control': 'private, max-age=30' },
    body: await drawGraph(service, params.graph, params.token),
  }),
});

export const statisticsRoutes = [statisticsRoute, graphsRoute, graphRoute];
