import { hostnameOf } from '../config-drive/documents.ts';
import { USER_MODE_LINK } from '../network/user-mode.ts';
import { SLOTS } from '../qemu/cards.ts';
import type { DiskRecord, InstanceRecord, NicRecord } from '../store/records.ts';
import { takeAddress } from './addresses.ts';
import { refuse } from './failure.ts';
import { seconds, type Vmhost } from './vmhost.ts';

export interface NicWanted {
  name?: string | null | undefined;
  ip?: string | null | undefined;
  mac?: string | undefined;
  mode?: string | undefined;
  link?: string | undefined;
  network?: string | null | undefined;
}

/** The checked parameters of OP_INSTANCE_CREATE. */
export interface CreateParams {
  instance_name: string;
  os_type: string;
  osparams: Record<string, string>;
  disk_template: string;
  disks: { size: number; name?: string | null | undefined; mode?: 'rw' | 'ro' | undefined }[];
  nics: NicWanted[];
  beparams: { vcpus: number; maxmem: number; minmem: number; auto_balance: boolean };
  tags: string[];
  start: boolean;
  no_install: boolean;
}

/** The record of a machine that a job makes; nothing of it stands yet. */
export function newInstance(vmhost: Vmhost, params: CreateParams, createJob: number): InstanceRecord {
  const uuid = vmhost.ids.uuid();
  const now = seconds(vmhost.clock);
  const nics: NicRecord[] = [];
  for (const wanted of params.nics) nics.push(newNic(vmhost, wanted, nics));
  return {
    uuid,
    name: params.instance_name,
    os: params.os_type,
    adminState: 'down',
    folder: uuid.replaceAll('-', '').slice(0, 12),
    uid: null,
    beparams: params.beparams,
    osparams: params.osparams,
    nics,
    disks: params.disks.map((disk) => newDisk(vmhost, disk)),
    diskTemplate: params.disk_template,
    tags: params.tags,
    hostname: hostnameOf(params.instance_name, 'machine'),
    installed: false,
    secretsUntil: null,
    process: null,
    guestDown: false,
    createJob,
    ctime: now,
    mtime: now,
    serial: 0,
  };
}

/** A disk as the record has it. */
export function newDisk(vmhost: Vmhost, wanted: CreateParams['disks'][number]): DiskRecord {
  return { uuid: vmhost.ids.uuid(), name: wanted.name ?? null, size: wanted.size, mode: wanted.mode ?? 'rw' };
}

/** A NIC as the record has it, with an address and a MAC of its own. `siblings` are NICs of the same instance. */
export function newNic(vmhost: Vmhost, wanted: NicWanted, siblings: NicRecord[]): NicRecord {
  const network = [...vmhost.networks.values()].find(
    ({ name, uuid }) => name === wanted.network || uuid === wanted.network,
  );
  if (wanted.network != null && network === undefined)
    refuse(`Network '${wanted.network}' not found`, 'unknown_entity');
  const [, mode, link] = network?.groups[0] ?? ['', wanted.mode ?? 'routed', wanted.link ?? 'user'];
  if (network !== undefined && network.groups.length === 0)
    refuse(`Network '${network.name}' is not connected`, 'wrong_state');
  const wantsAddress = network !== undefined && wanted.ip != null && wanted.ip !== 'none';
  const users = [...vmhost.instances.values(), { nics: siblings } as InstanceRecord];
  return {
    uuid: vmhost.ids.uuid(),
    name: wanted.name ?? null,
    mac:
      wanted.mac === undefined || wanted.mac === 'auto' || wanted.mac === 'generate'
        ? newMac(vmhost, network?.macPrefix)
        : wanted.mac,
    ip: wantsAddress
      ? takeAddress(network, users, wanted.ip ?? 'pool')
      : network === undefined
        ? null
        : (wanted.ip ?? null),
    mode,
    link,
    network: network?.uuid ?? null,
    sshPort: null,
    ...(link === USER_MODE_LINK ? {} : { slot: freeSlot(siblings) }),
  };
}

function freeSlot(siblings: readonly NicRecord[]): number {
  const taken = new Set(siblings.map(({ slot }) => slot));
  const free = Array.from({ length: SLOTS }, (_, slot) => slot).find((slot) => !taken.has(slot));
  return free ?? refuse('Instance has already the maximum number of NICs', 'wrong_state');
}

/** The network's or the cluster's prefix and three bytes that no other NIC has. */
function newMac(vmhost: Vmhost, prefix: string | null | undefined): string {
  const taken = new Set(
    [...vmhost.instances.values()].flatMap((instance) => instance.nics.map((nic) => nic.mac)),
  );
  for (;;) {
    const bytes = vmhost.ids.uuid().slice(0, 6);
    const mac = `${prefix ?? vmhost.cluster.macPrefix}:${bytes.slice(0, 2)}:${bytes.slice(2, 4)}:${bytes.slice(4, 6)}`;
    if (!taken.has(mac)) return mac;
  }
}
