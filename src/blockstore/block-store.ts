import { hash } from 'node:crypto';
import { join } from 'node:path';
import { errnoOf, type FileSystemPort, realFileSystem } from '#platform/file-system';
import { BLOCK_SIZE, blockCountOf, EMPTY_HASH, ID_BYTES, strippedLength, topHash } from './content-hash.ts';
import { BlockBuffers } from './block-buffers.ts';
import { DurableFiles } from './durable-files.ts';
import { HASHED_APART_BYTES, HashThreads } from './hash-threads.ts';
import { MapCache } from './map-cache.ts';
import { ReadChecks } from './read-checks.ts';
import { JOURNAL_LIMITS, type JournalLimits } from './write-journal.ts';

/** A block or map is missing or does not match its name. The bytes were not given to anybody. */
export class DamagedContent extends Error {
  override name = 'DamagedContent';
  /** Block id, or `map-size` of a list of blocks. */
  readonly content: string;

  constructor(content: string, reason: string) {
    super(`${content} ${reason}`);
    this.content = content;
  }
}

export interface BlockStoreOptions {
  directory: string;
  fs?: FileSystemPort;
  /** Bytes of a block; 4 MiB in production. Never changes for a directory that holds blocks. */
  blockSize?: number;
  now?: () => number;
  journal?: JournalLimits;
}

/** The list of blocks of one content: top hash and size name it, `ids` lays the block ids end to end. */
export interface ContentMap {
  readonly hash: string;
  readonly sizeBytes: number;
  readonly ids: Buffer;
}

/**
 * Blocks named by their SHA-256 and lists of them named by Merkle hash and size, as files in one directory.
 * What a method has resolved is durable; what a reader is given matches its name.
 */
export class BlockStore {
  readonly blockSize: number;
  readonly blocks: DurableFiles;
  readonly maps: DurableFiles;
  readonly hashing = new HashThreads();
  readonly buffers: BlockBuffers;
  readonly #checks = new ReadChecks();
  readonly #cache = new MapCache();

  private constructor(blockSize: number, blocks: DurableFiles, maps: DurableFiles) {
    this.blockSize = blockSize;
    this.buffers = new BlockBuffers(blockSize);
    this.blocks = blocks;
    this.maps = maps;
  }

  /** Opens the store in a directory, which is made when its parent exists. Several processes may share one. */
  static async open(options: BlockStoreOptions): Promise<BlockStore> {
    const fs = options.fs ?? realFileSystem;
    const opening = {
      nowMs: (options.now ?? Date.now)(),
      journal: options.journal ?? JOURNAL_LIMITS,
    };
    try {
      await fs.mkdir(options.directory);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    const blocks = await DurableFiles.open(fs, join(options.directory, 'blocks'), opening);
    const maps = await DurableFiles.open(fs, join(options.directory, 'maps'), opening);
    await fs.syncDirectory(options.directory);
    await fs.syncDirectory(join(options.directory, '..'));
    return new BlockStore(options.blockSize ?? BLOCK_SIZE, blocks, maps);
  }

  /** Leaves the files as they would be without a journal. The store is not written to afterwards. */
  async close(): Promise<void> {
    await this.blocks.close();
    await this.maps.close();
    await this.hashing.close();
    this.buffers.clear();
  }

  /**
   * Stores a block durably and gives its id. Bytes past the last non-zero one are implied, not stored. The bytes must stay
   * as they are until this resolves.
   */
  async putBlock(bytes: Uint8Array): Promise<string> {
    if (bytes.length > this.blockSize) throw new RangeError(`${bytes.length} bytes are more than a block`);
    const stripped = bytes.subarray(0, strippedLength(bytes));
    if (stripped.length === 0) return EMPTY_HASH;
    const apart = stripped.length >= HASHED_APART_BYTES;
    const id = apart ? await this.hashing.sha256(stripped) : hash('sha256', stripped, 'hex');
    await this.blocks.write(id, [stripped]);
    return id;
  }

  /** Whether the block is stored; the block of zeros always is. */
  async hasBlock(id: string): Promise<boolean> {
    return (
      id === EMPTY_HASH || (await this.blocks.facts(id)) !== undefined || (await this.blocks.takeBack(id))
    );
  }

  /**
   * Stored bytes of a block from `start` to before `end`; fewer when the rest are zeros. Each block is checked against
   * its name on its first read and on one in 64 after it; a bad one is set aside and DamagedContent thrown.
   */
  async readBlock(id: string, start = 0, end = this.blockSize): Promise<Buffer> {
    if (id === EMPTY_HASH || start >= end) return Buffer.alloc(0);
    if (this.#checks.due(id)) return (await this.readChecked(id)).subarray(start, end);
    const bytes = await this.blocks.readPart(id, start, end - start);
    if (bytes !== undefined) return bytes;
    return (await this.readChecked(id)).subarray(start, end);
  }

  /** The whole stored block, always checked: what the scrubber and the first read of a block use. */
  async readChecked(id: string): Promise<Buffer> {
    let bytes = await this.blocks.read(id);
    if (bytes === undefined && (await this.blocks.takeBack(id))) bytes = await this.blocks.read(id);
    if (bytes === undefined) throw new DamagedContent(id, 'is missing');
    if (hash('sha256', bytes, 'hex') !== id) {
      this.#checks.forget(id);
      await this.blocks.setAside(id, 'bad');
      throw new DamagedContent(id, 'does not match its hash');
    }
    this.#checks.passed(id);
    return bytes;
  }

  /** Stores a list of blocks durably and gives its name. Lists of at most one block need no file: the id is the name. */
  async putMap(ids: Buffer, sizeBytes: number): Promise<ContentMap> {
    if (ids.length !== blockCountOf(sizeBytes, this.blockSize) * ID_BYTES) {
      throw new RangeError(`${ids.length / ID_BYTES} blocks do not make ${sizeBytes} bytes`);
    }
    const map = { hash: await topHash(ids), sizeBytes, ids };
    if (ids.length > ID_BYTES) await this.maps.write(mapName(map.hash, sizeBytes), [ids]);
    return map;
  }

  /** The list of blocks of a content. Throws DamagedContent when it is missing or does not hash to its name. */
  async openMap(mapHash: string, size: number | bigint): Promise<ContentMap> {
    const sizeBytes = Number(size);
    if (!/^[0-9a-f]{64}$/.test(mapHash) || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
      throw new DamagedContent(`${mapHash.slice(0, 80)}-${size}`, 'is not the name of a map');
    }
    const count = blockCountOf(sizeBytes, this.blockSize);
    if (count <= 1) return { hash: mapHash, sizeBytes, ids: Buffer.from(count === 0 ? '' : mapHash, 'hex') };
    const name = mapName(mapHash, sizeBytes);
    const cached = this.#cache.get(name);
    if (cached !== undefined) return { hash: mapHash, sizeBytes, ids: cached };
    let ids = await this.maps.read(name);
    if (ids === undefined && (await this.maps.takeBack(name))) ids = await this.maps.read(name);
    if (ids === undefined) throw new DamagedContent(name, 'is missing');
    if (ids.length !== count * ID_BYTES || (await topHash(ids)) !== mapHash) {
      await this.maps.setAside(name, 'bad');
      throw new DamagedContent(name, 'does not match its hash');
    }
    this.#cache.set(name, ids);
    return { hash: mapHash, sizeBytes, ids };
  }
}

/** File name of a list of blocks. */
export function mapName(mapHash: string, sizeBytes: number): string {
  return `${mapHash}-${sizeBytes}`;
}
