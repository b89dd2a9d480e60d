import type { NewServerNetwork } from '#contract/new-server';
import { fail } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Caller, Compute } from '../compute.ts';
import { listedPorts } from './listed-ports.ts';
import type { NewPort, PortWish } from './record.ts';
import { USER_MODE_LINK } from './user-mode.ts';

/**
 * The cards of a new server, in their order: the operator's forced ones, then those asked for, or the default ones when
 * nothing was asked. An empty wish means none.
 */
export async function portsOfNewServer(
  compute: Compute,
  caller: Caller,
  wanted: readonly NewServerNetwork[] | undefined,
): Promise<NewPort[]> {
  const { settings } = compute;
  const forced = await listedPorts(compute, settings.CYCLADES_FORCED_SERVER_NETWORKS, 'forced');
  const chosen =
    wanted === undefined
      ? await listedPorts(compute, settings.CYCLADES_DEFAULT_SERVER_NETWORKS, 'default', caller)
      : await wantedPorts(compute, caller, wanted);
  const all = [...forced, ...chosen];
  const limit = settings.GANETI_MAX_NICS_PER_INSTANCE;
  if (all.length > limit) fail('too_many_ports', { limit });
  return all;
}

async function wantedPorts(
  { store }: Compute,
  caller: Caller,
  wanted: readonly NewServerNetwork[],
): Promise<NewPort[]> {
  const networks = wanted.flatMap((entry) => (entry.port === undefined ? [networkOf(entry)] : []));
  const rows = networks.length === 0 ? [] : await store.networks.visible(caller, { ids: networks });
  const visible = new Map(rows.map((row) => [row.id, row]));
  const v4 = new Set(
    (await store.subnets.ofNetworks(networks))
      .filter(({ ipVersion }) => ipVersion === 4)
      .map(({ networkId }) => networkId),
  );
  return wanted.map((entry) => {
    if (entry.port !== undefined) return { port: numberIn(entry.port, 'port_not_found') };
    const id = networkOf(entry);
    const network = visible.get(id);
    if (network === undefined || network.deleted) fail('network_not_found', { id });
    return { choices: [wishOf(network, entry.fixed_ip, v4.has(id))], otherwise: null };
  });
}

/** What a user may have of a network that he named. */
function wishOf(network: NetworkRow, address: string | undefined, hasV4: boolean): PortWish {
  const { id } = network;
  if (network.public && network.link !== USER_MODE_LINK && !hasV4) fail('network_not_for_users', { id });
  return { network: id, address, from: address === undefined ? 'held' : 'address' };
}

function networkOf(entry: NewServerNetwork): number {
  return numberIn(entry.uuid ?? fail('network_entry_empty'), 'network_not_found');
}

function numberIn(id: string, code: 'port_not_found' | 'network_not_found'): number {
  return /^\d{1,9}$/.test(id) ? Number(id) : fail(code, { id: id.slice(0, 64) });
}
