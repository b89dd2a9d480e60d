import type { ContentMap } from '#blockstore/block-store';
import type { VersionRow } from '../../store/rows.ts';
import { NORMAL } from '../../store/schema.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import { type Grant, namesAbove, requireRight } from '../sharing/access.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { Caller } from '../identity-service.ts';

/** An object that the caller may read. */
export interface OpenObject {
  path: ObjectPath;
  containerId: bigint;
  version: VersionRow;
  attributes: ReadonlyMap<string, string>;
  grant: Grant;
  /** Time of the latest version, also when an older one is read; microseconds. */
  modified: bigint;
  /** True when a version was asked for by its serial. */
  pinned: boolean;
}

/**
 * The only door to an object's bytes and facts: rights first (403 whether it exists or not), then existence. A version
 * must belong to the path; those written before the caller had a right are the owner's alone.
 */
export async function openForReading(
  storage: ObjectStorage,
  caller: Caller,
  path: ObjectPath,
  serial?: bigint | 'unknown',
): Promise<OpenObject> {
  const { store } = storage;
  if (serial === undefined && caller.user === path.account) {
    const standing = await store.objects.standing(path, [path.name, ...namesAbove(path.name)]);
    if (standing !== undefined && !standing.hasSharing) {
      const { containerId, version, attributes } = standing;
      return {
        path,
        containerId,
        version,
        attributes,
        grant: UNSHARED,
        modified: version.mtime,
        pinned: false,
      };
    }
  }
  const grant = await requireRight(store, caller, path, 'read');
  const container = await store.containers.find(path.account, path.container);
  if (container === undefined) return fail('container_not_found');
  const latest = await store.objects.latest(container.id, path.name);
  if (serial === undefined) {
    if (latest === undefined || latest.cluster !== NORMAL) return fail('object_not_found');
    return open(storage, path, container.id, latest, latest.mtime, grant, false);
  }
  if (latest === undefined) return fail('object_not_found');
  const version =
    serial === 'unknown' ? undefined : await store.objects.version(container.id, path.name, serial);
  if (version === undefined || !visible(version, latest, grant)) return fail('version_not_found');
  return open(storage, path, container.id, version, latest.mtime, grant, true);
}

/** The owner's right on what he shares with nobody. */
const UNSHARED: Grant = { right: 'owner', sharing: undefined, from: undefined };

/** History is the owner's: a grant is for what is there now. */
function visible(version: VersionRow, latest: VersionRow, grant: Grant): boolean {
  return grant.right === 'owner' || (version.serial === latest.serial && latest.cluster === NORMAL);
}

async function open(
  storage: ObjectStorage,
  path: ObjectPath,
  containerId: bigint,
  version: VersionRow,
  modified: bigint,
  grant: Grant,
  pinned: boolean,
): Promise<OpenObject> {
  const attributes = await storage.store.attributes.of(version.serial);
  return { path, containerId, version, attributes, grant, modified, pinned };
}

/** Serials and times of the versions of a path, oldest first; works for deleted objects. */
export async function listObjectVersions(
  storage: ObjectStorage,
  caller: Caller,
  path: ObjectPath,
): Promise<{ serial: bigint; mtime: bigint }[]> {
  const { store } = storage;
  const grant = await requireRight(store, caller, path, 'read');
  const container = await store.containers.find(path.account, path.container);
  if (container === undefined) return fail('container_not_found');
  const versions = await store.objects.versions(container.id, path.name);
  if (versions === undefined) return fail('object_not_found');
  if (grant.right === 'owner') return versions;
  const latest = await store.objects.latest(container.id, path.name);
  return versions.filter(({ serial }) => latest?.cluster === NORMAL && serial === latest.serial);
}

/** The newest of a path's versions, the newest first, and whether there are more; readers see what is there now alone. */
export async function viewHistory(
  storage: ObjectStorage,
  caller: Caller,
  path: ObjectPath,
  most: number,
): Promise<{ versions: VersionRow[]; more: boolean }> {
  const { store } = storage;
  const grant = await requireRight(store, caller, path, 'read');
  const container = await store.containers.find(path.account, path.container);
  if (container === undefined) return fail('container_not_found');
  const versions = await store.objects.history(container.id, path.name, most + 1);
  if (grant.right === 'owner') {
    if (versions.length === 0) return fail('object_not_found');
    return { versions: versions.slice(0, most), more: versions.length > most };
  }
  const latest = await store.objects.latest(container.id, path.name);
  if (latest?.cluster !== NORMAL) return fail('object_not_found');
  return { versions: [latest], more: false };
}

/** The blocks of an open object. Data that is not there yet is 403, broken data 400. */
export async function mapOf(storage: ObjectStorage, version: VersionRow): Promise<ContentMap> {
  if (version.available === 0) fail('not_available');
  if (version.available < 0) fail('broken_snapshot');
  return storage.blocks.openMap(version.hash ?? '', version.size);
}
