import type { Generated } from 'kysely';
import type { QuotaTables } from '#platform/quota/quota-tables';

/** State of a version: current of a live node, superseded, or the mark of a deletion. */
export const NORMAL = 0;
export const HISTORY = 1;
export const DELETED = 2;
export type Cluster = typeof NORMAL | typeof HISTORY | typeof DELETED;

/** Domain of the metadata that users set through the API. */
export const USER_DOMAIN = 'pithos';

/** The parent of all accounts. */
export const ROOT_NODE = 0n;

/* Times are microseconds since 1970 as bigint: a Date would lose three digits that the API shows. */

export interface ObjectSchema extends QuotaTables {
  nodes: {
    id: Generated<bigint>;
    parent: bigint | null;
    name: string;
    latest: bigint | null;
    live: boolean;
    modified: bigint;
    /** When the current object counts as deleted; null for most. */
    expires: Generated<bigint | null>;
    /** Whether the current object shows as a folder: it has a folder's type, or its name ends in a slash. */
    directory: Generated<boolean>;
    /** Bytes of the current object. */
    size: Generated<bigint>;
    /** Hash of the folder that it lies in; computed by the database, as is the next. */
    folder: Generated<bigint>;
    /** The last part of its name as it is compared with others. */
    leaf_order: Generated<string>;
    /** Of a container or an account: grows with every change of it, and of what is directly in it. */
    revision: Generated<bigint>;
  };
  versions: {
    serial: Generated<bigint>;
    node: bigint;
    hash: string | null;
    size: bigint;
    type: string;
    source: bigint | null;
    mtime: bigint;
    muser: string;
    uuid: string;
    checksum: string;
    cluster: number;
    available: Generated<number>;
    map_checked: bigint | null;
    map_name: string | null;
    is_snapshot: Generated<boolean>;
  };
  attributes: {
    serial: bigint;
    domain: string;
    key: string;
    value: string;
    node: bigint;
    is_latest: boolean;
  };
  policies: { node: bigint; key: string; value: string };
  statistics: { node: bigint; cluster: number; population: bigint; size: bigint };
  meta_keys: { node: bigint; key: string; uses: bigint };
  groups: { owner: string; name: string; member: string };
  permissions: { account: string; container: string; name: string; holder: string; access: 'read' | 'write' };
  public_links: { account: string; container: string; name: string; url: string };
  block_proofs: {
    holder: string;
    block: Buffer;
    size: number;
    pending: boolean;
    proved: bigint;
    asked: Generated<bigint>;
  };
  processes: { id: string; alive_until: bigint; oldest: bigint };
  collections: { number: Generated<bigint>; horizon: bigint };
  dropped_bytes: { account: string; at: bigint; bytes: bigint };
  content_loans: { hash: string; size: bigint; borrower: string; until: bigint };
  config: { key: string; value: string };
  upkeep_runs: {
    id: Generated<bigint>;
    kind: 'scrub' | 'collection';
    began: bigint;
    ended: bigint | null;
    /** A process that lives prolongs it; past it, the run is dead. */
    alive_until: bigint;
    outcome: 'done' | 'stopped' | 'failed' | 'died' | null;
    reason: string | null;
    /** Last shard that is done. */
    position: string | null;
    figures: Record<string, number>;
  };
  content_damage: {
    hash: string;
    size: bigint;
    kind: 'block' | 'map';
    name: string;
    reason: 'missing' | 'damaged';
    found: bigint;
    seen: bigint;
    given_up: Generated<boolean>;
  };
}
