import { say } from '#text/containers';
import { TRASH } from '../../api/trash.ts';

/** The container that every account starts with. */
export const HOME = 'pithos';

/** What people see instead of the container's wire name; `theirs`: of another's. */
export function containerWord(name: string, theirs = false): string {
  if (name === HOME) return theirs ? say.theirFiles : say.myFiles;
  return name === TRASH ? say.trash : name;
}

/** What a folder is called, given its whole name: in the trash the topmost ones are the containers files came from. */
export function folderWord(container: string, name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return container === TRASH && !name.includes('/') ? containerWord(last) : last;
}

/** What a folder is called, the top of a container by the container's word. */
export function placeWord(container: string, folder: string, theirs = false): string {
  return folder === '' ? containerWord(container, theirs) : folderWord(container, folder.slice(0, -1));
}
