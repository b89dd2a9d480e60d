import type { EventNic } from '#contract/ganeti-events';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { FoundPort, PortRow } from '../../store/networks/ports.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { networkOfName, portOfName } from '../names.ts';
import { firewallsUnderWay, profileOf, recordFirewall } from './firewall.ts';
import { eui64 } from './eui64.ts';
import { removePorts } from './remove.ts';
import { USER_MODE_LINK } from './user-mode.ts';

/**
 * Brings the ports of a server, which is locked, in line with the cards that its machine has (spec/compute-backend 3.5). What
 * comes is newer than whatever was taken in before; `ending` is the intent that ends with it.
 */
export async function syncPorts(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  { nics, ending }: { nics: readonly EventNic[]; ending?: string | undefined },
): Promise<void> {
  const { settings, clock, log } = compute;
  const prefix = settings.BACKEND_PREFIX_ID;
  const ports = new Map((await tx.ports.of(server.id)).map((port) => [port.id, port]));
  const networks = new Map(
    (await tx.networks.byIds([...ports.values()].map(({ networkId }) => networkId))).map((network) => [
      network.id,
      network,
    ]),
  );
  const found = new Map<number, FoundPort>();
  const prefixes = await prefixesOf(tx, [...networks.keys()]);
  const changing = await firewallsUnderWay(tx, server.id, ending);
  for (const [index, nic] of nics.entries()) {
    const port = ports.get(portOfName(prefix, nic.name ?? '') ?? 0);
    const network = port && networks.get(port.networkId);
    if (port === undefined || network === undefined || !isOf(prefix, nic, network)) {
      log.warn({ server: server.id, nic: nic.name }, 'a machine has a card that is no port of its server');
      continue;
    }
    const v6 = prefixes.get(network.id);
    found.set(port.id, {
      id: port.id,
      index,
      mac: nic.mac,
      ipv4: addressOf(compute, { port, network, nic }),
      ipv6: v6 === undefined ? null : eui64(v6, nic.mac),
      firewall: changing.has(port.id) ? port.firewall : firewallOf(compute, network, nic),
      forward: nic.forward ?? {},
    });
  }
  await tx.ports.activate([...found.values()], clock.now());
  const stale = [...ports.values()].filter((port) => !found.has(port.id) && isStale(port, server));
  for (const port of stale.filter(({ firewall }) => firewall !== null && firewall !== 'DISABLED'))
    await recordFirewall(compute, tx, server, { port, profile: 'DISABLED', user: null });
  await removePorts(compute, tx, stale, 'card gone');
}

/** Ganeti names the network of a card; a card in user mode is in none of its networks. */
function isOf(prefix: string, nic: EventNic, network: NetworkRow): boolean {
  if (nic.network === null) return network.link === USER_MODE_LINK;
  return networkOfName(prefix, nic.network) === network.id;
}

/** A port that waits for its card comes or goes with the change that makes it; of any other the card is gone. */
function isStale(port: PortRow, server: ServerRow): boolean {
  return port.state === 'ACTIVE' || (server.task !== 'CONNECT' && server.task !== 'BUILD');
}

async function prefixesOf(tx: Store, networks: readonly number[]): Promise<Map<number, string>> {
  const subnets = await tx.subnets.ofNetworks(networks);
  return new Map(
    subnets
      .filter(({ ipVersion, deleted }) => ipVersion === 6 && !deleted)
      .map(({ networkId, cidr }) => [networkId, cidr]),
  );
}

function firewallOf({ settings }: Compute, network: NetworkRow, nic: EventNic): string | null {
  const told = nic.firewall == null ? undefined : profileOf(nic.firewall);
  if (told !== undefined) return told;
  return network.public && network.link !== USER_MODE_LINK ? settings.DEFAULT_FIREWALL_PROFILE : null;
}

/** The database owns addresses: what a back end says instead is told to operators and not taken. */
function addressOf(
  { log }: Compute,
  { port, network, nic }: { port: PortRow; network: NetworkRow; nic: EventNic },
): string | null {
  if (network.link === USER_MODE_LINK) return nic.ip;
  if (nic.ip !== port.ipv4)
    log.error({ port: port.id, has: nic.ip, ours: port.ipv4 }, 'a card has another address than its port');
  return port.ipv4;
}
