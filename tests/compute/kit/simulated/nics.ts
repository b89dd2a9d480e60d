import { type Inventory, Refusal, type SimulatedInstance, type SimulatedNic } from './inventory.ts';

const USER_MODE_ADDRESS = '10.0.2.15';

/** Adds a card: on a network that is connected and has its address free, with a MAC of the network's prefix. */
export function addNic(
  inventory: Inventory,
  instance: SimulatedInstance,
  wanted: Record<string, unknown>,
): void {
  const name = (wanted['name'] as string | undefined) ?? null;
  const network = wanted['network'] as string | undefined;
  instance.nics.push(
    network === undefined
      ? userModeNic(inventory, instance, name)
      : networkNic(inventory, { name, network, ip: (wanted['ip'] as string | null | undefined) ?? null }),
  );
}

function userModeNic(inventory: Inventory, { name: machine }: SimulatedInstance, name: string | null) {
  const number = Number(machine.replace(/\D/g, ''));
  return {
    name,
    network: null,
    ip: USER_MODE_ADDRESS,
    mac: newMac(inventory, 'aa:00:00'),
    mode: 'routed',
    link: 'user',
    forward: { '22': { host: '127.0.0.1', port: String(40_000 + (number % 20_000)) } },
  };
}

function networkNic(
  inventory: Inventory,
  { name, network, ip }: { name: string | null; network: string; ip: string | null },
): SimulatedNic {
  const found = inventory.networks.get(network);
  if (found === undefined) throw new Refusal(`Network '${network}' not found`, 'unknown_entity');
  const [group] = found.groups;
  if (group === undefined) throw new Refusal(`Network '${network}' is not connected`, 'wrong_state');
  if (ip !== null && cardsOf(inventory, network).some((card) => card.ip === ip)) {
    throw new Refusal(
      `IP address ${ip} already in use or does not belong to network ${network}`,
      'resource_not_unique',
    );
  }
  const [, mode, link] = group;
  return { name, network, ip, mac: newMac(inventory, String(found.body['mac_prefix'])), mode, link };
}

/** Takes a card out, by its name or index. */
export function removeNic(instance: SimulatedInstance, identifier: string): void {
  const index = instance.nics.findIndex(({ name }, at) => name === identifier || String(at) === identifier);
  if (index === -1) throw new Refusal(`Could not find NIC with identifier ${identifier}`, 'unknown_entity');
  instance.nics.splice(index, 1);
}

/** Every card that is on a network. */
export function cardsOf({ instances }: Inventory, network: string): SimulatedNic[] {
  return [...instances.values()].flatMap(({ nics }) => nics.filter((nic) => nic.network === network));
}

let lastMac = 0;

function newMac({ instances }: Inventory, prefix: string): string {
  const taken = new Set([...instances.values()].flatMap(({ nics }) => nics.map(({ mac }) => mac)));
  for (;;) {
    lastMac = (lastMac + 1) % 0x1_00_00_00;
    const rest = lastMac.toString(16).padStart(6, '0').match(/../g)!.join(':');
    const mac = `${prefix}:${rest}`;
    if (!taken.has(mac)) return mac;
  }
}

const FIREWALL_TAG = /^synnefo:network:([^:]+):(\w+)$/;

/** The cards as messages carry them. */
export function eventNics({ nics, tags }: SimulatedInstance) {
  const firewalls = new Map(
    tags.flatMap((tag) => {
      const [, nic, mode] = FIREWALL_TAG.exec(tag) ?? [];
      return nic === undefined || mode === undefined ? [] : [[nic, mode] as const];
    }),
  );
  return nics.map((nic) => ({
    ...nic,
    uuid: `uuid-${nic.name}`,
    ...(firewalls.has(nic.name ?? '') ? { firewall: firewalls.get(nic.name ?? '') } : {}),
  }));
}
