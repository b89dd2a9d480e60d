import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG_DRIVE_LABEL, configDriveFiles, identityDriveFiles } from '../config-drive/documents.ts';
import { type IsoFile, writeIso } from '../config-drive/iso9660.ts';
import type { MachineHome } from '../qemu/machine.ts';
import type { InstanceRecord } from '../store/records.ts';
import { failed } from './failure.ts';
import { saveInstance } from './save-instance.ts';
import { CONFIG_DRIVE_FILE, seconds, type Vmhost } from './vmhost.ts';

/**
 * The first drive holds password and keys, until the first boot is over; every later one only who the machine is (V14).
 * The fetched document is forgotten as soon as the drive is written.
 */
export async function writeConfigDrive(
  vmhost: Vmhost,
  instance: InstanceRecord,
  home: MachineHome,
): Promise<void> {
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
