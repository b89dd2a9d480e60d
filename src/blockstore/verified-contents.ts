import { errnoOf } from '#platform/file-system';
import { DamagedContent } from './damaged-content.ts';
import type { Pool, StoredContent } from './pool.ts';
import { contentLengthOf, PIECE_BYTES, piecesMatch, sumsOf, trailerBytes, trailerOf } from './trailer.ts';

/** Content and trailer up to this size are written by one call. */
const JOINED_BYTES = 64 * 1024;
/** How long files stay among the bad, and how many bytes of them: for whoever wants to find out what became of them. */
const BAD_LIMITS: BadLimits = { ms: 30 * 86_400_000, bytes: 1024 ** 3 };

export interface BadLimits {
  ms: number;
  bytes: number;
}

/** What a device says that has lost the bytes. */
const LOST = new Set(['EIO', 'EUCLEAN', 'EBADMSG', 'ENODATA']);

interface Found {
  bytes: Buffer;
  /** False where the trailer is damaged, or of a release that wrote none: it was read whole and checked by its hash. */
  hasTrailer: boolean;
}

/**
 * Contents in files with trailers: no byte leaves that does not match them. A file that has none, or a damaged one, is read
 * whole and checked by the hash in its name, each time. One that matches neither is moved to `bad`.
 */
export class VerifiedContents {
  readonly #pool: Pool;
  readonly #matches: (name: string, content: Buffer) => boolean | Promise<boolean>;

  /** `matches` tells whether a content hashes to its name. */
  constructor(pool: Pool, matches: (name: string, content: Buffer) => boolean | Promise<boolean>) {
    this.#pool = pool;
    this.#matches = matches;
  }

  /** Writes a content durably, also over a damaged one. */
  write(name: string, content: Uint8Array): Promise<void> {
    const pieces = [content, trailerOf(name, content)];
    return this.#pool.write(name, content.length <= JOINED_BYTES ? [Buffer.concat(pieces)] : pieces);
  }

  /** The same for a content that its trailer follows already, in whole pages of memory; it will not be read soon. */
  writeSealed(name: string, contentLength: number, pages: Buffer): Promise<void> {
    return this.#pool.writePages(name, pages, contentLength + trailerBytes(contentLength));
  }

  /** The content from `start` to before `end`, as far as there is any. Throws DamagedContent when it is not there or bad. */
  async read(name: string, start = 0, end = Infinity): Promise<Buffer> {
    return (await this.#find(name, (file) => this.#readFrom(file, name, start, end))).bytes;
  }

  /** The whole content, by its trailer and by the hash in its name. Throws as `read` does. */
  readChecked(name: string): Promise<Found> {
    return this.#find(name, async (file) => {
      const found = await this.#readFrom(file, name, 0, Infinity);
      const good = found?.hasTrailer !== true || (await this.#matches(name, found.bytes));
      return good ? found : undefined;
    });
  }

  async #find(name: string, read: (file: StoredContent) => Promise<Found | undefined>): Promise<Found> {
    const reading = async (file: StoredContent): Promise<Found | 'bad'> => (await read(file)) ?? 'bad';
    // What was damaged or missing at the first look may have been written anew, or found elsewhere, before the second.
    for (let look = 1; ; look += 1) {
      const found = await lostIsBad(this.#pool.read(name, reading));
      if (found !== undefined && found !== 'bad') return found;
      const outcome = found === 'bad' ? await this.#quarantine(name) : await this.#comesBack(name);
      if (look === 2 || outcome !== 'stands')
        throw new DamagedContent(name, outcome === 'missing' ? 'missing' : 'damaged');
    }
  }

  /** Sets a file aside, unless a good one was written in its place meanwhile: that must not go with it. */
  async #quarantine(name: string): Promise<'stands' | 'damaged'> {
    try {
      await this.#pool.setAside(name, 'bad');
      await this.#backFromBad(name);
      return (await this.#pool.facts(name)) === undefined ? 'damaged' : 'stands';
    } catch (error) {
      // Where nothing can be moved, as on a disk mounted read-only, it stays and is found again.
      if (errnoOf(error) === undefined) throw error;
      return 'damaged';
    }
  }

  /** From the trash, or from among the bad, where a death in the middle of `#quarantine` may have left a good file. */
  async #comesBack(name: string): Promise<'stands' | 'damaged' | 'missing'> {
    return (await this.#pool.takeBack(name, 'trash')) ? 'stands' : this.#backFromBad(name);
  }

  async #backFromBad(name: string): Promise<'stands' | 'damaged' | 'missing'> {
    const found = await this.#lookAtBad(name);
    if (found !== 'good') return found === undefined ? 'missing' : 'damaged';
    await this.#pool.takeBack(name, 'bad');
    return 'stands';
  }

  /**
   * Removes files from among the bad, the longest there first: those that are too old, and those that are too much. What is
   * good after all, since its device reads again, goes back to its place; what cannot be read may be good, and grows old.
   */
  async emptyBad(nowMs: number, limits: BadLimits = BAD_LIMITS): Promise<void> {
    const bad = await this.#pool.listBad();
    let bytes = bad.reduce((sum, { facts }) => sum + facts.size, 0);
    for (const { name, facts } of bad) {
      const isOld = nowMs - facts.changedMs > limits.ms;
      if (!isOld && bytes <= limits.bytes) return;
      const found = await this.#lookAtBad(name);
      if (found === 'good') await this.#pool.takeBack(name, 'bad');
      else if (found === 'damaged' || isOld) await this.#pool.discard(name, 'bad');
      else continue;
      bytes -= facts.size;
    }
  }

  async #lookAtBad(name: string): Promise<'good' | 'damaged' | 'unreadable' | undefined> {
    const look = async (file: StoredContent): Promise<'good' | 'damaged'> =>
      (await this.#readFrom(file, name, 0, Infinity)) === undefined ? 'damaged' : 'good';
    const found = await lostIsBad(this.#pool.read(name, look, 'bad'));
    return found === 'bad' ? 'unreadable' : found;
  }

  async #readFrom(file: StoredContent, name: string, start: number, end: number): Promise<Found | undefined> {
    const fileBytes = await file.size();
    const length = contentLengthOf(fileBytes);
    if (length !== undefined) {
      const found = await lostIsBad(readPieces(file, name, { fileBytes, length, start, end }));
      // What the device has lost may be in the trailer alone.
      if (found !== undefined && found !== 'bad')
        return found === 'damaged' ? undefined : { bytes: found, hasTrailer: true };
    }
    // The size of the file tells where the content ends, whatever has become of the trailer after it.
    for (const bytes of length === undefined ? [fileBytes] : [length, fileBytes]) {
      const content = await readExactly(file, 0, bytes);
      if (content !== undefined && (await this.#matches(name, content)))
        return { bytes: content.subarray(start, end), hasTrailer: false };
    }
    return undefined;
  }
}

interface Wanted {
  fileBytes: number;
  length: number;
  start: number;
  end: number;
}

/** The wanted part, verified with the pieces it touches; undefined when the file ends with no trailer of this name. */
async function readPieces(
  file: StoredContent,
  name: string,
  { fileBytes, length, start, end }: Wanted,
): Promise<Buffer | 'damaged' | undefined> {
  const first = Math.floor(Math.min(start, length) / PIECE_BYTES);
  const from = first * PIECE_BYTES;
  const to = Math.min(Math.ceil(end / PIECE_BYTES) * PIECE_BYTES, length);
  // The trailer follows the last piece: what reaches that far is one read.
  const [pieces, trailer] =
    to === length
      ? splitAt(await readExactly(file, from, fileBytes - from), length - from)
      : [await readExactly(file, from, to - from), await readExactly(file, length, fileBytes - length)];
  if (pieces === undefined || trailer === undefined) return 'damaged';
  const sums = sumsOf(trailer, name, length);
  if (sums === undefined) return undefined;
  return piecesMatch(sums, first, pieces) ? pieces.subarray(start - from, end - from) : 'damaged';
}

function splitAt(bytes: Buffer | undefined, at: number): [Buffer, Buffer] | [undefined, undefined] {
  return bytes === undefined ? [undefined, undefined] : [bytes.subarray(0, at), bytes.subarray(at)];
}

async function readExactly(
  file: StoredContent,
  position: number,
  length: number,
): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafeSlow(length);
  return (await file.pread(bytes, position)) === length ? bytes : undefined;
}

async function lostIsBad<T>(reading: Promise<T>): Promise<T | 'bad'> {
  try {
    return await reading;
  } catch (error) {
    if (LOST.has(errnoOf(error) ?? '')) return 'bad';
    throw error;
  }
}
