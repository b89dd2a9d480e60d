import { hash } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ROUNDS = 5000;
const DIGEST_BYTES = 64;
/** What rounds hash beside the last digest goes by their number modulo 2, 3 and 7. */
const PERIOD = 42;
/** Order in which the published algorithm takes the bytes of the digest, three at a time. */
const ORDER = [
  0, 21, 42, 22, 43, 1, 44, 2, 23, 3, 24, 45, 25, 46, 4, 47, 5, 26, 6, 27, 48, 28, 49, 7, 50, 8, 29, 9, 30,
  51, 31, 52, 10, 53, 11, 32, 12, 33, 54, 34, 55, 13, 56, 14, 35, 15, 36, 57, 37, 58, 16, 59, 17, 38, 18, 39,
  60, 40, 61, 19, 62, 20, 41,
];

/** The password as `$6$salt$hash`, which every Linux reads (SHA-crypt, 5,000 rounds). The salt is 16 of `./0-9A-Za-z`. */
export function sha512Crypt(password: string, salt: string): string {
  const key = Buffer.from(password, 'utf8');
  const seasoning = Buffer.from(salt.slice(0, 16), 'latin1');
  const first = firstDigest(key, seasoning);
  const p = repeated(digestOf(Array<Buffer>(key.length).fill(key)), key.length);
  const s = repeated(digestOf(Array<Buffer>(16 + first[0]!).fill(seasoning)), seasoning.length);
  const messages = Array.from({ length: PERIOD }, (_, round) => messageOf(round, p, s));
  // As text of one byte a letter the digest comes back without a buffer being made for it: less than half the time.
  let digest = first.toString('latin1');
  for (let round = 0; round < ROUNDS; round += 1) {
    const { bytes, at } = messages[round % PERIOD]!;
    bytes.write(digest, at, 'latin1');
    digest = hash('sha512', bytes, 'latin1');
  }
  return `$6$${seasoning.toString('latin1')}$${encoded(Buffer.from(digest, 'latin1'))}`;
}

/** What a round hashes, with room for the digest of the one before. */
function messageOf(round: number, p: Buffer, s: Buffer): { bytes: Buffer; at: number } {
  const isOdd = round % 2 === 1;
  const room = Buffer.alloc(DIGEST_BYTES);
  const middle = [...(round % 3 === 0 ? [] : [s]), ...(round % 7 === 0 ? [] : [p])];
  const bytes = Buffer.concat(isOdd ? [p, ...middle, room] : [room, ...middle, p]);
  return { bytes, at: isOdd ? bytes.length - DIGEST_BYTES : 0 };
}

function firstDigest(key: Buffer, salt: Buffer): Buffer {
  const alternate = digestOf([key, salt, key]);
  const parts = [key, salt, repeated(alternate, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? alternate : key);
  return digestOf(parts);
}

function digestOf(parts: readonly Buffer[]): Buffer {
  return hash('sha512', Buffer.concat(parts), 'buffer');
}

function repeated(digest: Buffer, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += digest.length)
    digest.copy(bytes, at, 0, Math.min(digest.length, length - at));
  return bytes;
}

function encoded(digest: Buffer): string {
  let text = '';
  for (let at = 0; at < ORDER.length; at += 3) {
    const bits = (digest[ORDER[at]!]! << 16) | (digest[ORDER[at + 1]!]! << 8) | digest[ORDER[at + 2]!]!;
    text += letters(bits, 4);
  }
  return text + letters(digest[63]!, 2);
}

function letters(bits: number, count: number): string {
  let text = '';
  for (let at = 0; at < count; at += 1) text += ALPHABET[(bits >> (6 * at)) & 63];
  return text;
}
