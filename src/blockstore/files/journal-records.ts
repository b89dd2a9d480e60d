import { crc32 } from 'node:zlib';

/** A small file as a journal keeps it. */
export interface JournalRecord {
  name: string;
  bytes: Buffer;
}

/* A record: CRC-32 of all that follows, length of the name (2 bytes), length of the bytes (4), name, bytes. */
const HEAD_BYTES = 10;

/** The record of a file. */
export function encodeRecord(name: string, pieces: readonly Uint8Array[]): Buffer {
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt16BE(Buffer.byteLength(name), 4);
  head.writeUInt32BE(bytes, 6);
  const record = Buffer.concat([head, Buffer.from(name), ...pieces]);
  record.writeUInt32BE(crc32(record.subarray(4)), 0);
  return record;
}

/** The records of a journal up to the first that is not whole: what follows it was never acknowledged. */
export function* recordsOf(journal: Buffer): Generator<JournalRecord> {
  for (let at = 0; at + HEAD_BYTES <= journal.length;) {
    const nameEnd = at + HEAD_BYTES + journal.readUInt16BE(at + 4);
    const end = nameEnd + journal.readUInt32BE(at + 6);
    if (end > journal.length || crc32(journal.subarray(at + 4, end)) !== journal.readUInt32BE(at)) return;
    yield {
      name: journal.toString('utf8', at + HEAD_BYTES, nameEnd),
      bytes: journal.subarray(nameEnd, end),
    };
    at = end;
  }
}
