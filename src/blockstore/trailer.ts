import { crc32 } from 'node:zlib';

/** Bytes that have a checksum of their own, so that so few can be read and verified: what a volume reads at a time. */
export const PIECE_BYTES = 4096;

/*
 * docs/architecture.md 3 has the format: content, a CRC-32 of each piece of it, then the footer: the hash in the name (32
 * bytes), length of the content (4), CRC-32 of the trailer up to here (4), mark (8). Numbers are big-endian.
 */
const MARK = Buffer.from('SNFSEAL1');
const HASH_BYTES = 32;
const SUM_BYTES = 4;
const FOOTER_BYTES = HASH_BYTES + 2 * SUM_BYTES + MARK.length;
/** Of a footer: everything that its own checksum covers. */
const COVERED_BYTES = HASH_BYTES + SUM_BYTES;

/** Bytes of the trailer of a content of so many. */
export function trailerBytes(contentLength: number): number {
  return Math.ceil(contentLength / PIECE_BYTES) * SUM_BYTES + FOOTER_BYTES;
}

/** What follows a content in its file. The name begins with the 64 hex digits of a hash. */
export function trailerOf(name: string, content: Uint8Array): Buffer {
  const pieces = Math.ceil(content.length / PIECE_BYTES);
  const trailer = Buffer.alloc(trailerBytes(content.length));
  for (let piece = 0; piece < pieces; piece += 1) {
    const bytes = content.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
    trailer.writeUInt32BE(crc32(bytes), piece * SUM_BYTES);
  }
  const footer = pieces * SUM_BYTES;
  hashOf(name).copy(trailer, footer);
  trailer.writeUInt32BE(content.length, footer + HASH_BYTES);
  trailer.writeUInt32BE(crc32(trailer.subarray(0, footer + COVERED_BYTES)), footer + COVERED_BYTES);
  MARK.copy(trailer, trailer.length - MARK.length);
  return trailer;
}

/** Bytes of content in a file of this size that has a trailer; undefined when none has this size. */
export function contentLengthOf(fileBytes: number): number | undefined {
  const rest = fileBytes - FOOTER_BYTES;
  const pieces = Math.ceil(rest / (PIECE_BYTES + SUM_BYTES));
  const length = rest - pieces * SUM_BYTES;
  return rest >= 0 && length > (pieces - 1) * PIECE_BYTES ? length : undefined;
}

/**
 * The checksums of the pieces, or undefined when this is not, unchanged, the trailer of such a content. A content cannot
 * pass for one with a trailer: it would have to contain the hash of itself.
 */
export function sumsOf(trailer: Buffer, name: string, contentLength: number): Buffer | undefined {
  const footer = trailer.length - FOOTER_BYTES;
  const whole =
    footer === Math.ceil(contentLength / PIECE_BYTES) * SUM_BYTES &&
    trailer.subarray(trailer.length - MARK.length).equals(MARK) &&
    trailer.subarray(footer, footer + HASH_BYTES).equals(hashOf(name)) &&
    trailer.readUInt32BE(footer + HASH_BYTES) === contentLength &&
    trailer.readUInt32BE(footer + COVERED_BYTES) === crc32(trailer.subarray(0, footer + COVERED_BYTES));
  return whole ? trailer.subarray(0, footer) : undefined;
}

/** Whether bytes match the checksums from piece number `first` on. Only the last piece of a content may be short. */
export function piecesMatch(sums: Buffer, first: number, bytes: Buffer): boolean {
  const whole = Math.floor(bytes.length / PIECE_BYTES);
  // One call for all pieces and the sums joined: a call for each would take 1.7 times as long.
  let joined = 0;
  for (let piece = first; piece < first + whole; piece += 1)
    joined = (followedByPiece(joined) ^ sums.readUInt32BE(piece * SUM_BYTES)) >>> 0;
  if (crc32(bytes.subarray(0, whole * PIECE_BYTES)) !== joined) return false;
  const rest = bytes.subarray(whole * PIECE_BYTES);
  return rest.length === 0 || crc32(rest) === sums.readUInt32BE((first + whole) * SUM_BYTES);
}

function hashOf(name: string): Buffer {
  return Buffer.from(name.slice(0, 2 * HASH_BYTES), 'hex');
}

const pieceOfZeros = Buffer.alloc(PIECE_BYTES);
const sumOfZeros = crc32(pieceOfZeros);
/** What each bit of a CRC-32 becomes when a piece of zeros follows: CRC-32 is linear, so these give every other. */
const bitsMoved = Uint32Array.from(
  { length: 32 },
  (_, bit) => crc32(pieceOfZeros, (1 << bit) >>> 0) ^ sumOfZeros,
);
const bytesMoved = Array.from({ length: 4 }, (_, byte) =>
  Uint32Array.from({ length: 256 }, (_value, value) =>
    bitsMoved
      .subarray(byte * 8, byte * 8 + 8)
      .reduce((sum, moved, bit) => (((value >> bit) & 1) === 1 ? sum ^ moved : sum), 0),
  ),
) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

/** The part that `sum` has in the CRC-32 of what it was made of, followed by one more piece. */
function followedByPiece(sum: number): number {
  const [first, second, third, fourth] = bytesMoved;
  return first[sum & 0xff]! ^ second[(sum >>> 8) & 0xff]! ^ third[(sum >>> 16) & 0xff]! ^ fourth[sum >>> 24]!;
}
