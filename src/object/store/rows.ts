import type { Database, Transaction } from '#platform/database';
import type { ObjectSchema } from './schema.ts';

/** A pool or a transaction of object storage's database. */
export type Db = Database<ObjectSchema> | Transaction<ObjectSchema>;
export type Tx = Transaction<ObjectSchema>;

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
  'v.serial as serial',
  'v.hash as hash',
  'v.size as size',
  'v.type as type',
  'v.mtime as mtime',
  'v.muser as muser',
  'v.uuid as uuid',
  'v.checksum as checksum',
  'v.cluster as cluster',
  'v.available as available',
  'v.is_snapshot as isSnapshot',
  'v.map_name as mapName',
] as const;

/** Sizes are checked on the way in to be exact as a number. */
export function versionRow<Row extends { size: bigint }>(row: Row): Omit<Row, 'size'> & { size: number } {
  return { ...row, size: Number(row.size) };
}
