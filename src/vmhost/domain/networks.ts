import type { NetworkRecord } from '../store/records.ts';
import { cidrRange } from './addresses.ts';
import { refuse } from './failure.ts';
import { type JobContext, seconds, type Vmhost } from './vmhost.ts';

/** The checked parameters of OP_NETWORK_ADD. */
export interface NetworkParams {
  network_name: string;
  network: string;
  gateway: string | null;
  network6: string | null;
  gateway6: string | null;
  mac_prefix: string | null;
  add_reserved_ips: string[] | null;
  tags: string[];
}

/** Makes a network; NICs on it get addresses of its range. */
export async function addNetwork(vmhost: Vmhost, context: JobContext): Promise<null> {
  const params = context.job.params as unknown as NetworkParams;
  const present = vmhost.networks.get(params.network_name);
  if (present !== undefined) {
    refuse(
      `Desired network name '${present.name}' already exists as a network (UUID: ${present.uuid})`,
      'already_exists',
    );
  }
  cidrRange(params.network);
  const now = seconds(vmhost.clock);
  await vmhost.networks.save({
    uuid: vmhost.ids.uuid(),
    name: params.network_name,
    network: params.network,
    gateway: params.gateway,
    network6: params.network6,
    gateway6: params.gateway6,
    macPrefix: params.mac_prefix,
    reserved: params.add_reserved_ips ?? [],
    groups: [],
    tags: params.tags,
    ctime: now,
    mtime: now,
    serial: 1,
  });
  return null;
}

/** Connecting twice is a success, as in Ganeti. */
export async function connectNetwork(vmhost: Vmhost, context: JobContext): Promise<null> {
  const network = requireNetwork(vmhost, context);
  const {
    group_name: group,
    network_mode: mode,
    network_link: link,
  } = context.job.params as Record<string, string>;
  network.groups = [[group ?? '', mode ?? '', link ?? '', '']];
  return saveNetwork(vmhost, network);
}

export async function disconnectNetwork(vmhost: Vmhost, context: JobContext): Promise<null> {
  const network = requireNetwork(vmhost, context);
  if (isUsed(vmhost, network)) {
    refuse(
      'Conflicting IP addresses found;  remove/modify the corresponding network interfaces',
      'wrong_state',
    );
  }
  network.groups = [];
  return saveNetwork(vmhost, network);
}

export async function removeNetwork(vmhost: Vmhost, context: JobContext): Promise<null> {
  const network = requireNetwork(vmhost, context);
  if (network.groups.length > 0 || isUsed(vmhost, network)) refuse('Network still connected', 'wrong_state');
  await vmhost.networks.forget(network);
  return null;
}

export async function modifyNetwork(vmhost: Vmhost, context: JobContext): Promise<null> {
  const network = requireNetwork(vmhost, context);
  const { add_reserved_ips: added, remove_reserved_ips: removed } = context.job.params as {
    add_reserved_ips: string[] | null;
    remove_reserved_ips: string[] | null;
  };
  network.reserved = [...new Set([...network.reserved, ...(added ?? [])])].filter(
    (ip) => !(removed ?? []).includes(ip),
  );
  return saveNetwork(vmhost, network);
}

function requireNetwork(vmhost: Vmhost, context: JobContext): NetworkRecord {
  const name = String(context.job.params['network_name']);
  return vmhost.networks.get(name) ?? refuse(`Network '${name}' not found`, 'unknown_entity');
}

function isUsed(vmhost: Vmhost, network: NetworkRecord): boolean {
  return [...vmhost.instances.values()].some((instance) =>
    instance.nics.some((nic) => nic.network === network.uuid),
  );
}

async function saveNetwork(vmhost: Vmhost, network: NetworkRecord): Promise<null> {
  network.mtime = seconds(vmhost.clock);
  network.serial += 1;
  await vmhost.networks.save(network);
  return null;
}
