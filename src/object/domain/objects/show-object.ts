import { unpackIds } from '#blockstore/content-hash';
import type { ObjectPath } from '../../store/sharing.ts';
import type { VersionRow } from '../../store/rows.ts';
import { fail } from '../../errors.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { mapOf, openForReading } from './read-object.ts';

/** An object as its administrator sees it. */
export interface ShownObject {
  version: VersionRow;
  facts: { path: string; modified: bigint };
  metadata: ReadonlyMap<string, string>;
  /** Who else may read or write it, by the entry that decides; no path when nobody may. */
  sharing: { path: string | undefined; read: string[]; write: string[] };
  hashes: string[] | undefined;
}

/** Shows an object that is named by its place or its uuid; nobody's rights are asked. */
export async function shownObject(
  storage: ObjectStorage,
  place: ObjectPath | { uuid: string },
  wanted: { version: number | undefined; domain: string; hashmap: boolean },
): Promise<ShownObject> {
  const path = 'uuid' in place ? await placeOf(storage, place.uuid) : place;
  const serial = wanted.version === undefined ? undefined : BigInt(wanted.version);
  const { version, modified, grant } = await openForReading(storage, { user: path.account }, path, serial);
  const metadata = await storage.store.attributes.of(version.serial, wanted.domain);
  const map = wanted.hashmap ? await mapOf(storage, version) : undefined;
  return {
    version,
    facts: { path: `${path.account}/${path.container}/${path.name}`, modified },
    metadata,
    sharing: {
      path: grant.from,
      read: grant.sharing?.read ?? [],
      write: grant.sharing?.write ?? [],
    },
    hashes: map && unpackIds(map.ids),
  };
}

async function placeOf({ store }: ObjectStorage, uuid: string): Promise<ObjectPath> {
  const { account, container, name } = (await store.images.byUuid(uuid)) ?? fail('object_not_found');
  return { account, container, name };
}
