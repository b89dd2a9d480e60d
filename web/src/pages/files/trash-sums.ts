import { queryOptions } from '@tanstack/react-query';
import type { ListedRow } from '#contract/object-client';
import { isFolderType } from '#contract/object-headers';
import type { Entry } from '../../api/files.ts';
import { objectsOf } from '../../api/services.ts';
import { TRASH } from '../../api/trash.ts';
import { bytes, counted } from '../../text/format.ts';

/** Read at most; of a fuller trash "at least" so much is told. */
const MOST = 10_000;

/** How much lies below a place of the trash, and since when: of all, and of each entry there by its whole name. */
export interface TrashSums {
  files: number;
  bytes: number;
  more: boolean;
  byEntry: Map<string, { bytes: number; changed: string }>;
}

export const trashSumsQuery = (account: string, folder: string) =>
  queryOptions({
    queryKey: ['folder', account, TRASH, 'sums', folder],
    staleTime: 5_000,
    async queryFn(): Promise<TrashSums> {
      const filter = { limit: MOST, prefix: folder || undefined };
      return sumsOf(await objectsOf(account).objects(TRASH, filter), folder);
    },
  });

function sumsOf(listed: ListedRow[], folder: string): TrashSums {
  const sums: TrashSums = { files: 0, bytes: 0, more: listed.length >= MOST, byEntry: new Map() };
  for (const row of listed) {
    if ('subdir' in row) continue;
    const { name, last_modified: changed = '' } = row;
    const size = Number(row.bytes);
    if (!isFolderType(row.content_type)) sums.files += 1;
    sums.bytes += size;
    const end = name.indexOf('/', folder.length);
    const entry = end === -1 ? name : name.slice(0, end);
    const known = sums.byEntry.get(entry) ?? { bytes: 0, changed };
    sums.byEntry.set(entry, {
      bytes: known.bytes + size,
      changed: Date.parse(changed) > Date.parse(known.changed) ? changed : known.changed,
    });
  }
  return sums;
}

/** The entries of a place in the trash, folders with all that lies in them and when the last of it came there. */
export function withSums(entries: Entry[], sums: TrashSums | undefined): Entry[] {
  if (sums === undefined) return entries;
  return entries.map((entry) => (entry.folder ? { ...entry, ...sums.byEntry.get(entry.name) } : entry));
}

/** "12 files, 3.2 GiB" */
export function sumWords({ files, bytes: size, more }: TrashSums): string {
  return `${more ? 'at least ' : ''}${counted(files, 'file')}, ${bytes(size)}`;
}
