import type { Kysely } from 'kysely';
import { columns } from '#platform/database/columns';
import type { Cluster, ObjectSchema } from './schema.ts';

/** A pool or a transaction of object storage's database. */
export type Db = Kysely<ObjectSchema>;

/** A container that exists, with its policy. */
export interface ContainerRow {
  id: bigint;
  account: string;
  name: string;
  /** Serial of its newest version. */
  latest: bigint;
  /** Last change of it or of anything inside, microseconds. */
  modified: bigint;
  policy: Policy;
}

export interface Policy {
  versioning: 'auto' | 'none';
  /** Bytes; 0 is no limit. */
  quota: bigint;
  /** Project that pays. */
  project: string;
}

/** The newest version of an object, which may be the mark of its deletion, or an older version. */
export interface VersionRow {
  node: bigint;
  name: string;
  serial: bigint;
  hash: string | null;
  size: number;
  type: string;
  mtime: bigint;
  muser: string;
  uuid: string;
  checksum: string;
  cluster: number;
  available: number;
  isSnapshot: boolean;
  mapName: string | null;
}

/** Columns of a VersionRow in a query that joins `nodes as n` and `versions as v`. */
export const versionColumns = [
  'n.id as node',
  'n.name as name',
  ...columns('v', [
    'serial',
    'hash',
    'size',
    'type',
    'mtime',
    'muser',
    'uuid',
    'checksum',
    'cluster',
    'available',
    'is_snapshot',
    'map_name',
  ]),
] as const;

/** Sizes are checked on the way in to be exact as a number. */
export function versionRow<Row extends { size: bigint }>(row: Row): Omit<Row, 'size'> & { size: number } {
  return { ...row, size: Number(row.size) };
}

/** A version to be written. */
export interface VersionDraft {
  cluster: Cluster;
  hash: string | null;
  size: number;
  type: string;
  muser: string;
  uuid: string;
  checksum: string;
  source: bigint | null;
  isSnapshot: boolean;
  mapName: string | null;
  available: number;
  attributes: ReadonlyMap<string, string>;
  /** Serial of the version whose metadata of other domains goes along. */
  domainsFrom: bigint | null;
}

/** A draft with the name it is for and what stands there now. */
export interface VersionWrite {
  name: string;
  current: VersionRow | undefined;
  currentAttributes: ReadonlyMap<string, string>;
  draft: VersionDraft;
}

export interface WrittenVersion {
  name: string;
  node: bigint;
  serial: bigint;
  mtime: bigint;
  uuid: string;
}
