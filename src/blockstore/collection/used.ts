import { mapName, type BlockStore } from '../block-store.ts';
import { EMPTY_HASH, idAt, ID_BYTES } from '../content-hash.ts';
import { DamagedContent } from '../damaged-content.ts';
import { type Pool, shardNames, shardOf } from '../pool.ts';
import type { Content, UsedContents } from './owners.ts';

/** Names held at a time: about 200 MiB of memory. */
const MOST_NAMES = 2_000_000;

export type Kind = 'block' | 'map';

interface Shard {
  used: Record<Kind, Set<string>>;
  trash: Map<Pool, readonly string[]>;
}

/**
 * What is known of as many shards as memory has room for. When there are too many names, the later half of the shards is
 * left for another pass: a store of any size takes no more memory than its largest shard, or than `most` names.
 */
export class ShardWindow {
  readonly #shards: Map<string, Shard>;
  readonly #most: number;
  #count = 0;

  constructor(shards: readonly string[], most: number) {
    this.#shards = new Map(
      shards.map((shard) => [shard, { used: { block: new Set(), map: new Set() }, trash: new Map() }]),
    );
    this.#most = most;
  }

  /** Those that it still has, in order. */
  get shards(): string[] {
    return [...this.#shards.keys()];
  }

  addUsed(kind: Kind, name: string): void {
    const used = this.#shards.get(shardOf(name))?.used[kind];
    if (used === undefined || used.has(name)) return;
    used.add(name);
    this.#hold(1);
  }

  addTrash(pool: Pool, shard: string, names: readonly string[]): void {
    this.#shards.get(shard)?.trash.set(pool, names);
    this.#hold(names.length);
  }

  used(shard: string, kind: Kind): ReadonlySet<string> {
    return this.#shards.get(shard)?.used[kind] ?? new Set();
  }

  trash(shard: string, pool: Pool): readonly string[] {
    return this.#shards.get(shard)?.trash.get(pool) ?? [];
  }

  #hold(names: number): void {
    this.#count += names;
    while (this.#count > this.#most && this.#shards.size > 1)
      for (const shard of this.shards.slice(Math.ceil(this.#shards.size / 2))) this.#drop(shard);
  }

  #drop(shard: string): void {
    const { used, trash } = this.#shards.get(shard)!;
    this.#count -= used.block.size + used.map.size;
    for (const names of trash.values()) this.#count -= names.length;
    this.#shards.delete(shard);
  }
}

export interface MarkOptions {
  /** Only these shards of the store; all unless given. */
  shards?: readonly string[];
  /** Names held at a time. */
  mostNames?: number;
  signal?: AbortSignal;
  /** Whether what is in the trash is wanted, too: as it was before anything was marked. */
  trash?: boolean;
  /** Told of contents whose list cannot be read, so that nobody knows what they are made of; without those given up. */
  onDamaged?: (content: Content) => void;
}

/**
 * Goes through a store in windows of shards, in each of which everything is marked that contents in use are made of. A
 * window that was not finished when the signal came is not given.
 */
export async function* markedWindows(
  store: BlockStore,
  contents: UsedContents,
  { shards = shardNames(), mostNames = MOST_NAMES, signal, trash = false, onDamaged }: MarkOptions,
): AsyncGenerator<ShardWindow> {
  for (let at = 0, width = shards.length; at < shards.length;) {
    const window = new ShardWindow(shards.slice(at, at + width), mostNames);
    if (trash) await listTrash(store, window);
    await markUsed(store, window, contents, signal, onDamaged);
    if (signal?.aborted === true) return;
    yield window;
    const done = window.shards.length;
    at += done;
    // What was too much a moment ago is not tried again from the whole.
    width = 2 * done;
  }
}

async function listTrash(store: BlockStore, window: ShardWindow): Promise<void> {
  for (const pool of [store.blocks, ...store.maps])
    for (const shard of window.shards)
      if (window.shards.includes(shard)) window.addTrash(pool, shard, await pool.listTrash(shard));
}

async function markUsed(
  store: BlockStore,
  window: ShardWindow,
  contents: UsedContents,
  signal: AbortSignal | undefined,
  onDamaged: MarkOptions['onDamaged'],
): Promise<void> {
  const { shards } = window;
  for await (const { hash, sizeBytes, givenUp } of contents({ from: shards[0]!, to: shards.at(-1)! })) {
    if (signal?.aborted === true) return;
    // Of a list, the shard is that of its own name.
    if (sizeBytes > store.blockSize) window.addUsed('map', mapName(hash, sizeBytes));
    try {
      for (const id of idsOf((await store.openMap(hash, sizeBytes)).ids)) window.addUsed('block', id);
    } catch (error) {
      if (!(error instanceof DamagedContent)) throw error;
      if (givenUp !== true) onDamaged?.({ hash, sizeBytes });
    }
  }
}

/** The ids of a list that stand for stored blocks, in order, repeated ones too. */
export function* idsOf(ids: Buffer): Generator<string> {
  for (let index = 0; index < ids.length / ID_BYTES; index += 1) {
    const id = idAt(ids, index);
    if (id !== EMPTY_HASH) yield id;
  }
}
