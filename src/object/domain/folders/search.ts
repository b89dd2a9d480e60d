import type { FileKind } from '#contract/object-folder';
import type { FoundRow } from '../../store/folders/search.ts';
import type { ContainerRow } from '../../store/rows.ts';
import { fail } from '../../errors.ts';
import { viewContainer } from '../containers/containers.ts';
import type { Caller } from '../identity-service.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { rulingEntries } from '../sharing/ruling-entries.ts';
import { type OwnSharing, ownSharing } from './own-sharing.ts';

/** What is looked for, and which window of it. */
export interface SearchQuery {
  match: string;
  kind: FileKind | undefined;
  offset: number;
  limit: number;
}

/** A window of what was found. */
export interface SearchPage {
  total: number;
  more: boolean;
  /** Whether the caller is the owner. */
  owner: boolean;
  rows: (FoundRow & { containerName: string; own: OwnSharing | undefined })[];
}

/** Types of each kind, as a pattern that looks at their start. */
const TYPES: Record<Exclude<FileKind, 'folder'>, string> = {
  image: '^image/',
  video: '^video/',
  audio: '^audio/',
  text: '^(text/|application/(json|xml|x-sh|javascript|yaml|toml))',
  pdf: '^application/pdf',
  archive: '^application/(zip|gzip|x-(tar|gzip|bzip2?|xz|7z-compressed|rar-compressed|zstd)|zstd|vnd\\.rar)',
};

/** Looks for names below a folder; of another's container among what the caller may read. */
export async function searchFolder(
  storage: ObjectStorage,
  caller: Caller,
  place: { account: string; container: string; path: string },
  query: SearchQuery,
): Promise<SearchPage> {
  const view = await viewContainer(storage, caller, place, undefined);
  const entries = view.owner ? undefined : await rulingEntries(storage.store, caller, view);
  return find(storage, caller, place.account, [view.container], { ...query, path: place.path, entries });
}

/** Looks for names in all containers of the caller's own account but those that are left out. */
export async function searchAccount(
  storage: ObjectStorage,
  caller: Caller,
  { account, without }: { account: string; without: readonly string[] },
  query: SearchQuery,
): Promise<SearchPage> {
  if (caller.user !== account) fail('forbidden');
  const containers = (await storage.store.containers.ofAccount(account)).filter(
    ({ name }) => !without.includes(name),
  );
  return find(storage, caller, account, containers, { ...query, path: '', entries: undefined });
}

async function find(
  storage: ObjectStorage,
  caller: Caller,
  account: string,
  containers: readonly Pick<ContainerRow, 'id' | 'name'>[],
  {
    kind,
    offset,
    limit,
    ...source
  }: SearchQuery & { path: string; entries: Awaited<ReturnType<typeof rulingEntries>> | undefined },
): Promise<SearchPage> {
  const { total, more, rows } = await storage.store.search.find(
    {
      ...source,
      containers: containers.map(({ id }) => id),
      kind: kind === undefined || kind === 'folder' ? kind : { types: TYPES[kind] },
    },
    { offset, limit },
  );
  const nameOf = new Map(containers.map(({ id, name }) => [id, name]));
  const found = rows.map((row) => ({ ...row, containerName: nameOf.get(row.container) ?? '' }));
  const places = found.map(({ containerName, name }) => ({ container: containerName, name }));
  const sharing = await ownSharing(storage, caller, account, places);
  return {
    total,
    more,
    owner: caller.user === account,
    rows: found.map((row) => ({ ...row, own: sharing.get(`${row.containerName}/${row.name}`) })),
  };
}
