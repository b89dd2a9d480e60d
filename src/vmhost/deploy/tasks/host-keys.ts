import type { Edit } from '../edits.ts';
import type { GuestView } from '../guest-files.ts';
import { SSHD_CONFIG } from './authorized-keys.ts';
import { type HostKeyType, hostKeyTypes, newHostKey } from './ssh-keys.ts';

export const SSH_FOLDER = '/etc/ssh';
export const DEBIAN = '/etc/debian_version';
const KEY = /^ssh_host_([a-z0-9]+)_key(?:\.pub)?$/;

/**
 * No machine has the SSH host keys of its image. A new one of each type stands in their place: Debian's sshd makes none by
 * itself, and does not start without.
 */
export async function renewHostKeys(guest: GuestView, hostname: string): Promise<Edit[]> {
  const names = (guest.get(SSH_FOLDER)?.names ?? []).filter((name) => KEY.test(name));
  const found = new Set(names.map((name) => KEY.exec(name)?.[1]));
  let types: readonly HostKeyType[] = hostKeyTypes.filter((type) => found.has(type));
  if (types.length === 0 && guest.has(DEBIAN) && guest.has(SSHD_CONFIG)) types = hostKeyTypes;
  const edits: Edit[] = names.map((name) => ({ kind: 'remove', path: `${SSH_FOLDER}/${name}` }));
  for (const type of types) {
    const key = await newHostKey(type, `root@${hostname}`);
    const path = `${SSH_FOLDER}/ssh_host_${type}_key`;
    edits.push({ kind: 'file', path, content: Buffer.from(key.secret), mode: 0o600, uid: 0, gid: 0 });
    edits.push({
      kind: 'file',
      path: `${path}.pub`,
      content: Buffer.from(key.open),
      mode: 0o644,
      uid: 0,
      gid: 0,
    });
  }
  return edits;
}
