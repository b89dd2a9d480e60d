import type { JobStatus } from '#contract/ganeti';
import type { SimulatedInstance } from './inventory.ts';

export interface SimulatedJob {
  id: number;
  opcode: string;
  /** Name of the machine or the network that it is about. */
  instance: string;
  body: Record<string, unknown>;
  status: JobStatus;
  result: unknown;
  received: [number, number];
  started: [number, number] | null;
  ended: [number, number] | null;
}

/** What the nodes have in all. */
export interface Room {
  mtotal: number;
  mfree: number;
  dtotal: number;
  dfree: number;
  ctotal: number;
}

export function clusterDocument(name: string) {
  return {
    name,
    uuid: '00000000-0000-4000-8000-000000000001',
    master: 'node1',
    software_version: '3.0.2',
    default_hypervisor: 'kvm',
    enabled_hypervisors: ['kvm'],
    enabled_disk_templates: ['file', 'diskless'],
    ipolicy: { 'disk-templates': ['file', 'diskless', 'plain'] },
    mac_prefix: 'aa:00:00',
    tags: [],
  };
}

export function nodeDocument(room: Room, machines: number) {
  const flags = { offline: false, drained: false, vm_capable: true, master_candidate: true, role: 'M' };
  const counts = { mnode: 100, cnodes: 1, csockets: 1, sinst_cnt: 0, pinst_list: [], sinst_list: [] };
  return { name: 'node1', uuid: 'n1', ...flags, ...counts, ...room, pinst_cnt: machines };
}

export function instanceDocument({
  name,
  running,
  wanted,
  nics,
  tags,
  beparams,
  hvparams,
}: SimulatedInstance) {
  return {
    name,
    uuid: `uuid-${name}`,
    admin_state: wanted ? 'up' : 'down',
    oper_state: running,
    status: running ? 'running' : wanted ? 'ERROR_down' : 'ADMIN_down',
    oper_ram: null,
    oper_vcpus: null,
    os: 'snf-image+default',
    pnode: 'node1',
    snodes: [],
    disk_template: 'file',
    network_port: null,
    'nic.ips': nics.map(({ ip }) => ip),
    'nic.macs': nics.map(({ mac }) => mac),
    'nic.modes': nics.map(({ mode }) => mode),
    'nic.uuids': nics.map((nic) => `uuid-${nic.name}`),
    'nic.names': nics.map((nic) => nic.name),
    'nic.links': nics.map(({ link }) => link),
    'nic.networks': nics.map(({ network }) => (network === null ? null : `uuid-${network}`)),
    'nic.networks.names': nics.map(({ network }) => network),
    'nic.bridges': nics.map(() => null),
    'disk.sizes': [1024],
    'disk.uuids': [`disk-${name}`],
    'disk.names': [null],
    disk_usage: 1024,
    beparams,
    hvparams,
    custom_beparams: beparams,
    custom_hvparams: hvparams,
    custom_nicparams: nics.map(({ forward }) => (forward === undefined ? {} : { forward })),
    tags,
    ctime: 0,
    mtime: 0,
    serial_no: 1,
  };
}

/** `full` has the log and the result, which lists leave out. */
export function jobDocument(job: SimulatedJob, full: boolean) {
  const about = job.opcode.startsWith('OP_NETWORK') ? 'network_name' : 'instance_name';
  return {
    id: job.id,
    ops: [{ OP_ID: job.opcode, [about]: job.instance, ...job.body, reason: job.body['reason'] ?? [] }],
    status: job.status,
    summary: [`${job.opcode.replace(/^OP_/, '')}(${job.instance})`],
    opstatus: [job.status],
    received_ts: job.received,
    start_ts: job.started,
    end_ts: job.ended,
    ...(full ? { oplog: [[]], opresult: [job.result] } : {}),
  };
}

/** A job that nobody remembers: every field but its number is null. */
export function unknownJob(id: number) {
  const fields = [
    'ops',
    'status',
    'summary',
    'opstatus',
    'received_ts',
    'start_ts',
    'end_ts',
    'oplog',
    'opresult',
  ];
  return { id, ...Object.fromEntries(fields.map((field) => [field, null])) };
}
