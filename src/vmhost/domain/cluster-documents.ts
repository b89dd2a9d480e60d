import { statfs } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import type { ClusterDocument, NodeDocument } from '#contract/ganeti';
import { memoryInUse, memoryOf } from './capacity.ts';
import { GROUP_NAME } from './documents.ts';
import type { Vmhost } from './vmhost.ts';

const MIB = 1024 * 1024;

/** The cluster as the remote API shows it, with what this manager adds of its host. */
export async function clusterDocument(vmhost: Vmhost): Promise<ClusterDocument> {
  const { cluster } = vmhost;
  const { emulationReason, outboundReason, ...state } = await vmhost.hypervisor.state();
  const { acceleration, reason, qemu, outbound } = state;
  return {
    name: cluster.name,
    uuid: cluster.uuid,
    master: cluster.node,
    software_version: '3.0.2',
    protocol_version: 3_000_000,
    config_version: 3_000_000,
    os_api_version: 20,
    export_version: 0,
    architecture: ['64bits', 'x86_64'],
    default_hypervisor: 'kvm',
    enabled_hypervisors: ['kvm'],
    hvparams: { kvm: { serial_console: false } },
    beparams: { default: { vcpus: 1, maxmem: 128, minmem: 128, auto_balance: true } },
    ipolicy: { 'disk-templates': ['file', 'diskless'] },
    enabled_disk_templates: ['file', 'diskless'],
    mac_prefix: cluster.macPrefix,
    tags: cluster.tags,
    ctime: cluster.ctime,
    mtime: cluster.mtime,
    embedded: {
      acceleration,
      reason,
      emulation_reason: emulationReason,
      qemu,
      outbound,
      outbound_reason: outboundReason,
    },
  };
}

/** The one node, with its memory, disk and processors as they are now. */
export async function nodeDocument(vmhost: Vmhost): Promise<NodeDocument> {
  const { cluster } = vmhost;
  const { blocks, bavail, bsize } = await statfs(vmhost.machinesFolder);
  const free = Math.min(bavail * bsize, Math.max(0, vmhost.disk.room()));
  const names = [...vmhost.instances.keys()];
  const total = Math.floor(totalmem() / MIB);
  const count = cpus().length;
  return {
    name: cluster.node,
    uuid: cluster.uuid,
    offline: false,
    drained: false,
    vm_capable: true,
    master_capable: true,
    master_candidate: true,
    role: 'M',
    mtotal: total,
    mnode: Math.max(0, total - memoryOf(vmhost)),
    mfree: Math.max(0, memoryOf(vmhost) - memoryInUse(vmhost)),
    dtotal: Math.floor((blocks * bsize) / MIB),
    dfree: Math.floor(free / MIB),
    sptotal: null,
    spfree: null,
    ctotal: count,
    cnos: count,
    cnodes: 1,
    csockets: 1,
    pinst_cnt: names.length,
    sinst_cnt: 0,
    pinst_list: names,
    sinst_list: [],
    pip: '127.0.0.1',
    sip: '127.0.0.1',
    ctime: cluster.ctime,
    mtime: cluster.mtime,
    serial_no: 1,
    tags: [],
  };
}

/** The one group of nodes. */
export function groupDocument(vmhost: Vmhost): Record<string, unknown> {
  const { cluster } = vmhost;
  return {
    name: GROUP_NAME,
    uuid: cluster.uuid,
    alloc_policy: 'preferred',
    node_cnt: 1,
    node_list: [cluster.node],
    ipolicy: { 'disk-templates': ['file', 'diskless'] },
    ctime: cluster.ctime,
    mtime: cluster.mtime,
    serial_no: 1,
    tags: [],
  };
}
