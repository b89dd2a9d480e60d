import type { Ledger, LedgerStore } from './ledger.ts';
import type { PendingCommission } from './quota-holder.ts';
import { BATCH, giveUp, settleOnRecord } from './settle.ts';

/** How long what was settled stays on record: far longer than a machine may sleep in a transaction, or a key be remembered. */
const REMEMBERED_MS = 30 * 86_400_000;

/** What is to become of commissions that the holder has pending. */
export interface Unsettled {
  /** Their rows are committed. */
  accept: bigint[];
  /** Decided against, or nobody's. */
  reject: bigint[];
  /** A change under way holds them, work that lives has reserved them, or they are young. */
  leave: bigint[];
}

/** Looks at every pending commission, a thousand in a statement; changes nothing. */
export async function findUnsettled<S extends LedgerStore<S>>(ledger: Ledger<S>): Promise<Unsettled> {
  const { store, holder, clock, clockWatch, abandonedAfterMs } = ledger;
  // What the clock says of an age counts only while nobody sets the clock (F8); all that is on record lives until then.
  const steady = clockWatch.steadyFor(abandonedAfterMs);
  // Rows are read after this: a serial that is recorded meanwhile is then seen as recorded.
  const pending = await holder.pending();
  const watched = clockWatch.watch(pending.map(({ serial }) => String(serial)));
  const isOld = ({ serial, issuedAt }: PendingCommission): boolean => {
    const age = steady ? clock.now().getTime() - issuedAt.getTime() : 0;
    return Math.max(age, watched.get(String(serial)) ?? 0) >= abandonedAfterMs;
  };
  const found: Unsettled = { accept: [], reject: [], leave: [] };
  for (let at = 0; at < pending.length; at += BATCH) {
    const part = pending.slice(at, at + BATCH);
    const serials = part.map(({ serial }) => serial);
    const rows = await store.quota.find(serials);
    const reserved = await store.quota.reservations.alive(serials, steady ? clock.now() : new Date(0));
    for (const commission of part) {
      const { serial } = commission;
      const decision = rows.get(serial)?.decision;
      if (decision === 'accept' || decision === 'reject') found[decision].push(serial);
      else if (decision === undefined && !reserved.has(serial) && isOld(commission))
        found.reject.push(serial);
      else found.leave.push(serial);
    }
  }
  return found;
}

/**
 * Brings both ledgers together after a death or an outage: what is decided on record is settled, open corrections are
 * charged, and serials that no transaction recorded are rejected, fenced off first so that a late transaction cannot claim
 * them any more.
 */
export async function recoverCommissions<S extends LedgerStore<S>>(
  ledger: Ledger<S>,
): Promise<{ accepted: number; rejected: number }> {
  const onRecord = await settleOnRecord(ledger).catch((err: unknown) => {
    ledger.log.warn({ err }, 'what is decided on record cannot be settled now');
    return 0;
  });
  const { store, clock, clockWatch, abandonedAfterMs } = ledger;
  const isSteady = clockWatch.steadyFor(abandonedAfterMs);
  // What has slept past its reservation must take what it costs anew.
  if (isSteady) await store.quota.reservations.dropDead(clock.now());
  const settled = await settleUnsettled(ledger, await findUnsettled(ledger));
  if (isSteady) await store.quota.forget(new Date(clock.now().getTime() - REMEMBERED_MS));
  return { accepted: onRecord + settled.accepted.length, rejected: settled.rejected.length };
}

/** Accepts and rejects what was found, a thousand in a call. `failed` are those that somebody else has settled meanwhile. */
export async function settleUnsettled<S extends LedgerStore<S>>(
  ledger: Ledger<S>,
  { accept, reject }: Unsettled,
): Promise<{ accepted: bigint[]; rejected: bigint[]; failed: bigint[] }> {
  const { holder, store } = ledger;
  const settled = { accepted: [] as bigint[], rejected: [] as bigint[], failed: [] as bigint[] };
  for (let at = 0; at < accept.length; at += BATCH) {
    const serials = accept.slice(at, at + BATCH);
    const failed = new Set((await holder.resolve({ accept: serials })).failed);
    await store.quota.settled(serials);
    for (const serial of serials) settled[failed.has(serial) ? 'failed' : 'accepted'].push(serial);
  }
  for (let at = 0; at < reject.length; at += BATCH) {
    const serials = reject.slice(at, at + BATCH);
    const rejected = new Set(await giveUp(ledger, serials));
    for (const serial of serials) settled[rejected.has(serial) ? 'rejected' : 'failed'].push(serial);
  }
  return settled;
}

/** Rejects what processes that are gone had reserved. Those whose rows are committed stay. */
export async function giveUpReservationsOf<S extends LedgerStore<S>>(
  ledger: Ledger<S>,
  processes: readonly string[],
): Promise<void> {
  await giveUp(ledger, await ledger.store.quota.reservations.endOf(processes));
}
