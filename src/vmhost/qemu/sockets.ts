import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Names in the machine's folder, which is QEMU's working directory: no path of the host stands in its arguments. */
export function socketNames(incarnation: string): {
  monitor: string;
  screen: string;
  serial: string;
  /** Of slirp4netns: in a folder that QEMU does not see. */
  forwarding: string;
} {
  return {
    monitor: `qmp-${incarnation}`,
    screen: `vnc-${incarnation}`,
    serial: `tty-${incarnation}`,
    forwarding: `network/slirp-${incarnation}`,
  };
}

/** Removes the sockets of one start. */
export async function removeSockets(folder: string, incarnation: string): Promise<void> {
  for (const name of Object.values(socketNames(incarnation))) await rm(join(folder, name), { force: true });
}

/** Removes sockets of every start but the given one. */
export async function removeOldSockets(folder: string, incarnation: string | null): Promise<void> {
  const keep = new Set(incarnation === null ? [] : Object.values(socketNames(incarnation)));
  for (const name of await readdir(folder)) {
    if (/^(?:qmp|vnc|tty)-[0-9a-f]+$/.test(name) && !keep.has(name))
      await rm(join(folder, name), { force: true });
  }
}
