import type { FolderRights, FolderSource } from '../../store/folders/folder-source.ts';
import type { RulingEntry } from '../../store/listings.ts';
import type { Store } from '../../store/store.ts';

/**
 * What somebody to whom things in a container are shared sees of one of its folders: what its nearest entry admits him to,
 * and the folders in which there is any such thing.
 */
export async function folderRights(
  store: Pick<Store, 'folders'>,
  source: FolderSource,
  entries: readonly RulingEntry[],
): Promise<FolderRights> {
  const { path } = source;
  const inherited = nearestEntry(entries, path)?.allowed === true;
  const inside = entries.filter(({ name }) => name.startsWith(path) && name !== path);
  const own = inside.filter(({ name }) => !name.slice(path.length).includes('/'));
  // Of these folders entries decide; of all others what the folder itself inherits.
  const special = [
    ...new Set(inside.filter((entry) => !own.includes(entry) || entry.under !== null).map(leafOf)),
  ];
  const relevant = entries.filter(
    ({ name, under }) => name.startsWith(path) || (under !== null && path.startsWith(under)),
  );
  const visible = await store.folders.visible(source, special, relevant);
  return {
    inherited,
    allowed: own.filter(({ allowed }) => allowed).map(({ name }) => name),
    denied: own.filter(({ allowed }) => !allowed).map(({ name }) => name),
    shown: special.filter((leaf) => visible.has(leaf)),
    hidden: special.filter((leaf) => !visible.has(leaf)),
    entries: relevant,
  };

  function leafOf({ name }: RulingEntry): string {
    return name.slice(path.length).split('/', 1)[0] ?? '';
  }
}

/** The entry that rules what lies in a folder and has none of its own. */
export function nearestEntry<Entry extends RulingEntry>(
  entries: readonly Entry[],
  path: string,
): Entry | undefined {
  return entries
    .filter(({ under }) => under !== null && path.startsWith(under))
    .toSorted((one, other) => other.name.length - one.name.length)[0];
}
