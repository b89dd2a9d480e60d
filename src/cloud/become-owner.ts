import { statSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { Account } from '#platform/service-account';
import { StartError } from '#platform/service/start-error';

/**
 * For the administration commands: root becomes whoever owns the data directory, so that nothing root makes in it locks the
 * cloud out.
 */
export function becomeOwner(dataDirectory: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dataDirectory);
  if (uid === 0) return;
  flushCompileCache(); // what Node.js compiled is kept in a folder of root's
  become({ uid, gid });
}

/**
 * Becomes the account for good. Of groups only that of the virtualisation device is kept, so that the service can tell whether machines may use it.
 */
export function become({ uid, gid }: Pick<Account, 'uid' | 'gid'>): void {
  const kvm = statSync('/dev/kvm', { throwIfNoEntry: false })?.gid ?? 0;
  process.setgroups!(kvm === 0 ? [] : [kvm]);
  process.setgid!(gid);
  process.setuid!(uid);
  let isBack = true;
  try {
    process.setuid!(0);
  } catch {
    isBack = false; // as it must be
  }
  if (isBack) throw new StartError('Root could not be left: start the cloud as an ordinary user.');
}
