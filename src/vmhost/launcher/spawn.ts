import { spawn } from 'node:child_process';
import { closeSync, constants, fchownSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Launched } from '#platform/launcher';
import { processIdentity } from '../qemu/process.ts';
import { toolEnvironment } from '#platform/run-tool';

/** What the machine's programs say on their standard output and error. */
export const QEMU_LOG = 'qemu.log';

/** Owner of a machine's files, and the group that its processes run with. */
export interface Owner {
  uid: number;
  /** Of the files. */
  gid: number;
  /** Of the processes. */
  processGid: number;
}

/**
 * Starts a program in the folder, in a session of its own, so that neither Ctrl-C nor our end reaches it. Its log is made
 * anew: whatever lies there under that name is not followed.
 */
export async function spawnIn(
  folder: string,
  program: string,
  args: string[],
  owner: Owner | null,
): Promise<Launched> {
  const path = join(folder, QEMU_LOG);
  rmSync(path, { force: true });
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_APPEND } = constants;
  const log = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_APPEND, 0o660);
  try {
    if (owner !== null) fchownSync(log, owner.uid, owner.gid);
    const child = spawn(program, args, {
      cwd: folder,
      env: toolEnvironment(),
      detached: true,
      stdio: ['ignore', log, log],
      ...(owner === null ? {} : { uid: owner.uid, gid: owner.processGid }),
    });
    const exited = new Promise<number | null>((resolve) => {
      child.once('exit', (code) => resolve(code));
      child.once('error', () => resolve(null));
    });
    child.unref();
    return { identity: child.pid === undefined ? undefined : await processIdentity(child.pid), exited };
  } finally {
    closeSync(log);
  }
}
