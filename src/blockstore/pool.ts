/** Where a content may be kept beside its place: until a collection removes it, or because it does not match its name. */
export type Aside = 'trash' | 'bad';

/** What is known of a stored content without reading it. */
export interface ContentFacts {
  size: number;
  /** When it was last written, milliseconds since 1970. */
  modifiedMs: number;
  /** When it was last written or set aside. */
  changedMs: number;
}

/** One stored content while it is read: what is read belongs together, whatever is written under the name meanwhile. */
export interface StoredContent {
  size(): Promise<number>;
  /** Fills `into` from `position` and says how many bytes there were before the end. */
  pread(into: Uint8Array, position: number): Promise<number>;
}

/**
 * The port that a driver fills: whole contents under names, a directory tree, a pool of RADOS. A name begins with two hex
 * digits, its shard, and is made by the block store, never by users. A content is written whole or not at all, and durable
 * when that is answered; it is never changed in place and never goes from one name to another. To be set aside is a state
 * of it: how a driver keeps it (another directory, an attribute) is its own matter. Errors carry the system's codes. Any
 * number of processes may work on one pool; `tests/blockstore/pool` holds what every driver must keep.
 */
export interface Pool {
  /** Writes a content, also over one that the name has: that has the same bytes unless it rotted, so this heals. */
  write(name: string, pieces: readonly Uint8Array[]): Promise<void>;
  /**
   * The same for a large one that will not be read soon. `pages` are whole pages of memory, of which the content is the
   * first `size` bytes: a driver may write them as they lie, past the system's cache.
   */
  writePages(name: string, pages: Uint8Array, size: number): Promise<void>;
  /** Opens a content, in its place or aside, for as long as the work takes; undefined when it is not there. */
  read<T>(name: string, work: (stored: StoredContent) => Promise<T>, aside?: Aside): Promise<T | undefined>;
  facts(name: string, aside?: Aside): Promise<ContentFacts | undefined>;
  /** Names of one shard that are in their places, in no order. */
  list(shard: string): Promise<string[]>;
  /** Names of one shard that are in the trash. */
  listTrash(shard: string): Promise<string[]>;
  /** What is among the bad, the longest there first. */
  listBad(): Promise<{ name: string; facts: ContentFacts }[]>;
  /** Sets a content aside, durably. False when it was not in its place. */
  setAside(name: string, aside: Aside): Promise<boolean>;
  /** Puts it back unless it was written again meanwhile. False when it was not aside. */
  takeBack(name: string, aside: Aside): Promise<boolean>;
  /** Removes for good what is aside; never what was written again, or taken back, since. */
  discard(name: string, aside: Aside): Promise<void>;
  /** Removes what writers that died have left half written. */
  forgetTemporary(nowMs: number): Promise<void>;
  /** Nobody writes any more. */
  close(): Promise<void>;
}

/** Names of those whose data keeps blocks alive, kept with the blocks: nothing is collected without their answer. */
export interface OwnerNames {
  /** Durable when it resolves; a name that is there already is no matter. */
  add(name: string): Promise<void>;
  all(): Promise<string[]>;
}

const SHARDS = 256;

/** `00` to `ff`: so that 100 TiB of blocks make 100,000 names a shard at most. */
export function shardNames(): string[] {
  return Array.from({ length: SHARDS }, (_, shard) => shard.toString(16).padStart(2, '0'));
}

export function shardOf(name: string): string {
  return name.slice(0, 2);
}
