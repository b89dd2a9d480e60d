import { say } from '#text/networks';
import type { Network, Port, Subnet } from '../../api/networks.ts';
import type { Server } from '../../api/servers.ts';
import type { Kind } from '../../text/machine-words.ts';
import { plainName } from '../../text/plain-name.ts';

const STATES: Record<string, { word: string; kind: Kind }> = {
  ACTIVE: { word: say.ready, kind: 'ok' },
  PENDING: { word: say.pending, kind: 'busy' },
  ERROR: { word: say.error, kind: 'bad' },
  'SNF:DRAINED': { word: say.drained, kind: 'warn' },
};

export function networkState({ status }: Network): { word: string; kind: Kind } {
  return STATES[status] ?? { word: status, kind: 'off' };
}

/** What it is called; one without a name by its number. */
export function networkName(network: Network): string {
  return network.name === '' ? say.unnamed({ id: network.id }) : plainName(network.name);
}

/** The name of the network with this number, which may have left the list. */
export function nameOfNetwork(networks: readonly Network[], id: string): string {
  const network = networks.find((each) => each.id === id);
  return network === undefined ? say.unnamed({ id }) : networkName(network);
}

export function kindWord(network: Network): string {
  return network.public ? say.public : say.private;
}

export function rangesOf(subnets: readonly Subnet[], { id }: Network): string {
  const ranges = subnets.filter((subnet) => subnet.network_id === id).map(({ cidr }) => cidr);
  return ranges.length === 0 ? say.noRange : ranges.join(', ');
}

export function addressOfPort({ fixed_ips: addresses }: Port): string {
  return addresses.map(({ ip_address: address }) => address).join(', ');
}

/** Address and MAC; a connection that has neither yet, by its number. */
export function wordsOfPort(port: Port): string {
  const words = [addressOfPort(port), port.mac_address ?? ''].filter((text) => text !== '');
  return words.length === 0 ? say.number({ id: port.id }) : words.join(' · ');
}

/** The machine with this number. */
export function machineOf(machines: readonly Server[], id: string | null): Server | undefined {
  return id === null ? undefined : machines.find((machine) => String(machine.id) === id);
}

/** Whether machines can be put on it: where addresses belong to people that needs one of them. */
export function needsAddress(network: Network): boolean {
  return network.public && network['SNF:floating_ip_pool'];
}
