import type { Entry } from '../../api/files.ts';
import { inOrder, type Sort } from '../../parts/sort.ts';

export type FileColumn = 'name' | 'size' | 'changed';
export const FILE_COLUMNS = ['name', 'size', 'changed'] as const;

/** The entries as ordered, folders first. */
export function orderedEntries(entries: readonly Entry[], sort: Sort<FileColumn>): Entry[] {
  const ordered = inOrder(entries, sort, {
    name: ({ name }) => name,
    size: ({ bytes }) => bytes,
    changed: ({ changed }) => Date.parse(changed) || 0,
  });
  return [...ordered.filter(({ folder }) => folder), ...ordered.filter(({ folder }) => !folder)];
}
