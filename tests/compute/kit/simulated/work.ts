import { type Failure, type Inventory, Refusal, type SimulatedInstance } from './inventory.ts';
import { addNic, removeNic } from './nics.ts';
import { changeNetwork } from './networks.ts';

/** What a job is about and what it was asked. */
export interface Work {
  opcode: string;
  target: string;
  body: Record<string, unknown>;
}

/** Does the work of a job all at once, or not at all. Gives why it failed. */
export function carryOut(inventory: Inventory, work: Work): Failure | undefined {
  try {
    if (work.opcode === 'OP_CLUSTER_SET_PARAMS') return undefined;
    if (work.opcode.startsWith('OP_NETWORK')) changeNetwork(inventory, work);
    else if (work.opcode === 'OP_INSTANCE_CREATE') createInstance(inventory, work);
    else changeInstance(inventory, work);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
}

function createInstance(inventory: Inventory, { target, body }: Work): void {
  if (inventory.instances.has(target))
    throw new Refusal('Instance is already in the cluster', 'already_exists');
  const instance = placeInstance(inventory, target, body, false);
  try {
    for (const nic of (body['nics'] ?? []) as Record<string, unknown>[]) addNic(inventory, instance, nic);
  } catch (error) {
    inventory.instances.delete(target);
    throw error;
  }
  instance.running = instance.wanted = true;
}

/** Puts a machine there whose creation asked for this, without cards. */
export function placeInstance(
  { instances }: Inventory,
  name: string,
  body: Record<string, unknown>,
  running: boolean,
): SimulatedInstance {
  const { beparams = {}, hvparams = {}, tags = [] } = body;
  const instance: SimulatedInstance = {
    name,
    body,
    running,
    wanted: running,
    nics: [],
    tags: [...(tags as string[])],
    beparams: { ...(beparams as object) },
    hvparams: { ...(hvparams as object) },
  };
  instances.set(name, instance);
  return instance;
}

function changeInstance(inventory: Inventory, { opcode, target, body }: Work): void {
  const instance = inventory.instances.get(target);
  if (instance === undefined) throw new Refusal(`Instance '${target}' not known`, 'unknown_entity');
  if (opcode === 'OP_INSTANCE_REMOVE') inventory.instances.delete(target);
  else if (opcode === 'OP_INSTANCE_SET_PARAMS') modify(inventory, instance, body);
  else if (opcode.startsWith('OP_TAGS')) instance.tags = changedTags(instance.tags, opcode, body);
  else instance.running = instance.wanted = opcode !== 'OP_INSTANCE_SHUTDOWN';
}

type NicChange = ['add' | 'remove', string, Record<string, unknown>];

function modify(inventory: Inventory, instance: SimulatedInstance, body: Record<string, unknown>): void {
  const { nics = [], beparams = {}, hvparams = {}, os_name: os } = body;
  const changes = nics as NicChange[];
  if (changes.length + Object.keys({ ...(beparams as object), ...(hvparams as object) }).length === 0 && !os)
    throw new Refusal('No changes submitted', 'wrong_input');
  for (const [operation, identifier, wanted] of changes) {
    if (operation === 'add') addNic(inventory, instance, wanted);
    else removeNic(instance, identifier);
  }
  Object.assign(instance.beparams, beparams);
  Object.assign(instance.hvparams, hvparams);
}

function changedTags(present: string[], opcode: string, body: Record<string, unknown>): string[] {
  const tags = body['tags'] as string[];
  if (opcode === 'OP_TAGS_SET') return [...new Set([...present, ...tags])].sort();
  const missing = tags.filter((tag) => !present.includes(tag));
  if (missing.length > 0) throw new Refusal(`Tag(s) not found: ${missing.join(', ')}`, 'unknown_entity');
  return present.filter((tag) => !tags.includes(tag));
}
