import type { Edit } from '../edits.ts';
import { type GuestView, textOf } from '../guest-files.ts';

export const SELINUX = '/etc/selinux/config';

/** Files that were set up have no label: a system that wants labels gives them at its first start. */
export function wantLabels(guest: GuestView): Edit[] {
  if (guest.get(SELINUX)?.type !== 'regular') return [];
  if (!/^SELINUX=(?:enforcing|permissive)\s*$/m.test(textOf(guest, SELINUX) ?? '')) return [];
  return [{ kind: 'file', path: '/.autorelabel', content: Buffer.alloc(0), mode: 0o644, uid: 0, gid: 0 }];
}
