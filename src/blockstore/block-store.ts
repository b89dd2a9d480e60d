import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type DiskSpace, unwatchedDisk } from '#platform/disk-space';
import { BLOCK_SIZE, blockCountOf, EMPTY_HASH, ID_BYTES, strippedLength, topHash } from './content-hash.ts';
import { BlockBuffers } from './block-buffers.ts';
import { DamagedContent } from './damaged-content.ts';
import { HASHED_APART_BYTES, HashThreads } from './hash-threads.ts';
import { type Checked, MirroredContents } from './mirrored-contents.ts';
import type { OwnerNames, Pool } from './pool.ts';
import { type BadLimits, VerifiedContents } from './verified-contents.ts';

/** Lists read lately, so that a ranged read of a large object need not read and check its list each time: 100 of 20 GiB. */
const CACHED_LIST_BYTES = 16 * 1024 * 1024;

/** Where the contents of a store are kept, by whatever driver. */
export interface Pools {
  blocks: Pool;
  /** Each has every list: one mends the other. */
  maps: readonly Pool[];
  owners: OwnerNames;
}

/** The list of blocks of one content: top hash and size name it, `ids` lays the block ids end to end. */
export interface ContentMap {
  readonly hash: string;
  readonly sizeBytes: number;
  readonly ids: Buffer;
}

/**
 * Blocks named by their SHA-256 and lists of them named by Merkle hash and size. What a method has resolved is durable;
 * every byte that a reader is given was verified after it came from the driver. Lists stand twice.
 */
export class BlockStore {
  readonly blockSize: number;
  readonly blocks: Pool;
  readonly maps: readonly Pool[];
  readonly owners: OwnerNames;
  readonly hashing = new HashThreads();
  readonly buffers: BlockBuffers;
  readonly #blocks: VerifiedContents;
  readonly #maps: MirroredContents;
  readonly #lists: readonly VerifiedContents[];
  readonly #cache = new LRUCache<string, Buffer>({
    maxSize: CACHED_LIST_BYTES,
    maxEntrySize: CACHED_LIST_BYTES / 4,
    sizeCalculation: (ids) => ids.length,
  });
  readonly #disk: Pick<DiskSpace, 'requireRoom' | 'wrote'>;

  constructor(
    { blocks, maps, owners }: Pools,
    {
      blockSize = BLOCK_SIZE,
      disk = unwatchedDisk,
    }: { blockSize?: number; disk?: Pick<DiskSpace, 'requireRoom' | 'wrote'> } = {},
  ) {
    this.blockSize = blockSize;
    this.buffers = new BlockBuffers(blockSize);
    this.#disk = disk;
    this.blocks = blocks;
    this.maps = maps;
    this.owners = owners;
    this.#blocks = new VerifiedContents(blocks, (id, bytes) => hash('sha256', bytes, 'hex') === id);
    const matches = async (name: string, ids: Buffer): Promise<boolean> =>
      ids.length === blockCountOf(sizeIn(name), blockSize) * ID_BYTES && name.startsWith(await topHash(ids));
    this.#lists = maps.map((pool) => new VerifiedContents(pool, matches));
    this.#maps = new MirroredContents(this.#lists);
  }

  /** Removes what uploads that died have left half written. */
  async forgetTemporary(nowMs: number): Promise<void> {
    for (const pool of [this.blocks, ...this.maps]) await pool.forgetTemporary(nowMs);
  }

  /** Bounds what damaged files take: the longest there go first, never one that is good after all. */
  async emptyBad(nowMs: number, limits?: BadLimits): Promise<void> {
    for (const contents of [this.#blocks, ...this.#lists]) await contents.emptyBad(nowMs, limits);
  }

  /** Leaves nothing half done in the pools. The store is not written to afterwards. */
  async close(): Promise<void> {
    await this.blocks.close();
    for (const pool of this.maps) await pool.close();
    await this.hashing.close();
    this.buffers.clear();
  }

  /**
   * Stores a block durably and gives its id. Bytes past the last non-zero one are implied, not stored. The bytes must stay
   * as they are until this resolves; of a buffer of `buffers`, what follows them is overwritten. `claim` is told the id
   * before the block is written.
   */
  async putBlock(bytes: Uint8Array, claim?: (id: string) => void): Promise<string> {
    if (bytes.length > this.blockSize) throw new RangeError(`${bytes.length} bytes are more than a block`);
    const stripped = bytes.subarray(0, strippedLength(bytes));
    if (stripped.length === 0) return EMPTY_HASH;
    // The trailer must not stand where the caller still reads zeros.
    const memory = stripped.length === bytes.length ? this.buffers.pagesOf(bytes) : undefined;
    const apart = memory !== undefined || stripped.length >= HASHED_APART_BYTES;
    const id = apart ? await this.hashing.sha256(stripped, memory?.room) : hash('sha256', stripped, 'hex');
    this.#disk.requireRoom(stripped.length);
    claim?.(id);
    if (memory === undefined) await this.#blocks.write(id, stripped);
    else await this.#blocks.writeSealed(id, stripped.length, memory.pages);
    this.#disk.wrote(stripped.length);
    return id;
  }

  /** Whether the block is stored, as far as that shows without reading it; the block of zeros always is. */
  async hasBlock(id: string): Promise<boolean> {
    if (id === EMPTY_HASH) return true;
    const facts = await this.blocks.facts(id);
    // Nothing is stored as no bytes: such a file was cut.
    return facts === undefined ? this.blocks.takeBack(id, 'trash') : facts.size > 0;
  }

  /**
   * Stored bytes of a block from `start` to before `end`; fewer when the rest are zeros. Throws DamagedContent when they
   * are missing or do not match; a damaged block is set aside, and whole again when it is put again.
   */
  async readBlock(id: string, start = 0, end = this.blockSize): Promise<Buffer> {
    return id === EMPTY_HASH || start >= end ? Buffer.alloc(0) : this.#blocks.read(id, start, end);
  }

  /** Reads all of a block and checks it by its hash as well, for the scrub. Throws DamagedContent. */
  async checkBlock(id: string): Promise<Checked> {
    return new MirroredContents([this.#blocks]).check(id);
  }

  /** The same of both copies of a list, of which one mends the other. Throws DamagedContent when neither is good. */
  async checkMap(name: string): Promise<Checked> {
    return this.#maps.check(name);
  }

  /** Writes a list that no copy has any more from memory, where it is still known by a read. Gives how many copies are good then. */
  async restoreMap(name: string): Promise<number> {
    const ids = this.#cache.get(name);
    return ids === undefined ? 0 : this.#maps.restore(name, ids);
  }

  /** Stores a list of blocks durably and gives its name. Lists of at most one block need no file: the id is the name. */
  async putMap(ids: Buffer, sizeBytes: number, claim?: (name: string) => void): Promise<ContentMap> {
    if (ids.length !== blockCountOf(sizeBytes, this.blockSize) * ID_BYTES) {
      throw new RangeError(`${ids.length / ID_BYTES} blocks do not make ${sizeBytes} bytes`);
    }
    const map = { hash: await topHash(ids), sizeBytes, ids };
    if (ids.length <= ID_BYTES) return map;
    claim?.(mapName(map.hash, sizeBytes));
    await this.#maps.write(mapName(map.hash, sizeBytes), ids);
    return map;
  }

  /** The list of blocks of a content. Throws DamagedContent when it is missing or does not match its name. */
  async openMap(mapHash: string, size: number | bigint): Promise<ContentMap> {
    const sizeBytes = Number(size);
    if (!/^[0-9a-f]{64}$/.test(mapHash) || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
      throw new DamagedContent(`${mapHash.slice(0, 80)}-${size}`, 'missing');
    }
    const count = blockCountOf(sizeBytes, this.blockSize);
    if (count <= 1) return { hash: mapHash, sizeBytes, ids: Buffer.from(count === 0 ? '' : mapHash, 'hex') };
    const name = mapName(mapHash, sizeBytes);
    const cached = this.#cache.get(name);
    if (cached !== undefined) return { hash: mapHash, sizeBytes, ids: cached };
    const ids = await this.#maps.read(name);
    this.#cache.set(name, ids);
    return { hash: mapHash, sizeBytes, ids };
  }
}

/** File name of a list of blocks. */
export function mapName(mapHash: string, sizeBytes: number): string {
  return `${mapHash}-${sizeBytes}`;
}

function sizeIn(name: string): number {
  return Number(name.slice(name.indexOf('-') + 1));
}
