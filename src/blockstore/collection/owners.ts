import type { OwnerNames } from '../pool.ts';

/** A content as its owner names it. */
export interface Content {
  hash: string;
  sizeBytes: number;
}

export interface UsedContent extends Content {
  /** Its list of blocks is damaged, and an operator has said that what only it names may go. */
  givenUp?: boolean;
}

/** Shards from one to another, both of them. */
export interface ShardRange {
  from: string;
  to: string;
}

/**
 * The contents in use that may have something in some shards: those of one block whose hash lies in them, and all that
 * have a list. More of them, and one twice, do no harm.
 */
export type UsedContents = (shards: ShardRange) => AsyncIterable<UsedContent>;

/** How long a collection leaves alone what nothing uses, in milliseconds. */
export interface Waits {
  /** After it was written. */
  unusedMs: number;
  /** After it was sent without anything to use it. */
  looseMs: number;
  /** After somebody was told that it is there. */
  askedMs: number;
}

/** What keeps an owner's blocks alive beside the contents in use, for one run. */
export interface Roots {
  /** What was written later is left alone: something that is not committed yet may use it. Milliseconds since 1970. */
  olderThanMs: number;
  /** Those of the blocks that somebody was promised and that may be used any moment. */
  promised(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether something of this process that is not committed yet is going to use the block or list. */
  isClaimed?(name: string): boolean;
  /** The blocks are gone: nobody may be told any more that they are there. */
  forget?(ids: readonly string[]): Promise<void>;
}

/** Somebody whose data keeps blocks alive: versions of objects, volumes, snapshots. */
export interface BlockOwner {
  /** Letters and dashes; it stays the same for ever. */
  readonly name: string;
  contents: UsedContents;
  /**
   * Begins a run: from now on nothing is committed that would use older blocks which only this run's marks could save.
   * Undefined when no run may begin now.
   */
  begin(waits: Waits): Promise<Roots | undefined>;
  /** What `begin` would give at its best, for a look that removes nothing. */
  look(waits: Waits): Roots;
}

/** Somebody has blocks in the store whom this process cannot ask what he uses: nothing may be removed as unused. */
export class UnknownOwner extends Error {
  override name = 'UnknownOwner';

  constructor(names: readonly string[]) {
    super(`nothing is collected: what is in use of ${names.join(', ')} cannot be asked here`);
  }
}

/** Everybody who has blocks in a store. Their names stand with the blocks, so that a process cannot miss one. */
export class BlockOwners {
  readonly #names: OwnerNames;
  readonly #owners = new Map<string, BlockOwner>();

  constructor(names: OwnerNames) {
    this.#names = names;
  }

  /** Before the owner's first block is written. */
  async register(owner: BlockOwner): Promise<void> {
    await this.#names.add(owner.name);
    this.#owners.set(owner.name, owner);
  }

  /** The same owners, but one that is registered asked in another way, such as by the connections of a leader. */
  with(owner: BlockOwner): BlockOwners {
    if (!this.#owners.has(owner.name)) throw new TypeError(`${owner.name} is no owner of blocks`);
    const others = new BlockOwners(this.#names);
    for (const each of [...this.#owners.values(), owner]) others.#owners.set(each.name, each);
    return others;
  }

  /** All of them. Throws UnknownOwner. */
  async all(): Promise<BlockOwner[]> {
    if (this.#owners.size === 0) throw new UnknownOwner(['anybody']);
    const unknown = (await this.#names.all()).filter((name) => !this.#owners.has(name));
    if (unknown.length > 0) throw new UnknownOwner(unknown);
    return [...this.#owners.values()];
  }
}

/** What any of them has in use. */
export function contentsOf(owners: readonly BlockOwner[]): UsedContents {
  return async function* (shards) {
    for (const { contents } of owners) yield* contents(shards);
  };
}

/** The roots of all owners as one. */
export function joinRoots(roots: readonly Roots[]): Required<Roots> {
  return {
    olderThanMs: Math.min(...roots.map(({ olderThanMs }) => olderThanMs)),
    async promised(ids) {
      const promised = await Promise.all(roots.map((one) => one.promised(ids)));
      return new Set(promised.flatMap((names) => [...names]));
    },
    isClaimed: (name) => roots.some((one) => one.isClaimed?.(name) === true),
    async forget(ids) {
      for (const one of roots) await one.forget?.(ids);
    },
  };
}
