import type { ObjectStorage } from '../domain/object-storage.ts';
import { microseconds } from '../domain/microseconds.ts';

/** A commission younger than this may belong to a request that still runs. */
const YOUNG_MS = 5 * 60_000;
/** How long a rejected serial stays fenced off: far longer than a machine may sleep in the middle of a transaction. */
const FENCED_MICROSECONDS = 30n * 86_400_000_000n;

/**
 * Settles commissions that a death or an outage left pending: a serial on record means its rows are committed, so it is
 * accepted; one that is not, and belongs to no living upload, is rejected once it is old enough.
 */
export async function recoverCommissions(
  storage: ObjectStorage,
): Promise<{ accepted: number; rejected: number }> {
  const { store, identity, clock, clockWatch } = storage;
  const steady = clockWatch.steadyFor(YOUNG_MS);
  const pending = await identity.pending();
  // Read after the pending ones: a serial that is recorded meanwhile is then seen as recorded.
  const recorded = new Set(await store.quota.recorded());
  // While the clock may be wrong every upload on record lives (F8).
  if (steady) await store.quota.dropDeadReservations(microseconds(clock));
  const living = await store.quota.livingReservations(steady ? microseconds(clock) : 0n);
  const watched = clockWatch.watch(pending.map(String));
  const accept = pending.filter((serial) => recorded.has(serial));
  const abandoned: bigint[] = [];
  for (const serial of pending) {
    if (recorded.has(serial) || living.has(serial)) continue;
    const issued = await identity.issuedAt(serial);
    if (issued === undefined) continue;
    const age = steady ? clock.now().getTime() - issued : 0;
    if (Math.max(age, watched.get(String(serial)) ?? 0) >= YOUNG_MS) abandoned.push(serial);
  }
  const rejected = await rejectAbandoned(storage, abandoned);
  await identity.resolve({ accept });
  // What identity does not know as pending any more was accepted before; only the record of it was left.
  const settled = [...recorded].filter((serial) => accept.includes(serial) || !pending.includes(serial));
  await store.quota.forget(await olderThanPending(storage, settled));
  await store.quota.dropOldFences(microseconds(clock) - FENCED_MICROSECONDS);
  return { accepted: accept.length, rejected };
}

/** Rejects commissions that no living upload holds, and gives how many. Those whose rows are committed stay. */
export async function rejectAbandoned(
  { store, identity, clock }: ObjectStorage,
  serials: readonly bigint[],
): Promise<number> {
  if (serials.length === 0) return 0;
  // A process may have slept between paying and recording: what it records after this is refused.
  const reject = await store.quota.fence(serials, microseconds(clock));
  await identity.resolve({ reject });
  return reject.length;
}

/** A serial recorded after the list of pending ones was fetched is not settled yet: only those on no list twice are. */
async function olderThanPending({ identity }: ObjectStorage, serials: readonly bigint[]): Promise<bigint[]> {
  if (serials.length === 0) return [];
  const pending = new Set(await identity.pending());
  return serials.filter((serial) => !pending.has(serial));
}
