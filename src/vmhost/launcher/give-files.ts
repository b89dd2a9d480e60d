import { closeSync, constants, fchmodSync, fchownSync, fstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Owner } from './spawn.ts';

/** What lies in a machine's folder and may not become the machine's. */
class ForeignFileError extends Error {
  override name = 'ForeignFileError';
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * Gives the regular files of a folder to the machine's user, with this mode. Links are left alone and never followed. A file
 * that has a second name, or that belongs neither to the machine nor to one of `givers`, throws ForeignFileError: somebody
 * wants a file of the host to change hands.
 */
export function giveFiles(folder: string, owner: Owner, mode: number, givers: readonly number[]): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = openSync(join(folder, entry.name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const facts = fstatSync(file);
      if (!facts.isFile() || facts.nlink !== 1 || ![owner.uid, ...givers].includes(facts.uid))
        throw new ForeignFileError(`${entry.name} is not a file of this machine`);
      fchownSync(file, owner.uid, owner.gid);
      fchmodSync(file, mode);
    } finally {
      closeSync(file);
    }
  }
}
