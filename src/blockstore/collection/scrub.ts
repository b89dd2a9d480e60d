import { type BlockStore, mapName } from '../block-store.ts';
import { DamagedContent } from '../damaged-content.ts';
import type { Checked } from '../mirrored-contents.ts';
import { shardNames } from '../pool.ts';
import { type Content, contentsOf, type BlockOwners, type UsedContents } from './owners.ts';
import { idsOf, type Kind, markedWindows, type ShardWindow } from './used.ts';

/** Something of a content in use that cannot be read. */
export interface Damage extends Content {
  kind: Kind;
  /** Id of the block, or name of the list. */
  name: string;
  reason: 'missing' | 'damaged';
}

/** What was done so far, in files. Bytes are those read. */
export interface Scrubbed extends Checked {
  files: number;
  /** Damaged or missing, and mended by nothing; also files that no content uses. */
  bad: number;
}

export interface ScrubOptions {
  /** Asked after each file with the bytes that were read: sets the pace, and may end the scrub. */
  goOn(bytes: number): Promise<boolean>;
  /** Told what the contents in use have lost, and that a shard is done; a scrub that died goes on after the last. */
  onShard(done: { shard: string; damages: readonly Damage[]; scrubbed: Scrubbed }): Promise<void>;
  after?: string | undefined;
}

/**
 * Reads and checks every file that contents in use need and every other that is there, mends what can be mended, and
 * tells which contents have lost something. A file that was written or removed meanwhile is no damage. False when ended.
 */
export async function scrub(
  store: BlockStore,
  owners: BlockOwners,
  { goOn, onShard, after }: ScrubOptions,
): Promise<boolean> {
  const scrubbed: Scrubbed = { files: 0, bytes: 0, repaired: 0, rewritten: 0, bad: 0 };
  const shards = shardNames().filter((shard) => after === undefined || shard > after);
  const contents = contentsOf(await owners.all());
  for await (const window of markedWindows(store, contents, { shards })) {
    for (const shard of window.shards) {
      const bad = { block: new Map<string, DamagedContent>(), map: new Map<string, DamagedContent>() };
      for await (const { kind, name } of namesIn(store, window, shard)) {
        let bytes = 0;
        try {
          const checked = await (kind === 'block' ? store.checkBlock(name) : store.checkMap(name));
          bytes = checked.bytes;
          scrubbed.bytes += bytes;
          scrubbed.repaired += checked.repaired;
          scrubbed.rewritten += checked.rewritten;
        } catch (error) {
          if (!(error instanceof DamagedContent)) throw error;
          // Taken away since it was listed, if nothing uses it.
          const isUsed = window.used(shard, kind).has(name);
          const restored = isUsed && kind === 'map' ? await store.restoreMap(name) : 0;
          scrubbed.repaired += restored;
          if (restored === 0 && (isUsed || error.reason === 'damaged')) bad[kind].set(name, error);
        }
        scrubbed.files += 1;
        if (!(await goOn(bytes))) return false;
      }
      const damages = await damagesOf(store, contents, bad);
      const names = new Set(damages.map(({ name }) => name));
      for (const { content, reason } of [...bad.block.values(), ...bad.map.values()])
        if (reason === 'damaged') names.add(content);
      scrubbed.bad += names.size;
      await onShard({ shard, damages, scrubbed: { ...scrubbed } });
    }
  }
  return true;
}

/** Every name of a shard once: what should be there, then what is there beside it. */
async function* namesIn(
  store: BlockStore,
  window: ShardWindow,
  shard: string,
): AsyncGenerator<{ kind: Kind; name: string }> {
  for (const [kind, pools] of [
    ['block', [store.blocks]],
    ['map', store.maps],
  ] as const) {
    const names = new Set(window.used(shard, kind));
    for (const pool of pools) for (const name of await pool.list(shard)) names.add(name);
    for (const name of names) yield { kind, name };
  }
}

/** The contents, as they are in use now, that have lost one of these: one walk over all of them, only when there is loss. */
async function damagesOf(
  store: BlockStore,
  contents: UsedContents,
  bad: { block: ReadonlyMap<string, DamagedContent>; map: ReadonlyMap<string, DamagedContent> },
): Promise<Damage[]> {
  const damages = new Map<string, Damage>();
  if (bad.block.size + bad.map.size === 0) return [];
  for await (const { hash, sizeBytes } of contents({ from: '00', to: 'ff' })) {
    const content = { hash, sizeBytes };
    const add = (kind: Kind, { content: name, reason }: DamagedContent): void =>
      void damages.set(`${hash}-${sizeBytes} ${name}`, { ...content, kind, name, reason });
    const ids = await idsOrDamage(store, content, bad.map);
    if (ids instanceof DamagedContent) {
      if (bad.map.has(ids.content)) add('map', ids);
      continue;
    }
    for (const id of idsOf(ids)) {
      const damage = bad.block.get(id);
      if (damage !== undefined) add('block', damage);
    }
  }
  return [...damages.values()];
}

async function idsOrDamage(
  store: BlockStore,
  { hash, sizeBytes }: Content,
  badMaps: ReadonlyMap<string, DamagedContent>,
): Promise<Buffer | DamagedContent> {
  const name = mapName(hash, sizeBytes);
  try {
    // Memory may still have what the disk has lost, until the next start.
    if (badMaps.has(name)) await store.checkMap(name);
    return (await store.openMap(hash, sizeBytes)).ids;
  } catch (error) {
    if (error instanceof DamagedContent) return error;
    throw error;
  }
}
