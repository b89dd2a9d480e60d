import { posix } from 'node:path';
import { accountOf, type Account } from '../accounts.ts';
import { DeployError } from '../failure.ts';
import { type Edit, foldersAbove } from '../edits.ts';
import { contentOf, type GuestView, isPlainPath, textOf } from '../guest-files.ts';

export const SSHD_CONFIG = '/etc/ssh/sshd_config';

/** An account that gets keys, and the file where its sshd looks for them. */
export interface KeyFile {
  account: Account;
  path: string;
}

/** Where the keys of these accounts belong; none where the image's sshd looks at no file. */
export function keyFiles(guest: GuestView, users: readonly string[]): KeyFile[] {
  const pattern = patternOf(guest);
  if (pattern === 'none') return [];
  return users.map((user) => {
    const account = accountOf(guest, user) ?? missing(user);
    const replaced = pattern.replaceAll(/%([hu%])/g, (_, letter: string) =>
      letter === 'h' ? account.home : letter === 'u' ? user : '%',
    );
    const path = posix.normalize(replaced.startsWith('/') ? replaced : `${account.home}/${replaced}`);
    if (!isPlainPath(path)) throw new DeployError(`The keys of ${user} have no place in the image.`);
    return { account, path };
  });
}

function missing(user: string): never {
  throw new DeployError(`The image has no user ${user}: its property USERS names who gets the keys.`);
}

/** The last file that sshd is told to look at, as snf-image takes it. */
function patternOf(guest: GuestView): string {
  const line = guest.get(SSHD_CONFIG)?.type === 'regular' ? (textOf(guest, SSHD_CONFIG) ?? '') : '';
  const words = /^[ \t]*AuthorizedKeysFile[ \t=]+(.*)$/im.exec(line)?.[1]?.trim().split(/\s+/) ?? [];
  return words.at(-1) ?? '%h/.ssh/authorized_keys';
}

/** What has to be looked at before keys can be added. */
export function keyFilePaths(files: readonly KeyFile[]): string[] {
  return files.flatMap(({ path }) => [...foldersAbove(path), path]);
}

/** Adds the keys to what stands there; folders that are missing are the account's own. */
export function addKeys(guest: GuestView, files: readonly KeyFile[], keys: readonly string[]): Edit[] {
  if (keys.length === 0) return [];
  return files.flatMap(({ account, path }): Edit[] => {
    const { uid, gid } = account;
    const folders = foldersAbove(path)
      .filter((folder) => !guest.has(folder))
      .map((folder): Edit => ({ kind: 'folder', path: folder, mode: 0o700, uid, gid }));
    const before = contentOf(guest, path)?.toString('utf8') ?? '';
    const known = new Set(before.split('\n'));
    const added = keys.filter((key) => !known.has(key)).map((key) => `${key}\n`);
    const glue = before === '' || before.endsWith('\n') ? '' : '\n';
    const content = Buffer.from(`${before}${glue}${added.join('')}`);
    return [...folders, { kind: 'file', path, content, mode: 0o600, uid, gid }];
  });
}
