import { fail } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Caller, Compute } from '../compute.ts';
import type { NewPort, PortWish } from './record.ts';
import { USER_MODE_LINK } from './user-mode.ts';

/** Entry of the operators' lists that stands for every user-mode network there is. */
const ANY_USER_MODE = 'SNF:ANY_USER_MODE';

type Item = string | readonly string[];

/**
 * The cards that an operator's list gives every new server (spec/compute-api 1.3.2). Each item is a network, a word, or
 * several of which the first is taken that can be had. Rights to a network are not asked in the forced list.
 */
export async function listedPorts(
  compute: Compute,
  items: readonly Item[],
  list: 'forced' | 'default',
  caller?: Caller,
): Promise<NewPort[]> {
  if (items.length === 0) return [];
  const { store } = compute;
  const named = items.flat().filter(isNumber).map(Number);
  const found =
    list === 'forced' || caller === undefined
      ? await store.networks.byIds(named)
      : await store.networks.visible(caller, { ids: named });
  const networks: Networks = {
    named: new Map(found.map((network) => [network.id, network])),
    open: await store.networks.live('public'),
    v4: new Set<number>(),
  };
  for (const { networkId, ipVersion } of await store.subnets.ofNetworks(networks.open.map(({ id }) => id)))
    if (ipVersion === 4) networks.v4.add(networkId);
  const otherwise = list === 'forced' ? 'forced_network_unavailable' : 'network_no_address';
  return items.flatMap((item): NewPort[] => {
    if (item === ANY_USER_MODE)
      return networks.open
        .filter(({ link }) => link === USER_MODE_LINK)
        .map(({ id }) => ({ choices: [{ network: id, from: 'plain' }], otherwise }));
    const choices = [item].flat().flatMap((choice) => choicesOf(networks, choice, list));
    return [{ choices, otherwise }];
  });
}

interface Networks {
  named: ReadonlyMap<number, NetworkRow>;
  /** Live public ones. */
  open: readonly NetworkRow[];
  /** Those of them with IPv4. */
  v4: Set<number>;
}

function choicesOf(networks: Networks, item: string, list: 'forced' | 'default'): PortWish[] {
  const from = list === 'forced' ? 'plain' : 'held';
  const open = networks.open.filter(({ link }) => link !== USER_MODE_LINK);
  const v4 = open.filter(({ id, drained }) => networks.v4.has(id) && !(drained && from === 'plain'));
  const v6 = open.filter(({ id, drained }) => !networks.v4.has(id) && !drained).slice(0, 1);
  const wishes = (rows: readonly NetworkRow[], of: PortWish['from']): PortWish[] =>
    rows.map(({ id }) => ({ network: id, from: of }));
  switch (item) {
    case 'SNF:ANY_PUBLIC_IPV4':
      return wishes(v4, from);
    case 'SNF:ANY_PUBLIC_IPV6':
      return wishes(v6, 'plain');
    case 'SNF:ANY_PUBLIC':
      return [...wishes(v4, from), ...wishes(v6, 'plain')];
    case ANY_USER_MODE:
      return wishes(
        networks.open.filter(({ link }) => link === USER_MODE_LINK),
        'plain',
      );
    default: {
      const network = isNumber(item) ? networks.named.get(Number(item)) : undefined;
      if (network === undefined || network.deleted) fail('network_not_found', { id: item });
      return [{ network: network.id, from }];
    }
  }
}

const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text);
