import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Why the cloud cannot leave root here, for `skip`; false when it can. */
export function cannotLeaveRoot(): string | false {
  if (process.getuid?.() !== 0) return '*** NOT RUN: only root can leave root';
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0)
      return '*** NOT RUN: a folder above this checkout is closed to others, so the cloud stays root: chmod o+x it';
  }
  return false;
}
