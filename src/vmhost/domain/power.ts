import type { HypervisorState } from '../qemu/acceleration.ts';
import type { Acceleration } from '../qemu/command-line.ts';
import { saysKvmFailed } from '../qemu/kvm-failure.ts';
import { Machine, type MachineHome, MachineStartError, type Patience } from '../qemu/machine.ts';
import { removeOldSockets } from '../qemu/sockets.ts';
import type { InstanceRecord } from '../store/records.ts';
import { requireMemory } from './capacity.ts';
import { writeConfigDrive } from './config-drive.ts';
import { failed, refuse } from './failure.ts';
import { distrustKvm, tellDeath, tellStarted, watchHealth } from './health.ts';
import { choosePorts, machineCommand } from './machine-command.ts';
import { homeOf, prepareHome } from './machine-home.ts';
import { placeMedium } from './rescue-medium.ts';
import { saveInstance, updateInstance } from './save-instance.ts';
import { beginWired } from './wired-cards.ts';
import type { Vmhost } from './vmhost.ts';

/** How machines run here, or a refusal that says why none can. */
export async function requireHypervisor(
  vmhost: Vmhost,
): Promise<HypervisorState & { acceleration: Acceleration }> {
  const { acceleration, ...state } = await vmhost.hypervisor.state();
  if (acceleration === null) refuse(state.reason ?? 'No machine can run here', 'hypervisor_missing');
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
  await placeMedium(vmhost, instance, home);
  instance.process = { incarnation: vmhost.ids.uuid().slice(0, 8), pid: null, startTicks: null };
  await saveInstance(vmhost, instance);
  vmhost.killPoint('vmhost.start.intent-recorded');
  await removeOldSockets(home.folder, null);
  try {
    const machine = await startQemu(vmhost, instance, home, hypervisor);
    vmhost.killPoint('vmhost.start.spawned');
    await recordMachine(vmhost, instance, machine);
    await beginWired(vmhost, instance, machine);
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
