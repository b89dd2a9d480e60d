import type { Replies } from '#contract/client';
import type { FolderAsked } from '#contract/object-folder-client';
import type { Entry } from './files.ts';
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
  below?: Sums;
}

/** Some rows of a folder, as ordered and filtered by the cloud: folders first. */
export async function readFolderWindow(
  account: string,
  { container, path }: { container: string; path: string },
  asked: FolderAsked,
): Promise<FolderWindow> {
  const { total, rows, below } = await objectsOf(account).folder(container, path, asked);
  return {
    total,
    rows: rows.map((row) => entryOf(row, path)),
    ...(below === undefined
      ? {}
      : { below: { ...below, files: Number(below.files), bytes: Number(below.bytes) } }),
  };
}

function entryOf(row: Replies['folder']['rows'][number], path: string): Entry {
  const below = row.folder ? row.below : undefined;
  return {
    name: path + row.name,
    folder: row.folder,
    bytes: Number(row.folder ? (below?.bytes ?? 0) : row.bytes),
    type: (row.type ?? '').split(';')[0] ?? '',
    changed: below?.changed ?? row.changed ?? '',
    hash: row.hash ?? '',
  };
}
