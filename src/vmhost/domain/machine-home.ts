import { readFile } from 'node:fs/promises';
import type { MachineHome } from '../qemu/machine.ts';
import { freeUid } from '../qemu/owner.ts';
import type { InstanceRecord } from '../store/records.ts';
import { refuse } from './failure.ts';
import { saveInstance } from './save-instance.ts';
import { machineFolder, type Vmhost } from './vmhost.ts';

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

/** Where the machine lives and whose its files are. */
export function homeOf(vmhost: Vmhost, instance: InstanceRecord): MachineHome {
  const { folder: name, uid } = instance;
  return { folder: machineFolder(vmhost, instance), name, uid, launcher: vmhost.launcher };
}
