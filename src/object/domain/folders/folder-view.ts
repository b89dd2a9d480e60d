import type { Below, FolderWindow, ListedFolder, StoredRow } from '../../store/folders/folders.ts';
import type { FolderSource } from '../../store/folders/folder-source.ts';
import { rulingEntries } from '../sharing/ruling-entries.ts';
import type { ContainerView } from '../containers/containers.ts';
import type { Caller } from '../identity-service.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { folderRights, nearestEntry } from './folder-rights.ts';
import { type OwnSharing, ownSharing } from './own-sharing.ts';

/** What of a folder is asked for. */
export interface FolderQuery extends FolderWindow {
  /** The folder as names begin with it: empty for the top of the container, else with a slash at its end. */
  path: string;
  /** A part of the last part of a name, without regard to case and accents. */
  match?: string;
  /** Whether everything below is added up, also of each folder. */
  sums: boolean;
}

/** A window of a folder. */
export interface FolderPage {
  total: number;
  folders: ListedFolder[];
  files: StoredRow[];
  foldersInAll: number;
  /** Of the files that are rows of any window. */
  bytes: bigint;
  below: (Below & { more: boolean }) | undefined;
  /** Whether the caller is the owner. */
  owner: boolean;
  /** What another than the owner may do with what has no entry of its own here. */
  allowedTo: 'read' | 'write' | undefined;
  /** By `container/name`. */
  sharing: ReadonlyMap<string, OwnSharing>;
  container: string;
  /** The path as names begin with it. */
  path: string;
}

/** A window of what lies directly in a folder, folders first; of another's container what the caller may read. */
export async function viewFolder(
  storage: ObjectStorage,
  caller: Caller,
  view: ContainerView,
  { match, sums: wantsSums, ...query }: FolderQuery,
): Promise<FolderPage> {
  const { store } = storage;
  const { path } = query;
  const place = { container: view.container.id, path, ...(match === undefined ? {} : { match }) };
  const rulings = view.owner ? [] : await rulingEntries(store, caller, view);
  const source: FolderSource = view.owner
    ? place
    : { ...place, rights: await folderRights(store, place, rulings) };
  const inherited = nearestEntry(rulings, path);
  const sums = wantsSums ? await store.folders.sums(source) : undefined;
  const folders = await store.folders.folders(source, query, sums?.byLeaf);
  const files = await store.folders.files(source, {
    ...query,
    offset: Math.max(0, query.offset - folders.total),
    limit: query.limit - folders.rows.length,
  });
  const stored = [...folders.rows.flatMap((row) => row.stored ?? []), ...files.rows];
  return {
    path,
    owner: view.owner,
    allowedTo: inherited?.writes === true ? 'write' : inherited?.allowed === true ? 'read' : undefined,
    container: view.container.name,
    total: folders.total + files.total,
    foldersInAll: folders.total,
    folders: folders.rows,
    files: files.rows,
    bytes: files.bytes,
    below: sums === undefined ? undefined : { ...sums.all, more: sums.more },
    sharing: await ownSharing(
      storage,
      caller,
      view.container.account,
      stored.map(({ name }) => ({ container: view.container.name, name })),
    ),
  };
}
