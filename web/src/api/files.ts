import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { API_BASE, call, callJson } from './http.ts';

const STORE = '/pithos/object-store/v1';
const PAGE = 1000;

export interface Container {
  name: string;
  count: number;
  bytes: number;
  last_modified: string;
}

/** A file, or a folder when `folder` is set. `name` is the whole name inside the container. */
export interface Entry {
  name: string;
  folder: boolean;
  bytes: number;
  type: string;
  changed: string;
  hash: string;
}

interface ListedObject {
  name?: string;
  subdir?: string;
  bytes?: number;
  content_type?: string;
  last_modified?: string;
  x_object_hash?: string;
}

/** The path of a container or object, each part encoded. */
export function storePath(account: string, container: string, object = ''): string {
  const parts = object === '' ? [account, container] : [account, container, ...object.split('/')];
  return `${STORE}/${parts.map(encodeURIComponent).join('/')}`;
}

/** Where the browser fetches the file's bytes from; the answer is always to be saved, never shown inside this page. */
export function downloadAddress(account: string, container: string, object: string): string {
  return `${API_BASE}${storePath(account, container, object)}?disposition-type=attachment`;
}

export const containersQuery = (account: string) =>
  queryOptions({
    queryKey: ['containers', account],
    staleTime: 10_000,
    queryFn: () => callJson<Container[]>(`${STORE}/${encodeURIComponent(account)}?format=json`),
  });

/** What lies directly in a folder (`''` is the top; a folder ends in `/`), folders first, a page at a time. */
export const folderQuery = (account: string, container: string, folder: string) =>
  infiniteQueryOptions({
    queryKey: ['folder', account, container, folder],
    staleTime: 5_000,
    initialPageParam: '',
    async queryFn({ pageParam }): Promise<{ entries: Entry[]; next: string }> {
      const query = new URLSearchParams({ format: 'json', delimiter: '/', limit: String(PAGE) });
      if (folder !== '') query.set('prefix', folder);
      if (pageParam !== '') query.set('marker', pageParam);
      const listed = await callJson<ListedObject[]>(`${storePath(account, container)}?${query.toString()}`);
      const last = listed.at(-1);
      return {
        entries: entriesOf(listed, folder),
        next: listed.length < PAGE || last === undefined ? '' : (last.name ?? last.subdir ?? ''),
      };
    },
    getNextPageParam: (page) => (page.next === '' ? undefined : page.next),
  });

/** A folder may be listed twice, as its own object and as the start of other names; it is one entry. */
function entriesOf(listed: ListedObject[], folder: string): Entry[] {
  const found = new Map<string, Entry>();
  for (const item of listed) {
    const entry = entryOf(item);
    if (entry.name === folder || entry.name === `${folder.slice(0, -1)}`) continue;
    const known = found.get(entry.name);
    found.set(entry.name, known === undefined || known.changed === '' ? entry : known);
  }
  return [...found.values()];
}

function entryOf(item: ListedObject): Entry {
  const type = (item.content_type ?? '').split(';')[0] ?? '';
  const folder =
    item.subdir !== undefined || type === 'application/directory' || type === 'application/folder';
  const name = (item.subdir ?? item.name ?? '').replace(folder ? /\/$/ : /(?!)/, '');
  return {
    name,
    folder,
    bytes: item.bytes ?? 0,
    type,
    changed: item.last_modified ?? '',
    hash: item.x_object_hash ?? '',
  };
}

export async function createContainer(account: string, name: string): Promise<void> {
  await call(storePath(account, name), { method: 'PUT' });
}

/** Deletes all that lies in the container; the container stays. */
export async function emptyContainer(account: string, name: string): Promise<void> {
  await call(`${storePath(account, name)}?delimiter=/`, { method: 'DELETE' });
}

/** Empties the container and removes it with its history. */
export async function deleteContainer(account: string, name: string): Promise<void> {
  await emptyContainer(account, name);
  await call(storePath(account, name), { method: 'DELETE' });
}

/** A folder is an object of its own, so that an empty one can exist. */
export async function createFolder(account: string, container: string, name: string): Promise<void> {
  await call(storePath(account, container, name), {
    method: 'PUT',
    body: new Blob([]),
    headers: { 'Content-Type': 'application/directory', 'If-None-Match': '*' },
  });
}

/** A folder that only shows in other names has no object yet; deleting or moving it with what is below needs one. */
export async function ensureFolder(account: string, container: string, name: string): Promise<void> {
  await call(storePath(account, container, name), {
    method: 'PUT',
    body: new Blob([]),
    headers: { 'Content-Type': 'application/directory', 'If-None-Match': '*' },
    accept: [412],
  });
}

/** Deletes a file, or a folder with all it holds, for good. */
export async function deleteEntry(
  account: string,
  container: string,
  entry: Pick<Entry, 'name' | 'folder'>,
): Promise<void> {
  const path = storePath(account, container, entry.name);
  if (!entry.folder) {
    await call(path, { method: 'DELETE' });
    return;
  }
  await ensureFolder(account, container, entry.name);
  await call(`${path}?delimiter=/`, { method: 'DELETE' });
}
