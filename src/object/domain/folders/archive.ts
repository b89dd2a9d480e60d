import { contentBytes } from '#blockstore/read-content';
import type { ArchivedObject } from '../../store/folders/archived.ts';
import type { FolderSource } from '../../store/folders/folder-source.ts';
import { error, fail } from '../../errors.ts';
import type { ContainerView } from '../containers/containers.ts';
import type { Caller } from '../identity-service.ts';
import { MANIFEST } from '../metadata.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { contentOf } from '../objects/readable-content.ts';
import { openForReading } from '../objects/read-object.ts';
import { rulingEntries } from '../sharing/ruling-entries.ts';
import { entryNames } from './entry-names.ts';
import { zipBytes, type ZipEntry, zipLength } from './zip.ts';

/** Objects of one archive: what it is made of is listed before its first byte. */
const MOST_ARCHIVED = 20_000;
/** Folders in the names of all of them: what is looked at of names is bounded by it. */
const MOST_DEPTH = 400_000;
/** Objects among them that are made of others, which are looked up one by one. */
const MOST_MANIFESTS = 500;

/** An archive that can be read once. */
export interface Archive {
  size: number;
  bytes(): AsyncGenerator<Buffer>;
}

/**
 * The archive of a folder, or of some of what is directly in it by the last part of their names: everything below that the
 * caller may read, as it stood when he asked. 404 when that is nothing, 413 when it is more than 20,000 objects.
 */
export async function archiveFolder(
  storage: ObjectStorage,
  caller: Caller,
  view: ContainerView,
  { path, leaves }: { path: string; leaves: readonly string[] | undefined },
): Promise<Archive> {
  const { store } = storage;
  const { container, owner } = view;
  const source: FolderSource = { container: container.id, path };
  const entries = owner ? undefined : await rulingEntries(store, caller, view);
  const objects = await store.archived.below(source, { leaves, entries, limit: MOST_ARCHIVED + 1 });
  if (objects.length === 0) fail('nothing_to_archive');
  if (objects.length > MOST_ARCHIVED) fail('archive_too_large', { limit: MOST_ARCHIVED });
  const depth = objects.reduce((sum, { name }) => sum + name.split('/').length, 0);
  if (depth > MOST_DEPTH) fail('archive_too_large', { limit: MOST_ARCHIVED });
  if (objects.some(({ available }) => available !== 1)) fail('not_available');
  const zip = await zipEntries(storage, caller, view, path, objects);
  return { size: zipLength(zip), bytes: () => zipBytes(zip) };
}

async function zipEntries(
  storage: ObjectStorage,
  caller: Caller,
  view: ContainerView,
  path: string,
  objects: readonly ArchivedObject[],
): Promise<ZipEntry[]> {
  const attributes = await storage.store.attributes.ofMany(objects.map(({ serial }) => serial));
  const manifests = objects.filter(({ serial }) => attributes.get(serial)?.has(MANIFEST) === true);
  if (manifests.length > MOST_MANIFESTS) fail('archive_too_large', { limit: MOST_MANIFESTS });
  const names = entryNames(
    objects.map((object) => {
      const bare = withoutSlashes(object.name.slice(path.length));
      return isFolder(object) ? `${bare}/` : bare;
    }),
  );
  const zip: ZipEntry[] = [];
  for (const [index, object] of objects.entries()) {
    const modified = Number(object.mtime / 1000n);
    const name = names[index] ?? '';
    if (isFolder(object)) zip.push({ name, size: 0, modified, bytes: none });
    else if (attributes.get(object.serial)?.has(MANIFEST) === true)
      zip.push({ name, modified, ...(await wholeOf(storage, caller, view, object)) });
    else zip.push({ name, size: object.size, modified, bytes: () => bytesOf(storage, object) });
  }
  return zip;
}

/** Without the slashes at its end: by counting, since a pattern looks again from each slash within a name. */
function withoutSlashes(name: string): string {
  let end = name.length;
  while (end > 0 && name[end - 1] === '/') end -= 1;
  return name.slice(0, end);
}

/** One of that type with content is a file all the same: nothing of it is left out. */
const isFolder = ({ directory, size }: ArchivedObject): boolean => directory && size === 0;

/** The blocks of a content are named by it: what is overwritten meanwhile is read as it was. */
async function* bytesOf(
  { blocks, inFlights }: ObjectStorage,
  { hash, size }: ArchivedObject,
): AsyncGenerator<Buffer> {
  const map = await blocks.openMap(hash ?? '', size);
  yield* inFlights.reading(map, contentBytes(blocks, map, { start: 0, end: size }));
}

/** An object whose content is that of others; the caller needs his right on each of them. */
async function wholeOf(
  storage: ObjectStorage,
  caller: Caller,
  { container }: ContainerView,
  { name, serial }: ArchivedObject,
): Promise<Pick<ZipEntry, 'size' | 'bytes'>> {
  const read = async () => {
    const opened = await openForReading(storage, caller, {
      account: container.account,
      container: container.name,
      name,
    });
    if (opened.version.serial !== serial) throw error('changed_meanwhile');
    return contentOf(storage, caller, opened, false);
  };
  const { size } = await read();
  return {
    size,
    // Looked up again when it is sent: of all at once the parts would fill the memory.
    async *bytes() {
      const content = await read();
      if (content.size !== size) throw error('changed_meanwhile');
      yield* content.bytes(0, size);
    },
  };
}

async function* none(): AsyncGenerator<Buffer> {}
