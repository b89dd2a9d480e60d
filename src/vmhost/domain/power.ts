import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configDriveFiles, CONFIG_DRIVE_LABEL, identityDriveFiles } from '../config-drive/documents.ts';
import { type IsoFile, writeIso } from '../config-drive/iso9660.ts';
import { freePort, isPortFree, userNetdev } from '../network/user-mode.ts';
import type { HypervisorState } from '../qemu/acceleration.ts';
import { type Acceleration, type MachineSpec, qemuArguments } from '../qemu/command-line.ts';
import {
  Machine,
  type MachineHome,
  MachineStartError,
  type Patience,
  removeOldSockets,
} from '../qemu/machine.ts';
import { saysKvmFailed } from '../qemu/kvm-failure.ts';
import { freeUid } from '../qemu/owner.ts';
import { type Command, sandboxed } from '../qemu/sandbox.ts';
import type { InstanceRecord, NicRecord } from '../store/records.ts';
import { requireMemory } from './capacity.ts';
import { failed, refuse } from './failure.ts';
import { distrustKvm, tellDeath, tellStarted, watchHealth } from './health.ts';
import { CONFIG_DRIVE_FILE, diskFile, machineFolder, seconds, type Vmhost } from './vmhost.ts';

/** How machines run here, or a refusal that says why none can. */
export async function requireHypervisor(
  vmhost: Vmhost,
): Promise<HypervisorState & { acceleration: Acceleration }> {
  const { acceleration, ...state } = await vmhost.hypervisor.state();
  if (acceleration === null) refuse(state.reason ?? 'No machine can run here', 'environment_error');
  return { acceleration, ...state };
}

/**
 * Makes the machine run: afterwards its QEMU answers and its record names the process. A machine that runs already is
 * left as it is. On failure no process is left and the record says that none should be there.
 */
export async function startMachine(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  const hypervisor = await requireHypervisor(vmhost);
  if (!instance.installed) refuse(`Instance '${instance.name}' has no disk to start from`, 'wrong_state');
  // Nothing may wait between this look and the new state, or two machines would count on the same memory.
  requireMemory(vmhost, instance.beparams.maxmem, instance);
  instance.adminState = 'up';
  instance.guestDown = false;
  if (vmhost.machines.has(instance.uuid)) return saveInstance(vmhost, instance);
  const home = await prepareHome(vmhost, instance);
  await choosePorts(vmhost, instance);
  await writeConfigDrive(vmhost, instance, home);
  instance.process = { incarnation: vmhost.ids.uuid().slice(0, 8), pid: null, startTicks: null };
  await saveInstance(vmhost, instance);
  vmhost.killPoint('vmhost.start.intent-recorded');
  await removeOldSockets(home.folder, null);
  try {
    const machine = await startQemu(vmhost, instance, home, hypervisor);
    vmhost.killPoint('vmhost.start.spawned');
    await recordMachine(vmhost, instance, machine);
    await tellStarted(vmhost, instance);
  } catch (error) {
    instance.process = null;
    await saveInstance(vmhost, instance);
    if (error instanceof MachineStartError) throw failed(error.message, error);
    throw error;
  }
}

/** Starts QEMU; where that fails because of KVM and may, a second time, emulated. */
async function startQemu(
  vmhost: Vmhost,
  instance: InstanceRecord,
  home: MachineHome,
  hypervisor: HypervisorState & { acceleration: Acceleration },
): Promise<Machine> {
  const { uuid } = instance;
  const incarnation = instance.process!.incarnation;
  const start = (acceleration: Acceleration): Promise<Machine> => {
    const command = machineCommand(vmhost, instance, incarnation, { ...hypervisor, acceleration });
    return Machine.start(home, { uuid, incarnation, command });
  };
  const isDistrusted = instance.emulatedUnder !== undefined && instance.emulatedUnder === hypervisor.verdict;
  const acceleration = isDistrusted ? 'tcg' : hypervisor.acceleration;
  try {
    return await start(acceleration);
  } catch (error) {
    const ofKvm =
      error instanceof MachineStartError && acceleration === 'kvm' && saysKvmFailed(error.message);
    if (!ofKvm || !(await distrustKvm(vmhost, instance))) throw error;
    return start('tcg');
  }
}

/** Takes over a QEMU that an earlier manager started, if one runs. */
export async function adoptMachine(vmhost: Vmhost, instance: InstanceRecord): Promise<boolean> {
  const machine = await Machine.adopt(homeOf(vmhost, instance), instance.uuid);
  if (machine === undefined) return false;
  await recordMachine(vmhost, instance, machine);
  if (machine.health.trouble === null) await tellStarted(vmhost, instance);
  return true;
}

/** Switches the machine off, by its power button while there is patience, then at once. It stays off. */
export async function stopMachine(
  vmhost: Vmhost,
  instance: InstanceRecord,
  patience: Patience,
): Promise<void> {
  instance.adminState = 'down';
  await saveInstance(vmhost, instance);
  vmhost.killPoint('vmhost.stop.intent-recorded');
  await vmhost.machines.get(instance.uuid)?.powerOff(patience);
  instance.process = null;
  await saveInstance(vmhost, instance);
}

/** Writes the record with a new serial and time. For jobs, which hold their instance. */
export async function saveInstance(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  await vmhost.instances.save(touched(vmhost, instance));
}

/** Does the same beside the jobs: an instance that was deleted meanwhile stays so. */
export async function updateInstance(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  await vmhost.instances.update(touched(vmhost, instance));
}

function touched(vmhost: Vmhost, instance: InstanceRecord): InstanceRecord {
  return Object.assign(instance, { serial: instance.serial + 1, mtime: seconds(vmhost.clock) });
}

async function recordMachine(vmhost: Vmhost, instance: InstanceRecord, machine: Machine): Promise<void> {
  vmhost.machines.set(instance.uuid, machine);
  void machine.ended.then((end) => {
    if (vmhost.machines.get(instance.uuid) === machine) vmhost.machines.delete(instance.uuid);
    if (end.how === 'asked' || vmhost.instances.get(instance.name) !== instance) return;
    instance.process = null;
    instance.guestDown = end.how === 'guest';
    const told = end.how === 'died' ? tellDeath(vmhost, instance, machine, end.why) : Promise.resolve();
    told
      .then(() => updateInstance(vmhost, instance))
      .catch((error: unknown) => vmhost.log.error({ err: error }, 'cannot record an ended machine'));
  });
  watchHealth(vmhost, instance, machine);
  instance.process = { incarnation: machine.incarnation, ...machine.identity };
  await saveInstance(vmhost, instance);
  vmhost.killPoint('vmhost.start.recorded');
}

/** Makes the machine's folder and gives it to the machine's user. */
export async function prepareHome(vmhost: Vmhost, instance: InstanceRecord): Promise<MachineHome> {
  if (vmhost.launcher.ownUsers && instance.uid === null) {
    const uidMap = await readFile('/proc/self/uid_map', 'utf8');
    // From here to the assignment nothing waits: no other machine can choose the same user.
    const taken = new Set(
      [...vmhost.instances.values()].flatMap((other) => (other.uid === null ? [] : [other.uid])),
    );
    const uid = freeUid(taken, uidMap);
    if (uid === undefined) refuse('There is no free user for another machine', 'insufficient_resources');
    instance.uid = uid;
    await saveInstance(vmhost, instance);
  }
  const home = homeOf(vmhost, instance);
  await vmhost.launcher.makeHome(home);
  return home;
}

/** Removes the machine's folder with its disks. */
export function removeHome(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  return vmhost.launcher.removeHome(homeOf(vmhost, instance));
}

function homeOf(vmhost: Vmhost, instance: InstanceRecord): MachineHome {
  const { folder: name, uid } = instance;
  return { folder: machineFolder(vmhost, instance), name, uid, launcher: vmhost.launcher };
}

async function choosePorts(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  const isTaken = (port: number, mine: NicRecord): boolean =>
    [...vmhost.instances.values()].some(({ nics }) =>
      nics.some((nic) => nic !== mine && nic.sshPort === port),
    );
  for (const nic of instance.nics) {
    // The same port as last time, so that the user's notes stay true, unless somebody else has it now.
    let port = nic.sshPort;
    while (port === null || !(await isPortFree(port)) || isTaken(port, nic)) port = await freePort();
    nic.sshPort = port;
  }
}

/**
 * The first drive holds password and keys, until the first boot is over; every later one only who the machine is (V14).
 * The fetched document is forgotten as soon as the drive is written.
 */
async function writeConfigDrive(vmhost: Vmhost, instance: InstanceRecord, home: MachineHome): Promise<void> {
  const identity = { instanceId: instance.uuid, hostname: instance.hostname };
  const config = vmhost.pendingConfigs.get(instance.uuid);
  const path = join(home.folder, CONFIG_DRIVE_FILE);
  if (config !== undefined) {
    await writeDrive(
      vmhost,
      path,
      driveFiles(() => configDriveFiles(identity, config)),
    );
    instance.secretsUntil = seconds(vmhost.clock) + vmhost.settings.VMHOST_SECRETS_LIFETIME;
    await saveInstance(vmhost, instance);
    vmhost.killPoint('vmhost.start.drive-written');
    await vmhost.pendingConfigs.remove(instance.uuid);
  } else if (instance.secretsUntil === null) await writeDrive(vmhost, path, identityDriveFiles(identity));
}

function driveFiles(make: () => IsoFile[]): IsoFile[] {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw failed(error.message, error);
    throw error;
  }
}

async function writeDrive(vmhost: Vmhost, path: string, files: IsoFile[]): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, writeIso(CONFIG_DRIVE_LABEL, files, vmhost.clock.now()), {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
}

/** What runs the machine: QEMU in a sandbox with a way out, or where there can be none, by itself without one. */
function machineCommand(
  vmhost: Vmhost,
  instance: InstanceRecord,
  incarnation: string,
  hypervisor: HypervisorState & { acceleration: Acceleration },
): Command {
  const inSandbox = hypervisor.outbound;
  const spec = machineSpec(vmhost, instance, incarnation, hypervisor.acceleration, inSandbox);
  const qemu = { program: vmhost.settings.VMHOST_QEMU, args: qemuArguments(spec) };
  if (!inSandbox) return qemu;
  return sandboxed(qemu, { incarnation, closedNetworks: vmhost.settings.VMHOST_CLOSED_NETWORKS });
}

function machineSpec(
  vmhost: Vmhost,
  instance: InstanceRecord,
  incarnation: string,
  acceleration: Acceleration,
  inSandbox: boolean,
): MachineSpec {
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
    disks: [...disks, { file: CONFIG_DRIVE_FILE, readOnly: true, serial: 'config' }],
    nics: instance.nics.map((nic) => {
      const network = [...vmhost.networks.values()].find(({ uuid }) => uuid === nic.network);
      const address =
        network === undefined || nic.ip === null
          ? null
          : { ip: nic.ip, cidr: network.network, gateway: network.gateway };
      return { mac: nic.mac, netdev: userNetdev({ address, sshPort: nic.sshPort }, inSandbox) };
    }),
  };
}
