// How entries are hashed. Changing any of it breaks every chain that was made before.
import { createHash, hash } from 'node:crypto';
import type { AuditEntry } from './entry.ts';

/** An entry as it is hashed: all that it says, and its number. */
export function digestOf(entry: AuditEntry): Buffer {
  const form = JSON.stringify([
    String(entry.id),
    entry.at.toISOString(),
    entry.source,
    entry.actorKind,
    entry.actorId,
    entry.actorName,
    entry.address,
    entry.request,
    entry.action,
    entry.outcome,
    entry.objectKind,
    entry.objectId,
    entry.objectName,
    entry.about,
    entry.details,
  ]);
  return hash('sha256', form, 'buffer');
}

export interface Batch {
  number: bigint;
  madeAt: Date;
  ids: readonly bigint[];
  /** Of each entry, one after the other. */
  digests: Buffer;
  previous: Buffer;
}

/** Bytes of a digest. */
export const DIGEST_BYTES = 32;

/** The hash of a batch, which holds that of the one before: to change any entry is to change all that follow. */
export function hashOf({ number, madeAt, ids, digests, previous }: Batch): Buffer {
  const numbers = Buffer.alloc(8 * (3 + ids.length));
  [number, BigInt(madeAt.getTime()), BigInt(ids.length), ...ids].forEach((value, at) =>
    numbers.writeBigInt64BE(value, at * 8),
  );
  return createHash('sha256').update(previous).update(numbers).update(digests).digest();
}
