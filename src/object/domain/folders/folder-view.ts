import type {
  Below,
  FolderSource,
  FolderWindow,
  ListedFolder,
  StoredRow,
} from '../../store/folders/folders.ts';
import type { Sharing } from '../../store/sharing.ts';
import { rulingEntries } from '../sharing/ruling-entries.ts';
import type { ContainerView } from '../containers/containers.ts';
import type { Caller } from '../identity-service.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { folderRights } from './folder-rights.ts';

/** What of a folder is asked for. */
export interface FolderQuery extends FolderWindow {
  /** The folder, empty for the top of the container; a slash at its end may be left out. */
  path: string;
  /** A part of the last part of a name, without regard to case and accents. */
  match?: string;
  /** Whether everything below is added up, also of each folder. */
  sums: boolean;
}

/** How an object is shared by an entry of its own, and what that lets the caller do. */
export interface OwnSharing {
  sharing: Sharing;
  allowedTo: 'read' | 'write' | undefined;
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
  sharing: ReadonlyMap<string, OwnSharing>;
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
  const path = query.path === '' || query.path.endsWith('/') ? query.path : `${query.path}/`;
  const place = { container: view.container.id, path, ...(match === undefined ? {} : { match }) };
  const source: FolderSource = view.owner
    ? place
    : { ...place, rights: await folderRights(store, place, await rulingEntries(store, caller, view)) };
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
    total: folders.total + files.total,
    foldersInAll: folders.total,
    folders: folders.rows,
    files: files.rows,
    bytes: files.bytes,
    below: sums === undefined ? undefined : { ...sums.all, more: sums.more },
    sharing: await ownSharing(
      storage,
      caller,
      view,
      stored.map(({ name }) => name),
    ),
  };
}

/** The entries of sharing that names of a container have of their own. */
async function ownSharing(
  { store }: ObjectStorage,
  caller: Caller,
  { container, owner }: ContainerView,
  names: readonly string[],
): Promise<Map<string, OwnSharing>> {
  const entries = await store.sharing.entries(container.account, container.name, names);
  const holders = new Set(owner || entries.size === 0 ? [] : await store.sharing.holders(caller.user));
  const may = ({ write }: Sharing) => (write.some((holder) => holders.has(holder)) ? 'write' : 'read');
  return new Map(
    [...entries].map(([name, sharing]) => [name, { sharing, allowedTo: owner ? undefined : may(sharing) }]),
  );
}
