import { freePort, isPortFree, USER_MODE_LINK } from '../network/user-mode.ts';
import type { HypervisorState } from '../qemu/acceleration.ts';
import { type Acceleration, type MachineSpec, qemuArguments } from '../qemu/command-line.ts';
import { type Command, sandboxed } from '../qemu/sandbox.ts';
import { cardOf } from './cards.ts';
import { isOnNetwork } from './network-plans.ts';
import type { InstanceRecord, NicRecord } from '../store/records.ts';
import { CONFIG_DRIVE_FILE, diskFile, RESCUE_MEDIUM_FILE, type Vmhost } from './vmhost.ts';

/** Gives every card a port of the host that leads to its SSH; in the record, not yet saved. */
export async function choosePorts(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  const isTaken = (port: number, mine: NicRecord): boolean =>
    [...vmhost.instances.values()].some(({ nics }) =>
      nics.some((nic) => nic !== mine && nic.sshPort === port),
    );
  for (const nic of instance.nics.filter(({ link }) => link === USER_MODE_LINK)) {
    // The same port as last time, so that the user's notes stay true, unless somebody else has it now.
    let port = nic.sshPort;
    while (port === null || !(await isPortFree(port)) || isTaken(port, nic)) port = await freePort();
    nic.sshPort = port;
  }
}

/** What runs the machine: QEMU in a sandbox with a way out, or where there can be none, by itself without one. */
export function machineCommand(
  vmhost: Vmhost,
  instance: InstanceRecord,
  incarnation: string,
  hypervisor: HypervisorState & { acceleration: Acceleration },
): Command {
  const inSandbox = hypervisor.outbound;
  const spec = machineSpec(vmhost, instance, incarnation, hypervisor);
  const qemu = { program: vmhost.settings.VMHOST_QEMU, args: qemuArguments(spec) };
  if (!inSandbox) return qemu;
  return sandboxed(qemu, { incarnation, closedNetworks: vmhost.settings.VMHOST_CLOSED_NETWORKS });
}

function machineSpec(
  vmhost: Vmhost,
  instance: InstanceRecord,
  incarnation: string,
  { acceleration, outbound: inSandbox, networks }: HypervisorState & { acceleration: Acceleration },
): MachineSpec {
  // These come when QEMU runs: a tap is made for it, not found by it.
  const isWired = (nic: NicRecord): boolean => networks && isOnNetwork(nic);
  const disks = instance.disks.map((disk) => ({
    file: diskFile(disk.uuid),
    readOnly: disk.mode === 'ro',
    serial: disk.name ?? disk.uuid,
  }));
  return {
    uuid: instance.uuid,
    incarnation,
    acceleration,
    memoryMiB: instance.beparams.maxmem,
    vcpus: instance.beparams.vcpus,
    medium: instance.medium === undefined ? null : RESCUE_MEDIUM_FILE,
    disks: [...disks, { file: CONFIG_DRIVE_FILE, readOnly: true, serial: 'config' }],
    nics: instance.nics.filter((nic) => !isWired(nic)).map((nic) => cardOf(vmhost, nic, inSandbox)),
    waits: instance.nics.some(isWired),
  };
}
