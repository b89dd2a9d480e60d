import { constants } from 'node:fs';
import { copyFile, realpath, rm, stat } from 'node:fs/promises';
import { join, normalize, resolve } from 'node:path';
import type { MachineHome } from '../qemu/machine.ts';
import type { InstanceRecord } from '../store/records.ts';
import { failed, refuse } from './failure.ts';
import { RESCUE_MEDIUM_FILE, type Vmhost } from './vmhost.ts';

/** What the machine starts from from now on: a medium below RESCUE_IMAGE_PATH, or its own disk. Changes the record only. */
export async function changeMedium(
  vmhost: Vmhost,
  instance: InstanceRecord,
  wanted: { boot_order?: string; cdrom_image_path?: string },
): Promise<[string, unknown][]> {
  const changes = Object.entries(wanted).filter(
    ([name]) => name === 'boot_order' || name === 'cdrom_image_path',
  );
  if (changes.length === 0) return [];
  const path = wanted.cdrom_image_path ?? instance.medium ?? '';
  const order = wanted.boot_order ?? (instance.medium === undefined ? 'disk' : 'cdrom');
  if (order === 'cdrom' && path !== '') {
    await findMedium(vmhost, path);
    instance.medium = path;
  } else delete instance.medium;
  return changes.map(([name, value]) => [`hv/${name}`, value]);
}

/**
 * The medium itself. Names lead nowhere else: whoever may give orders to the manager must not have it read other files of
 * the host (V3), and a link that an operator put there must stay below the folder, too.
 */
async function findMedium({ settings }: Vmhost, path: string): Promise<string> {
  const folder = resolve('/', settings.RESCUE_IMAGE_PATH);
  if (/^https?:/.test(path))
    refuse('Rescue media of this hypervisor are files: it fetches none', 'wrong_input');
  if (!path.startsWith(`${folder}/`) || normalize(path) !== path)
    refuse(`Rescue media lie below ${folder}`, 'wrong_input');
  try {
    const real = await realpath(path);
    if (!real.startsWith(`${await realpath(folder)}/`))
      refuse(`Rescue media lie below ${folder}`, 'wrong_input');
    const facts = await stat(real);
    if (facts.isFile() && facts.size > 0) return real;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
  }
  return refuse('The rescue medium is not on the host of the machine', 'environment_error');
}

/** Puts the medium into the machine's folder, the only place that its sandbox shows to it, or takes it from there. */
export async function placeMedium(
  vmhost: Vmhost,
  instance: InstanceRecord,
  home: MachineHome,
): Promise<void> {
  const target = join(home.folder, RESCUE_MEDIUM_FILE);
  await rm(target, { force: true });
  if (instance.medium === undefined) return;
  const source = await findMedium(vmhost, instance.medium);
  if ((await stat(source)).size > vmhost.disk.room())
    refuse('The host of the machine has no disk space for the rescue medium', 'insufficient_resources');
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  } catch (error) {
    await rm(target, { force: true });
    throw failed('The rescue medium could not be given to the machine', error as Error);
  }
}
