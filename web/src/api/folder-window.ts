import { queryOptions } from '@tanstack/react-query';
import type { Replies } from '#contract/client';
import type { FolderAsked } from '#contract/object-folder-client';
import { keys } from './keys.ts';
import type { Entry, Right } from './files.ts';
import { objectsOf } from './services.ts';

/** Files and bytes at any depth; with `more` of the first 100,000 names only. */
export interface Sums {
  files: number;
  bytes: number;
  more: boolean;
}

export interface FolderWindow {
  total: number;
  rows: Entry[];
  /** What another than the owner may do with what has no list of its own here; absent where nothing is inherited. */
  allowedTo?: Right;
  below?: Sums;
}

/** Some rows of a folder, as ordered and filtered by the cloud: folders first. */
export async function readFolderWindow(
  account: string,
  { container, path }: { container: string; path: string },
  asked: FolderAsked,
): Promise<FolderWindow> {
  const { total, rows, below, allowedTo } = await objectsOf(account).folder(container, path, asked);
  return {
    total,
    rows: rows.map((row) => entryOf(row, path)),
    ...(allowedTo === undefined ? {} : { allowedTo }),
    ...(below === undefined
      ? {}
      : { below: { ...below, files: Number(below.files), bytes: Number(below.bytes) } }),
  };
}

/** An entry of a row in a folder. */
export function entryOf(row: Replies['folder']['rows'][number], path: string): Entry {
  const below = row.folder ? row.below : undefined;
  return {
    name: path + row.name,
    folder: row.folder,
    bytes: Number(row.folder ? (below?.bytes ?? 0) : row.bytes),
    type: (row.type ?? '').split(';')[0] ?? '',
    changed: below?.changed ?? row.changed ?? '',
    hash: row.hash ?? '',
    ...(row.changedBy === undefined ? {} : { by: row.changedBy }),
    ...(row.versions === undefined ? {} : { versions: row.versions }),
    ...(row.sharing === undefined ? {} : { sharing: row.sharing }),
    ...(row.allowedTo === undefined ? {} : { allowedTo: row.allowedTo }),
  };
}

/** Folders of a folder that a person can choose among at most. */
const MOST_FOLDERS = 500;

/** The names of the folders in a folder. */
export const folderNamesQuery = (account: string, container: string, folder: string) =>
  queryOptions({
    queryKey: keys.folderNames(account, container, folder),
    staleTime: 5_000,
    async queryFn({ signal }): Promise<string[]> {
      const place = { container, path: folder };
      const { rows } = await readFolderWindow(account, place, { offset: 0, limit: MOST_FOLDERS, signal });
      return rows.filter((row) => row.folder).map(({ name }) => name.slice(folder.length));
    },
  });
