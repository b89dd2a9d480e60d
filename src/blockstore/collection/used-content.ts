import { mapName, type BlockStore } from '../block-store.ts';
import { EMPTY_HASH, idAt, ID_BYTES } from '../content-hash.ts';
import { DamagedContent } from '../damaged-content.ts';

/** A content as the tables name it. */
export interface Content {
  hash: string;
  sizeBytes: number;
}

export interface UsedContent extends Content {
  /** Its list of blocks is damaged, and an operator has said that what only it names may go. */
  givenUp?: boolean;
}

/** Every content that is in use; the same one may come again. */
export type UsedContents = () => AsyncIterable<UsedContent>;

/** What contents in use are made of, as far as the shards looked at go. */
export interface Used {
  blocks: Set<string>;
  maps: Set<string>;
  /** Contents whose list cannot be read, so that nobody knows what they are made of; without those given up. */
  damaged: Map<string, Content>;
}

/** Ids marked in one pass: about 200 MiB of memory. A larger store is gone through in several. */
const IDS_PER_PASS = 2_000_000;

/** The shards in parts, of which each marks no more ids than memory may hold. */
export async function passesOf(
  store: BlockStore,
  contents: UsedContents,
  shards: readonly string[],
): Promise<ReadonlySet<string>[]> {
  let ids = 0;
  for await (const { sizeBytes } of contents()) ids += Math.ceil(sizeBytes / store.blockSize);
  const width = Math.max(1, Math.ceil(shards.length / Math.max(1, Math.ceil(ids / IDS_PER_PASS))));
  return Array.from(
    { length: Math.ceil(shards.length / width) },
    (_, index) => new Set(shards.slice(index * width, (index + 1) * width)),
  );
}

/** Lists what the contents in use are made of. A list that cannot be read does not stop the others. */
export async function markUsed(
  store: BlockStore,
  contents: UsedContents,
  shards: ReadonlySet<string>,
): Promise<Used> {
  const used: Used = { blocks: new Set(), maps: new Set(), damaged: new Map() };
  for await (const { hash, sizeBytes, givenUp } of contents()) {
    const name = mapName(hash, sizeBytes);
    if (sizeBytes > store.blockSize) {
      if (used.damaged.has(name)) continue;
      // Of a list, the shard is that of its own name.
      if (shards.has(name.slice(0, 2))) used.maps.add(name);
    }
    try {
      for (const id of idsOf((await store.openMap(hash, sizeBytes)).ids))
        if (shards.has(id.slice(0, 2))) used.blocks.add(id);
    } catch (error) {
      if (!(error instanceof DamagedContent)) throw error;
      if (givenUp !== true) used.damaged.set(name, { hash, sizeBytes });
    }
  }
  return used;
}

/** The ids of a list that stand for stored blocks, in order, repeated ones too. */
export function* idsOf(ids: Buffer): Generator<string> {
  for (let index = 0; index < ids.length / ID_BYTES; index += 1) {
    const id = idAt(ids, index);
    if (id !== EMPTY_HASH) yield id;
  }
}
