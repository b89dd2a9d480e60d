import { firewallOf } from '#contract/firewall-tag';
import type { InstanceDocument, JobDocument, NetworkDocument } from '#contract/ganeti';
import type { EventDisk, EventNic } from '#contract/ganeti-events';
import type { PortForwarding } from '#contract/instance-config';
import type { InstanceRecord, JobRecord, NetworkRecord, NicRecord } from '../store/records.ts';
import { addressMap } from './addresses.ts';
import type { Vmhost } from './vmhost.ts';

const GROUP = 'default';
const HV_PARAMS = {
  serial_console: false,
  boot_order: 'disk',
  cdrom_image_path: '',
  acpi: true,
  vnc_bind_address: 'unix',
};

/** An instance as the remote API shows it. */
export function instanceDocument(vmhost: Vmhost, instance: InstanceRecord): InstanceDocument {
  const running = vmhost.machines.has(instance.uuid);
  const { beparams, nics, disks } = instance;
  const networks = nics.map((nic) => networkOf(vmhost, nic));
  return {
    name: instance.name,
    uuid: instance.uuid,
    admin_state: instance.adminState,
    oper_state: running,
    status: statusOf(instance, running),
    oper_ram: running ? beparams.maxmem : null,
    oper_vcpus: running ? beparams.vcpus : null,
    os: instance.os,
    pnode: vmhost.cluster.node,
    snodes: [],
    disk_template: instance.diskTemplate,
    network_port: null,
    'nic.ips': nics.map((nic) => nic.ip),
    'nic.macs': nics.map((nic) => nic.mac),
    'nic.modes': nics.map((nic) => nic.mode),
    'nic.uuids': nics.map((nic) => nic.uuid),
    'nic.names': nics.map((nic) => nic.name),
    'nic.links': nics.map((nic) => nic.link),
    'nic.networks': nics.map((nic) => nic.network),
    'nic.networks.names': networks.map((network) => network?.name ?? null),
    'nic.bridges': nics.map(() => null),
    'disk.sizes': disks.map((disk) => disk.size),
    'disk.spindles': disks.map(() => null),
    'disk.uuids': disks.map((disk) => disk.uuid),
    'disk.names': disks.map((disk) => disk.name),
    disk_usage: disks.reduce((sum, disk) => sum + disk.size, 0),
    beparams: { ...beparams, memory: beparams.maxmem, always_failover: false, spindle_use: 1 },
    hvparams: { ...HV_PARAMS, ...eventHvparams(instance) },
    custom_hvparams: instance.medium === undefined ? {} : eventHvparams(instance),
    custom_beparams: { ...beparams },
    custom_nicparams: nics.map((nic) => ({
      mode: nic.mode,
      link: nic.link,
      vlan: '',
      ...forwardOf(nic, running),
    })),
    tags: instance.tags,
    ctime: instance.ctime,
    mtime: instance.mtime,
    serial_no: instance.serial,
  };
}

function statusOf(instance: InstanceRecord, running: boolean): InstanceDocument['status'] {
  if (instance.adminState === 'offline') return 'ADMIN_offline';
  if (instance.adminState === 'down') return running ? 'ERROR_up' : 'ADMIN_down';
  if (running) return 'running';
  return instance.guestDown ? 'USER_down' : 'ERROR_down';
}

function forwardOf(nic: NicRecord, running: boolean): { forward?: PortForwarding } {
  if (!running || nic.sshPort === null) return {};
  return { forward: { 22: { host: '127.0.0.1', port: String(nic.sshPort) } } };
}

function networkOf(vmhost: Vmhost, nic: NicRecord): NetworkRecord | undefined {
  return [...vmhost.networks.values()].find((network) => network.uuid === nic.network);
}

/** The NICs as messages carry them. */
export function eventNics(vmhost: Vmhost, instance: InstanceRecord): EventNic[] {
  const running = vmhost.machines.has(instance.uuid);
  return instance.nics.map((nic) => ({
    name: nic.name,
    network: networkOf(vmhost, nic)?.name ?? null,
    ip: nic.ip,
    mac: nic.mac,
    mode: nic.mode,
    link: nic.link,
    uuid: nic.uuid,
    ...firewallOf(instance.tags, nic.name),
    ...forwardOf(nic, running),
  }));
}

/** The disks as messages carry them. */
export function eventDisks(instance: InstanceRecord): EventDisk[] {
  return instance.disks.map(({ name, size, uuid }) => ({ name, size, uuid }));
}

/** What the machine starts from. */
export function eventHvparams({ medium }: InstanceRecord): { boot_order: string; cdrom_image_path: string } {
  return medium === undefined
    ? { boot_order: HV_PARAMS.boot_order, cdrom_image_path: HV_PARAMS.cdrom_image_path }
    : { boot_order: 'cdrom', cdrom_image_path: medium };
}

/** A network as the remote API shows it. */
export function networkDocument(vmhost: Vmhost, network: NetworkRecord): NetworkDocument {
  const users = [...vmhost.instances.values()].filter((instance) =>
    instance.nics.some((nic) => nic.network === network.uuid),
  );
  const { map, external } = addressMap(network, users);
  const taken = [...map].filter((mark) => mark === 'X').length;
  return {
    name: network.name,
    uuid: network.uuid,
    network: network.network,
    gateway: network.gateway,
    network6: network.network6,
    gateway6: network.gateway6,
    mac_prefix: network.macPrefix,
    free_count: map.length - taken,
    reserved_count: taken,
    map,
    group_list: network.groups,
    inst_list: users.map((instance) => instance.name),
    external_reservations: external.join(', '),
    ctime: network.ctime,
    mtime: network.mtime,
    serial_no: network.serial,
    tags: network.tags,
  };
}

/** A job as the remote API shows it; `bulk` leaves out log and result, as lists do. */
export function jobDocument(job: JobRecord, bulk = false): JobDocument {
  return {
    id: job.id,
    ops: [{ ...job.params, ...hidden(job), OP_ID: job.opcode, depends: job.depends, reason: job.reason }],
    status: job.status,
    summary: [job.summary],
    opstatus: [job.status],
    received_ts: job.received,
    start_ts: job.started,
    end_ts: job.ended,
    ...(bulk ? {} : { oplog: [job.log], opresult: [job.result] }),
  };
}

/** Every field but the id null: a job that nobody remembers. */
export function unknownJobDocument(id: number): JobDocument {
  const nothing = {
    ops: null,
    status: null,
    summary: null,
    opstatus: null,
    received_ts: null,
    start_ts: null,
    end_ts: null,
  };
  return { id, ...nothing, oplog: null, opresult: null };
}

/** Secret parameters are named, never told (D5). */
function hidden(job: JobRecord): Record<string, unknown> {
  const names = Object.keys(job.secrets);
  return names.length === 0 ? {} : { osparams_secret: Object.fromEntries(names.map((name) => [name, null])) };
}

export { GROUP as GROUP_NAME };
