import { EMPTY_HASH } from '#blockstore/content-hash';
import type { VersionDraft, VersionRow } from '../store/rows.ts';
import { DELETED, NORMAL } from '../store/schema.ts';
import { fail } from '../errors.ts';

/** The newest version of an object and its user metadata, as seen under the container's lock. */
export interface CurrentObject extends VersionRow {
  attributes: ReadonlyMap<string, string>;
}

/** A version to be written, its name, and what stands there. */
export interface ObjectDraft {
  name: string;
  current: CurrentObject | undefined;
  draft: VersionDraft;
}

/** MD5 of no bytes. */
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

/** A content and what it is, as an upload or a copy gives it. */
export interface NewContent {
  hash: string;
  size: number;
  type: string;
  /** Empty when it is computed later. */
  checksum: string;
}

/** The tag of a version as replies carry it: its MD5, or the Merkle hash while that is not known. */
export function etagOf(version: { checksum: string; hash: string | null }): string {
  return version.checksum !== '' ? version.checksum : (version.hash ?? '');
}

/** New data at a name: keeps the object's uuid when there is an object, with the metadata given. */
export function dataVersion(
  content: NewContent,
  by: { user: string; uuid: string },
  attributes: ReadonlyMap<string, string>,
  current: CurrentObject | undefined,
): VersionDraft {
  if (current?.isSnapshot === true) fail('snapshot_is_fixed');
  return {
    ...blank,
    hash: content.size === 0 ? EMPTY_HASH : content.hash,
    size: content.size,
    type: content.type,
    checksum: content.size === 0 ? EMPTY_MD5 : content.checksum,
    muser: by.user,
    uuid: current?.uuid ?? by.uuid,
    attributes,
    source: current?.serial ?? null,
    domainsFrom: current?.serial ?? null,
  };
}

/** The same data with other metadata. */
export function metadataVersion(
  current: CurrentObject,
  by: { user: string },
  attributes: ReadonlyMap<string, string>,
): VersionDraft {
  return {
    ...blank,
    hash: current.hash,
    size: current.size,
    type: current.type,
    checksum: current.checksum,
    muser: by.user,
    uuid: current.uuid,
    available: current.available,
    isSnapshot: current.isSnapshot,
    mapName: current.mapName,
    attributes,
    source: current.serial,
    domainsFrom: current.serial,
  };
}

/** The mark that an object was deleted. */
export function deletedVersion(current: CurrentObject, by: { user: string }): VersionDraft {
  return { ...blank, cluster: DELETED, muser: by.user, uuid: current.uuid, source: current.serial };
}

const blank: VersionDraft = {
  cluster: NORMAL,
  hash: null,
  size: 0,
  type: '',
  muser: '',
  uuid: '',
  checksum: '',
  source: null,
  isSnapshot: false,
  mapName: null,
  available: 1,
  attributes: new Map(),
  domainsFrom: null,
};
