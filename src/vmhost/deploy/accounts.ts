import { DeployError } from './failure.ts';
import { type GuestView, textOf } from './guest-files.ts';

export const PASSWD = '/etc/passwd';
export const GROUP = '/etc/group';

/** An account of the image. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
  home: string;
}

/** The account of this name, as the image has it. */
export function accountOf(guest: GuestView, name: string): Account | undefined {
  const fields = lineOf(guest, PASSWD, name);
  const [uid, gid, home] = [Number(fields?.[2]), Number(fields?.[3]), fields?.[5] ?? ''];
  if (fields === undefined || !isId(uid) || !isId(gid)) return undefined;
  return { name, uid, gid, home };
}

/** The number of a user or group that a name, or a number, stands for in the image. */
export function idOf(guest: GuestView, file: typeof PASSWD | typeof GROUP, name: string): number {
  const found = Number(lineOf(guest, file, name)?.[2] ?? Number.NaN);
  const id = isId(found) ? found : /^\d+$/.test(name) ? Number(name) : Number.NaN;
  if (isId(id)) return id;
  throw new DeployError(`The image has no ${file === GROUP ? 'group' : 'user'} ${name}.`);
}

function lineOf(guest: GuestView, file: string, name: string): string[] | undefined {
  return textOf(guest, file)
    ?.split('\n')
    .map((line) => line.split(':'))
    .find(([first]) => first === name);
}

function isId(id: number): boolean {
  return Number.isInteger(id) && id >= 0 && id <= 0xffff_fffe;
}
