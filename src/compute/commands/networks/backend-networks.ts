import type { NetworkDocument } from '#contract/ganeti';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';
import { networkName } from '../../domain/names.ts';
import { ClusterFailure } from '../../ganeti/cluster.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';

type Run = Pick<ServiceRun<Compute>, 'service' | 'out'>;

/** What is known of a network in each back end that it was needed in, and what these say themselves. */
export async function showBackendNetworks({ service, out }: Run, { id }: NetworkRow): Promise<void> {
  const { store, settings } = service;
  const rows = await store.backendNetworks.of(id);
  const backends = new Map((await store.backends.all()).map((backend) => [backend.id, backend]));
  const nameOf = (backend: number): string | number => backends.get(backend)?.clustername ?? backend;
  out.table(
    ['Backend', 'State', 'Deleted', 'MAC prefix', 'JobID', 'Opcode', 'JobStatus'],
    rows.map((row) => [
      nameOf(row.backendId),
      row.state,
      row.state === 'DELETED',
      row.macPrefix,
      row.jobId,
      row.opcode,
      row.jobStatus,
    ]),
    'Back ends',
  );
  const name = networkName(settings.BACKEND_PREFIX_ID, id);
  for (const { backendId, state } of rows) {
    const backend = state === 'DELETED' ? undefined : backends.get(backendId);
    if (backend !== undefined) await showIn({ service, out }, backend, name);
  }
}

async function showIn({ service, out }: Run, backend: BackendRow, name: string): Promise<void> {
  try {
    const network = await service.clusterOf(backend).network(name);
    if (network === undefined) return out.note(`${backend.clustername} has no network ${name}.`);
    out.table(['field', 'value'], factsOf(network), `${name} in ${backend.clustername}`);
  } catch (error) {
    if (!(error instanceof ClusterFailure)) throw error;
    out.note(`${backend.clustername} cannot be asked: ${error.message}`);
  }
}

/** Addresses in a row of the map. */
const PER_ROW = 80;

function factsOf(network: NetworkDocument): [string, unknown][] {
  const { map } = network;
  const rows = Array.from({ length: Math.ceil(map.length / PER_ROW) }, (_, at): [string, string] => [
    `map ${at * PER_ROW}`,
    map.slice(at * PER_ROW, (at + 1) * PER_ROW),
  ]);
  return [
    ['network', network.network],
    ['gateway', network.gateway],
    ['network6', network.network6],
    ['gateway6', network.gateway6],
    ['mac_prefix', network.mac_prefix],
    ['groups', network.group_list.flatMap(([group]) => group ?? [])],
    ['machines', network.inst_list.length],
    ['free_count', network.free_count],
    ['reserved_count', network.reserved_count],
    ['external_reservations', network.external_reservations],
    ['tags', network.tags],
    ...rows,
  ];
}
