import type { Edit } from '../edits.ts';
import type { GuestView } from '../guest-files.ts';
import { replaced } from './hostname.ts';

/** systemd's, and dbus's copy of it. */
export const MACHINE_IDS = ['/etc/machine-id', '/var/lib/dbus/machine-id'] as const;

/** A number of the machine's own where its system has one; a system that makes its own at the first start is left to it. */
export function changeMachineId(guest: GuestView, uuid: string): Edit[] {
  return MACHINE_IDS.filter((path) => {
    const entry = guest.get(path);
    return entry?.type === 'regular' && /^[0-9a-f]{32}\s*$/.test(entry.content?.toString('latin1') ?? '');
  }).map((path) => replaced(guest, path, `${uuid.replaceAll('-', '')}\n`));
}
