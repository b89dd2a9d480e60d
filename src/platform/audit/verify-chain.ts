import { parseJson } from '#contract/json';
import type { AuditedStore } from './audited.ts';
import { DIGEST_BYTES, digestOf, hashOf } from './chain.ts';
import type { BatchRow, ChainStart } from './chain-store.ts';

/** A batch as an operator notes it elsewhere. */
export interface Head {
  number: bigint;
  /** Hexadecimal. */
  hash: string;
}

/** What was looked at, and the first thing that is wrong. */
export interface Verdict {
  batches: bigint;
  entries: bigint;
  /** The newest batch, to be noted; undefined while nothing is chained. */
  head: Head | undefined;
  problem: string | undefined;
}

/**
 * Reads the whole chain and looks for what was altered, is missing or was put in. A head that was noted elsewhere shows also what
 * was cut off at the end, or made anew from some batch on. One batch is in memory at a time.
 */
export async function verifyChain(
  store: AuditedStore,
  heads: readonly Head[],
  signal: AbortSignal,
): Promise<Verdict> {
  const start = await store.auditChain.start();
  const verdict = await verifyFrom(store, start, heads, signal);
  const now = await store.auditChain.start();
  // pruned meanwhile, under our hands
  return now.prunedBatch === start.prunedBatch ? verdict : verifyChain(store, heads, signal);
}

async function verifyFrom(
  store: AuditedStore,
  start: ChainStart,
  heads: readonly Head[],
  signal: AbortSignal,
): Promise<Verdict> {
  const { auditChain } = store;
  const noted = new Map(heads.map(({ number, hash }) => [number, hash.toLowerCase()]));
  let last: { number: bigint; hash: Buffer } = { number: start.prunedBatch, hash: start.prunedHash };
  let entries = 0n;
  const verdict = (problem?: string): Verdict => ({
    batches: last.number - start.prunedBatch,
    entries,
    head: last.number === 0n ? undefined : headOf(last),
    problem,
  });
  const cut = await wrongWithStart(store, start);
  if (cut !== undefined) return verdict(cut);
  for (;;) {
    signal.throwIfAborted();
    const wanted = noted.get(last.number);
    if (wanted !== undefined && wanted !== headOf(last).hash)
      return verdict(`batch ${last.number} is not the one that was noted`);
    noted.delete(last.number);
    const batch = await auditChain.batchAfter(last.number);
    if (batch === undefined) {
      const stray = await auditChain.strayEntry(start.prunedBatch + 1n, last.number);
      if (stray === undefined) break;
      // chained since
      if ((await auditChain.batchAfter(last.number)) !== undefined) continue;
      return verdict(`entry ${stray.id} says it is of batch ${stray.batch}, which is missing`);
    }
    const problem = await wrongWithBatch(store, last, batch);
    if (problem !== undefined) return verdict(problem);
    entries += BigInt(batch.ids.length);
    last = batch;
  }
  const absent = [...noted.keys()].find((number) => number > last.number);
  if (absent !== undefined) return verdict(`batch ${absent}, which was noted, is missing`);
  return verdict();
}

export function headOf({ number, hash }: { number: bigint; hash: Buffer }): Head {
  return { number, hash: hash.toString('hex') };
}

/** The chain begins where the last pruning says, which is an entry itself; a beginning that somebody cut off is none. */
async function wrongWithStart({ auditChain }: AuditedStore, start: ChainStart): Promise<string | undefined> {
  if (start.prunedBatch === 0n) return undefined;
  const pruning = parseJson((await auditChain.lastPruning()) ?? '{}') as Record<string, unknown>;
  const { number, hash } = headOf({ number: start.prunedBatch, hash: start.prunedHash });
  const isSaid = pruning['batch'] === String(number) && pruning['hash'] === hash;
  return isSaid
    ? undefined
    : `everything up to batch ${number} is missing, and no pruning is recorded that removed it`;
}

async function wrongWithBatch(
  { auditChain }: AuditedStore,
  last: { number: bigint; hash: Buffer },
  batch: BatchRow,
): Promise<string | undefined> {
  const { number, ids, digests } = batch;
  if (number !== last.number + 1n) return `batch ${last.number + 1n} is missing`;
  if (!batch.previous.equals(last.hash)) return `batch ${number} does not follow the one before it`;
  if (!hashOf(batch).equals(batch.hash)) return `batch ${number} was altered`;
  const entries = new Map((await auditChain.entriesOf(number)).map((entry) => [entry.id, entry]));
  for (const [at, id] of ids.entries()) {
    const entry = entries.get(id);
    if (entry === undefined) return `entry ${id} of batch ${number} is missing`;
    const digest = digests.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES);
    if (!digestOf(entry).equals(digest)) return `entry ${id} of batch ${number} was altered`;
    entries.delete(id);
  }
  const [inserted] = entries.keys();
  return inserted === undefined ? undefined : `entry ${inserted} was put into batch ${number} later`;
}
