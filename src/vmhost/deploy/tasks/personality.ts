import type { PersonalityFile } from '#contract/instance-config';
import { GROUP, idOf, PASSWD } from '../accounts.ts';
import { type Edit, foldersAbove } from '../edits.ts';
import type { GuestView } from '../guest-files.ts';

const FOLDER_MODE = 0o750;

/** Files of the owner; folders that are missing belong to the owner of the file. */
export function putFiles(guest: GuestView, files: readonly (PersonalityFile & { bytes: Buffer })[]): Edit[] {
  const made = new Set<string>();
  return files.flatMap((file): Edit[] => {
    const owner = { uid: idOf(guest, PASSWD, file.owner), gid: idOf(guest, GROUP, file.group) };
    const folders = foldersAbove(file.path).filter((path) => !guest.has(path) && !made.has(path));
    for (const path of folders) made.add(path);
    return [
      ...folders.map((path): Edit => ({ kind: 'folder', path, mode: FOLDER_MODE, ...owner })),
      { kind: 'file', path: file.path, content: file.bytes, mode: file.mode, ...owner },
    ];
  });
}
