import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ListedRow } from '#contract/object-client';
import { FOLDER_TYPE, isFolderType, type Sharing } from '#contract/object-headers';
import { isRefusal } from '#contract/refusal';
import { keys } from './keys.ts';
import { objectsOf } from './services.ts';

const PAGE = 1000;

export interface Container {
  name: string;
  count: number;
  bytes: number;
  last_modified: string;
}

/** What somebody may do with what is another's. */
export type Right = 'read' | 'write';

/** A file, or a folder when `folder` is set. `name` is the whole name inside the container. */
export interface Entry {
  name: string;
  folder: boolean;
  bytes: number;
  type: string;
  changed: string;
  hash: string;
  /** Uuid of who changed it last. */
  by?: string;
  /** How many versions there are of it, this one too. */
  versions?: number;
  /** Who else may use it, where it has a list of its own. */
  sharing?: Sharing;
  /** What this person may do with it, where it is another's and has a list of its own. */
  allowedTo?: Right;
}

export { downloadAddress } from './services.ts';

export const containersQuery = (account: string) =>
  queryOptions({
    queryKey: keys.containers(account),
    staleTime: 10_000,
    async queryFn(): Promise<Container[]> {
      const rows = await objectsOf(account).containers();
      return rows.flatMap((row) =>
        'subdir' in row ? [] : { ...row, count: Number(row.count ?? 0), bytes: Number(row.bytes ?? 0) },
      );
    },
  });

/** What lies directly in a folder (`''` is the top; a folder ends in `/`), folders first, a page at a time. */
export const folderQuery = (account: string, container: string, folder: string) =>
  infiniteQueryOptions({
    queryKey: keys.folderPages(account, container, folder),
    staleTime: 5_000,
    initialPageParam: '',
    async queryFn({ pageParam }): Promise<{ entries: Entry[]; next: string }> {
      const { rows, next = '' } = await objectsOf(account).objectsPage(container, {
        delimiter: '/',
        limit: PAGE,
        prefix: folder || undefined,
        marker: pageParam || undefined,
      });
      return { entries: entriesOf(rows, folder), next };
    },
    getNextPageParam: (page) => (page.next === '' ? undefined : page.next),
  });

/** A folder may be listed twice, as its own object and as the start of other names; it is one entry. */
function entriesOf(listed: ListedRow[], folder: string): Entry[] {
  const found = new Map<string, Entry>();
  for (const row of listed) {
    const entry = entryOf(row);
    if (entry.name === folder || entry.name === `${folder.slice(0, -1)}`) continue;
    const known = found.get(entry.name);
    found.set(entry.name, known === undefined || known.changed === '' ? entry : known);
  }
  return [...found.values()];
}

function entryOf(row: ListedRow): Entry {
  if ('subdir' in row)
    return { name: row.subdir.replace(/\/$/, ''), folder: true, bytes: 0, type: '', changed: '', hash: '' };
  const folder = isFolderType(row.content_type);
  return {
    name: folder ? row.name.replace(/\/$/, '') : row.name,
    folder,
    bytes: Number(row.bytes),
    type: row.content_type.split(';')[0] ?? '',
    changed: row.last_modified ?? '',
    hash: row.x_object_hash,
  };
}

export async function createContainer(account: string, name: string): Promise<void> {
  await objectsOf(account).createContainer(name);
}

/** Deletes all that lies in the container; the container stays. */
export async function emptyContainer(account: string, name: string): Promise<void> {
  await objectsOf(account).emptyContainer(name);
}

/** Empties the container and removes it with its history. */
export async function deleteContainer(account: string, name: string): Promise<void> {
  await emptyContainer(account, name);
  await objectsOf(account).deleteContainer(name);
}

/** A folder is an object of its own, so that an empty one can exist. */
export async function createFolder(account: string, container: string, name: string): Promise<void> {
  await objectsOf(account).putObject(container, name, { type: FOLDER_TYPE, overwrite: false });
}

/** Whether something was refused because an object has the name already. */
export function isTaken(error: unknown): boolean {
  return isRefusal(error, 'precondition_failed');
}

/** A folder that only shows in other names has no object yet; deleting or moving it with what is below needs one. */
export async function ensureFolder(account: string, container: string, name: string): Promise<void> {
  await createFolder(account, container, name).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
  });
}

/** Deletes a file, or a folder with all it holds, for good. */
export async function deleteEntry(
  account: string,
  container: string,
  { name, folder }: Pick<Entry, 'name' | 'folder'>,
): Promise<void> {
  if (folder) await ensureFolder(account, container, name);
  await objectsOf(account).deleteObject(container, name, { below: folder });
}
