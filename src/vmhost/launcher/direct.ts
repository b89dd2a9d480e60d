import { chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Launcher, LaunchHome } from '#platform/launcher';
import { kvmDevice } from '../qemu/host-identity.ts';
import { signalProcess } from '../qemu/process.ts';
import { giveFiles } from './give-files.ts';
import { type Owner, spawnIn } from './spawn.ts';

/**
 * Starts machines from this very process: as its own user, or as root each as a user of its own. The folder of machines is
 * made by the first of them.
 */
export function directLauncher(machines: string): Launcher {
  const self = process.getuid?.() ?? 0;
  const folderOf = ({ name }: LaunchHome): string => join(machines, name);
  return {
    ready: () => Promise.resolve(),
    ownUsers: self === 0,
    makeHome: async (home) => {
      await mkdir(folderOf(home), { recursive: true, mode: 0o700 });
      if (home.uid !== null) await chown(folderOf(home), home.uid, home.uid);
    },
    removeHome: (home) => rm(folderOf(home), { recursive: true, force: true }),
    start: async ({ program, args, ...home }) => {
      const owner = await ownerOf(home);
      if (owner !== null) giveFiles(folderOf(home), owner, 0o600, [self]);
      return spawnIn(folderOf(home), program, args, owner);
    },
    signal: signalProcess,
  };
}

/** Processes have the group of the virtualisation device where there is one, so that they may open it; never root's. */
async function ownerOf({ uid }: LaunchHome): Promise<Owner | null> {
  return uid === null ? null : { uid, gid: uid, processGid: (await kvmDevice())?.gid || uid };
}
