import { DamagedContent, mapName, type BlockStore } from './block-store.ts';
import { EMPTY_HASH, idAt, ID_BYTES } from './content-hash.ts';
import { shardNames } from './durable-files.ts';

/** What keeps blocks alive, as their users know it. */
export interface Roots {
  /** Every content that is in use, by hash and size. Asked for after the trash was listed. */
  contents(): AsyncIterable<{ hash: string; sizeBytes: number }>;
  /** Those of the blocks that somebody was promised lately and that may be used any moment. */
  promised(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface CollectOptions {
  /** Files written later than this are left alone: longer than the longest upload. */
  olderThanMs: number;
  signal?: AbortSignal;
  /** Only these shards of the store; all unless given. */
  shards?: readonly string[];
}

export interface Collected {
  /** Moved to the trash by this run. */
  trashed: number;
  /** Removed for good: they were in the trash before this run and nothing uses them still. */
  discarded: string[];
  /** Taken out of the trash, because something uses them again. */
  rescued: number;
}

/** Ids marked in one pass: about 200 MiB of memory. A larger store is gone through in several. */
const IDS_PER_PASS = 2_000_000;
/** Names looked at together. */
const BATCH = 1000;

/**
 * Removes blocks and lists that nothing uses, in two steps that are a run apart: into the trash, and out of it. Whoever
 * writes a block again makes a new file, and whoever is told that a block is there takes it back out of the trash first:
 * so nothing that was promised goes, however the steps fall between those of a writer.
 */
export async function collect(store: BlockStore, roots: Roots, options: CollectOptions): Promise<Collected> {
  const result: Collected = { trashed: 0, discarded: [], rescued: 0 };
  const before = { blocks: await store.blocks.list('trash'), maps: await store.maps.list('trash') };
  for (const part of await passesOf(store, roots, options.shards ?? shardNames())) {
    if (options.signal?.aborted === true) return result;
    const used = await mark(store, roots, part);
    await emptyTrash(store, roots, before, part, used, result);
    for (const shard of part) await sweep(store, roots, shard, used, options, result);
  }
  return result;
}

interface Used {
  blocks: Set<string>;
  maps: Set<string>;
}

/** The shards in parts, of which each marks no more ids than memory may hold. */
async function passesOf(
  store: BlockStore,
  roots: Roots,
  shards: readonly string[],
): Promise<ReadonlySet<string>[]> {
  const passes = Math.max(1, Math.ceil((await estimateIds(store, roots)) / IDS_PER_PASS));
  const width = Math.ceil(shards.length / passes);
  return Array.from(
    { length: Math.ceil(shards.length / width) },
    (_, index) => new Set(shards.slice(index * width, (index + 1) * width)),
  );
}

async function estimateIds(store: BlockStore, roots: Roots): Promise<number> {
  let ids = 0;
  for await (const { sizeBytes } of roots.contents()) ids += Math.ceil(sizeBytes / store.blockSize);
  return ids;
}

async function mark(store: BlockStore, roots: Roots, shards: ReadonlySet<string>): Promise<Used> {
  const used: Used = { blocks: new Set(), maps: new Set() };
  for await (const { hash, sizeBytes } of roots.contents()) {
    used.maps.add(mapName(hash, sizeBytes));
    try {
      const { ids } = await store.openMap(hash, sizeBytes);
      for (let index = 0; index < ids.length / ID_BYTES; index += 1) {
        const id = idAt(ids, index);
        if (shards.has(id.slice(0, 2)) && id !== EMPTY_HASH) used.blocks.add(id);
      }
    } catch (error) {
      // What a damaged list names is not known: nothing may be removed as unused while there is one.
      if (error instanceof DamagedContent)
        throw new Error('collection stops at a damaged map', { cause: error });
      throw error;
    }
  }
  return used;
}

async function sweep(
  store: BlockStore,
  roots: Roots,
  shard: string,
  used: Used,
  { olderThanMs }: CollectOptions,
  result: Collected,
): Promise<void> {
  for (const [files, alive] of [
    [store.blocks, used.blocks],
    [store.maps, used.maps],
  ] as const) {
    for await (const name of unusedIn(store, files, roots, shard, alive, olderThanMs)) {
      if (await files.setAside(name, 'trash')) result.trashed += 1;
    }
  }
}

/** Names of one shard that nothing uses, nobody was promised, and that are old enough to go. */
async function* unusedIn(
  store: BlockStore,
  files: BlockStore['blocks'],
  roots: Roots,
  shard: string,
  alive: ReadonlySet<string>,
  olderThanMs: number,
): AsyncGenerator<string> {
  const unused = (await files.list(shard)).filter((name) => !alive.has(name));
  for (let at = 0; at < unused.length; at += BATCH) {
    const names = unused.slice(at, at + BATCH);
    const promised = files === store.blocks ? await roots.promised(names) : new Set();
    for (const name of names) {
      if (promised.has(name)) continue;
      const facts = await files.facts(name);
      if (facts !== undefined && facts.modifiedMs < olderThanMs) yield name;
    }
  }
}

/** What two runs of `collect` would remove by what is on record now. Changes nothing. */
export async function* listUnused(
  store: BlockStore,
  roots: Roots,
  { olderThanMs }: CollectOptions,
): AsyncGenerator<{ kind: 'block' | 'map'; name: string }> {
  for (const part of await passesOf(store, roots, shardNames())) {
    const used = await mark(store, roots, part);
    for (const [kind, files, alive] of [
      ['block', store.blocks, used.blocks],
      ['map', store.maps, used.maps],
    ] as const) {
      for (const name of await files.list('trash')) {
        if (!part.has(name.slice(0, 2)) || alive.has(name)) continue;
        const promised = kind === 'block' ? await roots.promised([name]) : new Set();
        if (!promised.has(name)) yield { kind, name };
      }
      for (const shard of part)
        for await (const name of unusedIn(store, files, roots, shard, alive, olderThanMs))
          yield { kind, name };
    }
  }
}

async function emptyTrash(
  store: BlockStore,
  roots: Roots,
  before: { blocks: readonly string[]; maps: readonly string[] },
  shards: ReadonlySet<string>,
  used: Used,
  result: Collected,
): Promise<void> {
  const inShards = (names: readonly string[]) => names.filter((name) => shards.has(name.slice(0, 2)));
  const blocks = inShards(before.blocks);
  for (let at = 0; at < blocks.length; at += BATCH) {
    const names = blocks.slice(at, at + BATCH);
    const promised = await roots.promised(names);
    for (const name of names) {
      if (used.blocks.has(name) || promised.has(name))
        result.rescued += Number(await store.blocks.takeBack(name));
      else {
        await store.blocks.discard(name);
        result.discarded.push(name);
      }
    }
  }
  for (const name of inShards(before.maps)) {
    if (used.maps.has(name)) result.rescued += Number(await store.maps.takeBack(name));
    else await store.maps.discard(name);
  }
}

/**
 * Reads every block of one shard and checks it. Gives the ids that were damaged; they have been set aside. `goOn` is
 * asked between two blocks: it sets the pace and may end the work.
 */
export async function scrubShard(
  store: BlockStore,
  shard: string,
  goOn: () => Promise<boolean>,
): Promise<string[]> {
  const damaged: string[] = [];
  for (const id of await store.blocks.list(shard)) {
    try {
      await store.readChecked(id);
    } catch (error) {
      if (!(error instanceof DamagedContent)) throw error;
      if (!error.message.endsWith('is missing')) damaged.push(id);
    }
    if (!(await goOn())) break;
  }
  return damaged;
}
