import { type BlockStore, mapName } from '../block-store.ts';
import type { Pool } from '../pool.ts';
import { type BlockOwners, type Content, contentsOf, joinRoots, type Roots, type Waits } from './owners.ts';
import { type Kind, markedWindows, type MarkOptions, type ShardWindow } from './used.ts';

export interface CollectOptions extends Pick<MarkOptions, 'shards' | 'mostNames' | 'signal'> {
  /** Told of each shard that is done. */
  onShard?: (shard: string) => void;
}

export interface Collected {
  /** Moved to the trash by this run. */
  trashed: number;
  /** Blocks removed for good: they were in the trash before this run and nothing uses them still. */
  discarded: number;
  /** Taken out of the trash, because something uses them again. */
  rescued: number;
  /** What was written later was left alone. Milliseconds since 1970. */
  olderThanMs: number;
}

/** Names looked at together. */
const BATCH = 1000;
/** Damaged lists that are named; where so many are gone the store is in other hands than the collector's. */
const MOST_DAMAGED = 10_000;

/** Contents in use have lists that cannot be read: what they name is not known, so that nothing may be removed as unused. */
export class DamagedMaps extends Error {
  override name = 'DamagedMaps';
  readonly contents: readonly Content[];

  constructor(contents: readonly Content[]) {
    super(`nothing is collected: both copies of ${contents.length} lists of blocks are damaged`);
    this.contents = contents;
  }
}

/** Both copies of lists that cannot be read; each once. */
class Damaged {
  readonly #contents = new Map<string, Content>();

  add(content: Content): void {
    this.#contents.set(mapName(content.hash, content.sizeBytes), content);
    if (this.#contents.size === MOST_DAMAGED) this.check();
  }

  check(): void {
    if (this.#contents.size > 0) throw new DamagedMaps([...this.#contents.values()]);
  }
}

/**
 * Removes blocks and lists that no owner uses, in two steps that are a run apart: into the trash, and out of it. Whoever
 * writes a block again brings a new one, and whoever is told that a block is there takes it back out of the trash first:
 * so nothing that was promised goes, however the steps fall between those of a writer. Undefined when an owner lets no run
 * begin now. Nothing is removed when the roots of one owner cannot be read. Throws UnknownOwner and DamagedMaps.
 */
export async function collect(
  store: BlockStore,
  owners: BlockOwners,
  waits: Waits,
  options: CollectOptions = {},
): Promise<Collected | undefined> {
  const all = await owners.all();
  const begun: Roots[] = [];
  for (const owner of all) {
    const roots = await owner.begin(waits);
    if (roots === undefined) return undefined;
    begun.push(roots);
  }
  const roots = joinRoots(begun);
  const result: Collected = { trashed: 0, discarded: 0, rescued: 0, olderThanMs: roots.olderThanMs };
  const damaged = new Damaged();
  const marking = { ...options, trash: true, onDamaged: (content: Content) => damaged.add(content) };
  for await (const window of markedWindows(store, contentsOf(all), marking)) {
    damaged.check();
    for (const shard of window.shards) {
      if (options.signal?.aborted === true) return result;
      for (const part of partsOf(store, window, shard)) {
        await emptyTrash(part, roots, result);
        for await (const name of unusedIn(part, roots))
          if (await part.pool.setAside(name, 'trash')) result.trashed += 1;
      }
      options.onShard?.(shard);
    }
  }
  return result;
}

/** One shard of one pool. */
interface Part {
  kind: Kind;
  pool: Pool;
  shard: string;
  used: ReadonlySet<string>;
  trash: readonly string[];
}

function partsOf(store: BlockStore, window: ShardWindow, shard: string): Part[] {
  const part = (kind: Kind, pool: Pool): Part => ({
    kind,
    pool,
    shard,
    used: window.used(shard, kind),
    trash: window.trash(shard, pool),
  });
  return [part('block', store.blocks), ...store.maps.map((pool) => part('map', pool))];
}

/** Those of the names that somebody was promised; lists are promised to nobody. */
async function promisedOf(part: Part, roots: Roots, names: readonly string[]): Promise<ReadonlySet<string>> {
  return part.kind === 'block' ? roots.promised(names) : new Set();
}

/** Names that nothing uses, nobody was promised, and that are old enough to go. */
async function* unusedIn(part: Part, roots: Required<Roots>): AsyncGenerator<string> {
  const unused = (await part.pool.list(part.shard)).filter((name) => !part.used.has(name));
  for (const names of batches(unused)) {
    const promised = await promisedOf(part, roots, names);
    for (const name of names) {
      if (promised.has(name) || roots.isClaimed(name)) continue;
      const facts = await part.pool.facts(name);
      if (facts !== undefined && facts.modifiedMs < roots.olderThanMs) yield name;
    }
  }
}

async function emptyTrash(part: Part, roots: Required<Roots>, result: Collected): Promise<void> {
  const { kind, pool, used, trash } = part;
  for (const names of batches(trash)) {
    const promised = await promisedOf(part, roots, names);
    const gone: string[] = [];
    for (const name of names) {
      const kept = used.has(name) || promised.has(name) || roots.isClaimed(name);
      if (kept || (await isYoungTrash(pool, name, roots.olderThanMs)))
        result.rescued += Number(await pool.takeBack(name, 'trash'));
      else {
        await pool.discard(name, 'trash');
        if (kind === 'block') gone.push(name);
      }
    }
    result.discarded += gone.length;
    if (gone.length > 0) await roots.forget(gone);
  }
}

/** What was written again between being looked at and being moved is not old: its writer goes on. */
async function isYoungTrash(pool: Pool, name: string, olderThanMs: number): Promise<boolean> {
  const facts = await pool.facts(name, 'trash');
  return facts !== undefined && facts.modifiedMs >= olderThanMs;
}

/** What two runs of `collect` would remove by what is on record now. Changes nothing. Throws UnknownOwner and DamagedMaps. */
export async function* listUnused(
  store: BlockStore,
  owners: BlockOwners,
  waits: Waits,
): AsyncGenerator<{ kind: Kind; name: string }> {
  const all = await owners.all();
  const roots = joinRoots(all.map((owner) => owner.look(waits)));
  const damaged = new Damaged();
  const marking = { trash: true, onDamaged: (content: Content) => damaged.add(content) };
  for await (const window of markedWindows(store, contentsOf(all), marking)) {
    damaged.check();
    for (const shard of window.shards)
      // The second copy of a list is no other list.
      for (const part of partsOf(store, window, shard).slice(0, 2)) {
        const { kind } = part;
        for (const names of batches(part.trash.filter((name) => !part.used.has(name)))) {
          const promised = await promisedOf(part, roots, names);
          for (const name of names) if (!promised.has(name)) yield { kind, name };
        }
        for await (const name of unusedIn(part, roots)) yield { kind, name };
      }
  }
}

function* batches(names: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < names.length; at += BATCH) yield names.slice(at, at + BATCH);
}
