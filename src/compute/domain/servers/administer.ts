import { fail } from '../../errors.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { ServerBelongings } from '../../store/servers/belongings.ts';
import type { DiagnosticRow } from '../../store/servers/diagnostics.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Caller, Compute } from '../compute.ts';
import { beginAction, destroyServer } from './begin.ts';
import { setSuspended } from './suspend.ts';

/** What an administrator does with somebody's server. */
export type ServerDeed =
  | { deed: 'start' | 'shutdown' | 'suspend' | 'unsuspend' | 'destroy' }
  | { deed: 'reboot'; hard: boolean };

/** Does it, whoever owns the server and although it may be suspended. */
export async function administerServer(
  compute: Compute,
  administrator: Caller,
  id: number,
  wanted: ServerDeed,
): Promise<void> {
  switch (wanted.deed) {
    case 'suspend':
    case 'unsuspend':
      await setSuspended(compute, id, wanted.deed === 'suspend', administrator);
      return;
    case 'destroy':
      return destroyServer(compute, administrator, id);
    case 'start':
      return beginAction(compute, administrator, id, { action: 'START' });
    case 'shutdown':
      return beginAction(compute, administrator, id, { action: 'STOP' });
    case 'reboot':
      return beginAction(compute, administrator, id, { action: 'REBOOT', body: { hard: wanted.hard } });
  }
}

/** What an administrator reads of a server. */
export interface AdministeredServer {
  server: ServerRow;
  belongings: ServerBelongings;
  backend: BackendRow | undefined;
  flavor: FlavorRow | undefined;
  /** Those that its ports are in, by number. */
  networks: ReadonlyMap<number, NetworkRow>;
  /** The newest of what happened to it. */
  diagnostics: DiagnosticRow[];
}

const NEWEST = 20;

/** Any server with what belongs to it and where it is. */
export async function administeredServer({ store }: Compute, id: number): Promise<AdministeredServer> {
  const server = (await store.servers.find(id)) ?? fail('server_not_found', { id });
  const [belongings, backend, flavor, diagnostics] = await Promise.all([
    store.belongings.of([id]),
    store.backends.find(server.backendId),
    store.flavors.find(server.flavorId),
    store.diagnostics.of(id, NEWEST),
  ]);
  const networks = await store.networks.byIds(
    (belongings.ports.get(id) ?? []).map(({ networkId }) => networkId),
  );
  return {
    ...{ server, belongings, backend, flavor, diagnostics },
    networks: new Map(networks.map((network) => [network.id, network])),
  };
}
