import type { Edit } from '../edits.ts';
import { type GuestView, textOf } from '../guest-files.ts';

export const HOSTNAME = '/etc/hostname';
export const HOSTS = '/etc/hosts';
export const SUSE_HOSTNAME = '/etc/HOSTNAME';
export const SYSCONFIG = '/etc/sysconfig/network';

/** The machine's name where its system looks for it, and in the line of 127.0.1.1. */
export function setHostname(guest: GuestView, hostname: string): Edit[] {
  const edits: Edit[] = [];
  const isOldRedHat =
    guest.has(SYSCONFIG) && !guest.has(HOSTNAME) && /^HOSTNAME=/m.test(plainText(guest, SYSCONFIG));
  if (isOldRedHat) {
    const text = plainText(guest, SYSCONFIG).replaceAll(/^HOSTNAME=.*$/gm, `HOSTNAME=${hostname}`);
    edits.push(replaced(guest, SYSCONFIG, text));
  } else if (guest.get(SUSE_HOSTNAME)?.type === 'regular')
    edits.push(replaced(guest, SUSE_HOSTNAME, `${hostname}\n`));
  else edits.push(replaced(guest, HOSTNAME, `${hostname}\n`));
  const hosts = plainText(guest, HOSTS);
  if (/^127\.0\.1\.1[ \t]/m.test(hosts))
    edits.push(replaced(guest, HOSTS, hosts.replaceAll(/^127\.0\.1\.1[ \t].*$/gm, `127.0.1.1\t${hostname}`)));
  return edits;
}

function plainText(guest: GuestView, path: string): string {
  return guest.get(path)?.type === 'regular' ? (textOf(guest, path) ?? '') : '';
}

/** A file with new content, as it was otherwise. */
export function replaced(guest: GuestView, path: string, text: string): Edit {
  const { mode, uid, gid } = guest.get(path) ?? { mode: 0o644, uid: 0, gid: 0 };
  return { kind: 'file', path, content: Buffer.from(text), mode, uid, gid };
}
