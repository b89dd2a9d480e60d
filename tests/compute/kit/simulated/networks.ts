import { type Inventory, Refusal, type SimulatedNetwork } from './inventory.ts';
import { cardsOf } from './nics.ts';
import type { Work } from './work.ts';

/** The work of a job about a network. */
export function changeNetwork(inventory: Inventory, { opcode, target, body }: Work): void {
  const { networks } = inventory;
  if (opcode === 'OP_NETWORK_ADD') {
    if (networks.has(target))
      throw new Refusal(`Desired network name '${target}' already exists as a network`, 'already_exists');
    networks.set(target, { name: target, body, groups: [] });
    return;
  }
  const network = networks.get(target);
  if (network === undefined) throw new Refusal(`Network '${target}' not found`, 'unknown_entity');
  const group = String(body['group_name']);
  const others = network.groups.filter(([name]) => name !== group);
  const isUsed = cardsOf(inventory, target).length > 0;
  if (opcode === 'OP_NETWORK_CONNECT') {
    network.groups = [...others, [group, String(body['network_mode']), String(body['network_link']), '']];
  } else if (opcode === 'OP_NETWORK_DISCONNECT') {
    if (isUsed) throw new Refusal('Conflicting IP addresses found', 'wrong_state');
    network.groups = others;
  } else if (opcode === 'OP_NETWORK_REMOVE') {
    if (network.groups.length > 0 || isUsed) throw new Refusal('Network still connected', 'wrong_state');
    networks.delete(target);
  } else throw new Refusal(`${opcode} is not simulated`, 'wrong_input');
}

/** A network as the remote API shows it. */
export function networkDocument(inventory: Inventory, { name, body, groups }: SimulatedNetwork) {
  const users = [...inventory.instances.values()].filter(({ nics }) =>
    nics.some(({ network }) => network === name),
  );
  return {
    name,
    uuid: `uuid-${name}`,
    network: body['network'],
    gateway: body['gateway'] ?? null,
    network6: body['network6'] ?? null,
    gateway6: body['gateway6'] ?? null,
    mac_prefix: body['mac_prefix'] ?? null,
    free_count: 0,
    reserved_count: 0,
    map: '',
    group_list: groups,
    inst_list: users.map((instance) => instance.name),
    external_reservations: '',
    ctime: 0,
    mtime: 0,
    serial_no: 1,
    tags: body['tags'] ?? [],
  };
}
