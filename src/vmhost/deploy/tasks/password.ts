import { DeployError } from '../failure.ts';
import { PASSWD } from '../accounts.ts';
import type { Edit } from '../edits.ts';
import { type GuestView, textOf } from '../guest-files.ts';

export const SHADOW = '/etc/shadow';
const DAY_MS = 86_400_000;

/** The password of these accounts; one that the image does not have is an error, as is an image without passwords. */
export function setPassword(
  guest: GuestView,
  wanted: { users: readonly string[]; hash: string; now: Date },
): Edit[] {
  const file = guest.has(SHADOW) ? SHADOW : PASSWD;
  const text = textOf(guest, file);
  if (text === undefined) throw new DeployError(`The image has neither ${SHADOW} nor ${PASSWD}.`);
  const lines = text.split('\n');
  const day = Math.floor(wanted.now.getTime() / DAY_MS);
  for (const user of wanted.users) {
    const at = lines.findIndex((line) => line.startsWith(`${user}:`));
    if (at < 0)
      throw new DeployError(`The image has no user ${user}: its property USERS names who gets the password.`);
    const [, , ...rest] = lines[at]!.split(':');
    lines[at] =
      file === SHADOW ? `${user}:${wanted.hash}:${day}:0:99999:7:::` : [user, wanted.hash, ...rest].join(':');
  }
  const { mode, uid, gid } = guest.get(file)!;
  return [{ kind: 'file', path: file, content: Buffer.from(lines.join('\n')), mode, uid, gid }];
}
