import type { BlockStore } from '../block-store.ts';
import { type DurableFiles, shardNames } from '../files/durable-files.ts';
import {
  type Content,
  markUsed,
  passesOf,
  type Used,
  type UsedContent,
  type UsedContents,
} from './used-content.ts';

/** What keeps blocks alive, as their users know it. */
export interface Roots {
  /** Every content that is in use. Asked for after the trash was listed. */
  contents(): AsyncIterable<UsedContent>;
  /** Those of the blocks that somebody was promised lately and that may be used any moment. */
  promised(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether something of this process that is not committed yet is going to use the block or list. */
  isClaimed?(name: string): boolean;
}

export interface CollectOptions {
  /** Files written later than this are left alone: longer than the longest upload. */
  olderThanMs: number;
  signal?: AbortSignal;
  /** Only these shards of the store; all unless given. */
  shards?: readonly string[];
  /** Told of each shard that is done. */
  onShard?: (shard: string) => void;
}

export interface Collected {
  /** Moved to the trash by this run. */
  trashed: number;
  /** Removed for good: they were in the trash before this run and nothing uses them still. */
  discarded: string[];
  /** Taken out of the trash, because something uses them again. */
  rescued: number;
}

/** Names looked at together. */
const BATCH = 1000;

/** Contents in use have lists that cannot be read: what they name is not known, so that nothing may be removed as unused. */
export class DamagedMaps extends Error {
  override name = 'DamagedMaps';
  readonly contents: readonly Content[];

  constructor(contents: readonly Content[]) {
    super(`nothing is collected: both copies of ${contents.length} lists of blocks are damaged`);
    this.contents = contents;
  }
}

/**
 * Removes blocks and lists that nothing uses, in two steps that are a run apart: into the trash, and out of it. Whoever
 * writes a block again makes a new file, and whoever is told that a block is there takes it back out of the trash first:
 * so nothing that was promised goes, however the steps fall between those of a writer. Throws DamagedMaps.
 */
export async function collect(store: BlockStore, roots: Roots, options: CollectOptions): Promise<Collected> {
  const result: Collected = { trashed: 0, discarded: [], rescued: 0 };
  const before = new Map<DurableFiles, string[]>();
  for (const files of [store.blocks, ...store.maps]) before.set(files, await files.list('trash'));
  const contents = (): AsyncIterable<UsedContent> => untilEnded(roots.contents(), options);
  for (const part of await passesOf(store, contents, options.shards ?? shardNames())) {
    const used = await mark(store, contents, part);
    // What was marked before the end is not all there is.
    if (isEnded(options)) return result;
    for (const tree of treesOf(store, used)) {
      const trash = before.get(tree.files)!.filter((name) => part.has(name.slice(0, 2)));
      await emptyTrash(tree, roots, { trash, olderThanMs: options.olderThanMs }, result);
    }
    for (const shard of part) {
      if (isEnded(options)) return result;
      for (const tree of treesOf(store, used))
        for await (const name of unusedIn(tree, roots, shard, options.olderThanMs))
          if (await tree.files.setAside(name, 'trash')) result.trashed += 1;
      options.onShard?.(shard);
    }
  }
  return result;
}

function isEnded({ signal }: CollectOptions): boolean {
  return signal?.aborted === true;
}

async function* untilEnded(
  contents: AsyncIterable<UsedContent>,
  options: CollectOptions,
): AsyncGenerator<UsedContent> {
  for await (const content of contents) {
    if (isEnded(options)) return;
    yield content;
  }
}

async function mark(store: BlockStore, contents: UsedContents, shards: ReadonlySet<string>): Promise<Used> {
  const used = await markUsed(store, contents, shards);
  if (used.damaged.size > 0) throw new DamagedMaps([...used.damaged.values()]);
  return used;
}

interface Tree {
  kind: 'block' | 'map';
  files: DurableFiles;
  alive: ReadonlySet<string>;
}

function treesOf(store: BlockStore, used: Used): Tree[] {
  return [
    { kind: 'block', files: store.blocks, alive: used.blocks },
    ...store.maps.map((files) => ({ kind: 'map' as const, files, alive: used.maps })),
  ];
}

/** Those of the names that somebody was promised; lists are promised to nobody. */
async function promisedOf(tree: Tree, roots: Roots, names: readonly string[]): Promise<ReadonlySet<string>> {
  return tree.kind === 'block' ? roots.promised(names) : new Set();
}

/** Names of one shard that nothing uses, nobody was promised, and that are old enough to go. */
async function* unusedIn(
  tree: Tree,
  roots: Roots,
  shard: string,
  olderThanMs: number,
): AsyncGenerator<string> {
  const unused = (await tree.files.list(shard)).filter((name) => !tree.alive.has(name));
  for (const names of batches(unused)) {
    const promised = await promisedOf(tree, roots, names);
    for (const name of names) {
      if (promised.has(name) || roots.isClaimed?.(name) === true) continue;
      const facts = await tree.files.facts(name);
      if (facts !== undefined && facts.modifiedMs < olderThanMs) yield name;
    }
  }
}

/** What two runs of `collect` would remove by what is on record now. Changes nothing. Throws DamagedMaps. */
export async function* listUnused(
  store: BlockStore,
  roots: Roots,
  { olderThanMs }: CollectOptions,
): AsyncGenerator<{ kind: 'block' | 'map'; name: string }> {
  for (const part of await passesOf(store, () => roots.contents(), shardNames())) {
    const used = await mark(store, () => roots.contents(), part);
    // The second copy of a list is no other list.
    for (const tree of treesOf(store, used).slice(0, 2)) {
      const { kind } = tree;
      const trash = (await tree.files.list('trash')).filter(
        (name) => part.has(name.slice(0, 2)) && !tree.alive.has(name),
      );
      for (const names of batches(trash)) {
        const promised = await promisedOf(tree, roots, names);
        for (const name of names) if (!promised.has(name)) yield { kind, name };
      }
      for (const shard of part)
        for await (const name of unusedIn(tree, roots, shard, olderThanMs)) yield { kind, name };
    }
  }
}

async function emptyTrash(
  tree: Tree,
  roots: Roots,
  { trash, olderThanMs }: { trash: readonly string[]; olderThanMs: number },
  result: Collected,
): Promise<void> {
  for (const names of batches(trash)) {
    const promised = await promisedOf(tree, roots, names);
    for (const name of names) {
      // A file that was written again between being looked at and being moved is not old: its writer goes on.
      const kept =
        tree.alive.has(name) ||
        promised.has(name) ||
        roots.isClaimed?.(name) === true ||
        (await tree.files.isYoungTrash(name, olderThanMs));
      if (kept) result.rescued += Number(await tree.files.takeBack(name));
      else {
        await tree.files.discard(name);
        if (tree.kind === 'block') result.discarded.push(name);
      }
    }
  }
}

function* batches(names: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < names.length; at += BATCH) yield names.slice(at, at + BATCH);
}
