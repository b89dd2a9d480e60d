import { say } from '#text/files';
import { downloadAddress, type Entry } from '../../api/files.ts';
import { archiveAddress } from '../../api/services.ts';
import { noteDone } from '../../parts/undo-note.tsx';
import { folderOf, leafOf } from './transfer/plan.ts';

/** An address is no place for more: servers and proxies refuse longer ones. */
const LONGEST_ADDRESS = 6_000;

/** Where entries of one folder are had as one ZIP; undefined when they are too many to be named. */
export function archiveOf(account: string, container: string, entries: readonly Entry[]): string | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const names = entries.map(({ name }) => leafOf(name));
  const address = archiveAddress(account, container, folderOf(first.name), names);
  return address.length > LONGEST_ADDRESS ? undefined : address;
}

/** One file as it is, several as one ZIP. */
export function downloadAll(account: string, container: string, entries: readonly Entry[]): void {
  const [first] = entries;
  if (first === undefined) return;
  const one = entries.length === 1 && !first.folder;
  const address = one
    ? downloadAddress(account, container, first.name)
    : archiveOf(account, container, entries);
  if (address === undefined) return noteDone(say.tooManyForArchive);
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
