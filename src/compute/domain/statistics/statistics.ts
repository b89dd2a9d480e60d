import type { InstanceStatistics } from '#contract/statistics';
import type { StatisticsPeriod } from '#contract/statistics-words';
import { fail } from '../../errors.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Caller, Compute } from '../compute.ts';
import { instanceName } from '../names.ts';
import { findServer } from '../servers/actions.ts';
import { serverOfToken } from './addresses.ts';
import { type GraphName, GRAPHS, hasNetwork } from './graphs.ts';

/** What the back end measured of a server that the caller sees; undefined where back ends of that kind measure nothing. */
export async function readStatistics(
  compute: Compute,
  caller: Caller,
  id: number,
  period: StatisticsPeriod,
): Promise<InstanceStatistics | undefined> {
  return measured(compute, await findServer(compute, caller, id), period);
}

/** The picture behind a signed address, for whoever has that. */
export async function drawGraph(compute: Compute, name: GraphName, token: string): Promise<Buffer> {
  const id = serverOfToken(compute, name, token) ?? fail('graph_refused');
  const server = await compute.store.servers.find(id);
  if (server === undefined || server.deleted) fail('no_statistics', { id });
  const graph = GRAPHS[name];
  const statistics = (await measured(compute, server, graph.period)) ?? fail('no_statistics', { id });
  if (graph.needsNetwork && !hasNetwork(statistics)) fail('no_statistics', { id });
  return graph.draw(statistics);
}

async function measured(
  compute: Compute,
  server: ServerRow,
  period: StatisticsPeriod,
): Promise<InstanceStatistics | undefined> {
  if (server.deleted) return undefined;
  const backend = await compute.store.backends.find(server.backendId);
  if (backend === undefined) return undefined;
  try {
    const instance = instanceName(compute.settings.BACKEND_PREFIX_ID, server.id);
    return await compute.clusterOf(backend).statistics(instance, period);
  } catch (error) {
    if (error instanceof Error && error.name === 'ClusterFailure') fail('backend_down', {}, { cause: error });
    throw error;
  }
}
