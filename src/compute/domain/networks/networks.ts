import type { NewServerNetwork } from '#contract/new-server';
import { fail } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Caller, Compute } from '../compute.ts';
import { recordNetwork } from './create.ts';
import { USER_MODE_LINK } from '../servers/instance-body.ts';

/** Entry of the operators' lists that stands for every user-mode network there is. */
const ANY_USER_MODE = 'SNF:ANY_USER_MODE';

/** Networks the caller sees, or with `since` what changed among them. */
export async function listNetworks({ store }: Compute, caller: Caller, since?: Date): Promise<NetworkRow[]> {
  return store.networks.visible(caller, since === undefined ? {} : { since });
}

/** One network, deleted ones included. */
export async function findNetwork({ store }: Compute, caller: Caller, id: number): Promise<NetworkRow> {
  const [found] = await store.networks.visible(caller, { ids: [id] });
  return found ?? fail('network_not_found', { id });
}

/**
 * The networks of a new server, in the order of its cards: the operator's forced ones, then those asked for, or the
 * default ones when nothing was asked. An empty wish means none.
 */
export async function networksOfNewServer(
  compute: Compute,
  caller: Caller,
  wanted: readonly NewServerNetwork[] | undefined,
): Promise<NetworkRow[]> {
  const { settings } = compute;
  const forced = await listedNetworks(compute, settings.CYCLADES_FORCED_SERVER_NETWORKS);
  const chosen =
    wanted === undefined
      ? await listedNetworks(compute, settings.CYCLADES_DEFAULT_SERVER_NETWORKS)
      : await wantedNetworks(compute, caller, wanted);
  const all = [...forced, ...chosen];
  const limit = settings.GANETI_MAX_NICS_PER_INSTANCE;
  if (all.length > limit) fail('too_many_ports', { limit });
  return all;
}

/** The operator's own lists are not checked against the caller's rights. */
async function listedNetworks({ store }: Compute, items: readonly string[]): Promise<NetworkRow[]> {
  if (items.length === 0) return [];
  const userMode = items.includes(ANY_USER_MODE) ? await store.networks.ofLink(USER_MODE_LINK) : [];
  const named = await networksById((ids) => store.networks.byIds(ids), items.filter(isNumber).map(Number));
  return items.flatMap((item) => {
    if (item === ANY_USER_MODE) return userMode;
    const found = isNumber(item) ? named.get(Number(item)) : undefined;
    return [found ?? fail('network_no_address', { id: item })];
  });
}

async function wantedNetworks(
  { store }: Compute,
  caller: Caller,
  wanted: readonly NewServerNetwork[],
): Promise<NetworkRow[]> {
  const numbers = wanted.map(numberOf);
  const visible = await networksById((ids) => store.networks.visible(caller, { ids }), numbers);
  return wanted.map((entry, index) => {
    const id = numbers[index]!;
    const network = visible.get(id) ?? fail('network_not_found', { id });
    if (network.deleted) fail('network_not_found', { id });
    // Other kinds hand out addresses, which this back end has none of.
    if (network.link !== USER_MODE_LINK) fail('network_no_address', { id });
    if (entry.fixed_ip !== undefined) {
      fail('network_address_fixed', { id });
    }
    return network;
  });
}

function numberOf(entry: NewServerNetwork): number {
  if (entry.port !== undefined) fail('port_not_found', { id: entry.port.slice(0, 32) });
  const id = entry.uuid ?? fail('network_entry_empty');
  if (!isNumber(id)) fail('network_not_found', { id: id.slice(0, 64) });
  return Number(id);
}

const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text);

async function networksById(
  find: (ids: readonly number[]) => Promise<NetworkRow[]>,
  ids: readonly number[],
): Promise<Map<number, NetworkRow>> {
  return new Map(ids.length === 0 ? [] : (await find(ids)).map((network) => [network.id, network]));
}

/** Makes a network of the operator's. With link `user` it is user-mode networking of the embedded manager. */
export async function createNetwork(
  compute: Compute,
  wanted: { name: string; link?: string; public?: boolean },
): Promise<NetworkRow> {
  const { name, link = USER_MODE_LINK } = wanted;
  const open = wanted.public ?? true;
  return compute.store.transaction((tx) =>
    recordNetwork(compute, tx, { name, type: 'CUSTOM', mode: 'routed', link, public: open }),
  );
}

/** Makes sure that there is user-mode networking: the network of that link, made when there is none. For set-up, which may be repeated. */
export async function ensureUserNetwork(compute: Compute, name: string): Promise<NetworkRow> {
  const [found] = await compute.store.networks.ofLink(USER_MODE_LINK);
  return found ?? createNetwork(compute, { name });
}
