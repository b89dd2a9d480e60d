import { isUniqueViolation } from '../database/database.ts';
import { type Charge, less, sumOf } from './charge.ts';
import { issueCommission } from './issue-commission.ts';
import type { Ledger, LedgerStore } from './ledger.ts';
import { isUnanswered } from './quota-holder.ts';
import type { CorrectionRow } from './correction-store.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Serials that one call settles. */
export const BATCH = 1000;

/** How a change ended that a commission may be held for. */
export interface EndedChange {
  name: string;
  /** What its user is to be charged now. */
  charges: readonly Charge[];
  /** Serials of commissions that were held for it. */
  held: readonly bigint[];
}

/**
 * Charges what really happened, in the transaction that records it: a commission that was held for it is accepted when it is
 * just what is needed; otherwise it is rejected, and the charge follows by force.
 */
export async function conclude<S extends LedgerStore<S>>(
  ledger: Ledger<S>,
  tx: S,
  ended: EndedChange,
): Promise<void> {
  let missing = sumOf(ended.charges);
  const decided = { accept: [] as bigint[], reject: [] as bigint[] };
  for (const row of (await tx.quota.find(ended.held)).values()) {
    if (row.decision !== 'held') continue;
    const fits = missing.length > 0 && less(missing, row.charges).length === 0;
    decided[fits ? 'accept' : 'reject'].push(row.serial);
    if (fits) missing = [];
  }
  await tx.quota.decide(decided.accept, 'accept');
  await tx.quota.decide(decided.reject, 'reject');
  if (missing.length > 0) {
    const { ids, clock } = ledger;
    await tx.quota.corrections.add({ id: ids.uuid(), name: ended.name, charges: missing, now: clock.now() });
  }
  if (missing.length + decided.accept.length + decided.reject.length > 0) await ledger.wake(tx);
}

/** Tells the holder what was decided, and marks the rows. Gives how many it had not been told to accept before. */
async function tell<S extends LedgerStore<S>>(
  { holder, store, killPoint }: Ledger<S>,
  decided: readonly { serial: bigint; decision: 'accept' | 'reject' }[],
): Promise<number> {
  if (decided.length === 0) return 0;
  const by = Map.groupBy(decided, ({ decision }) => decision);
  const serialsOf = (decision: 'accept' | 'reject') => (by.get(decision) ?? []).map(({ serial }) => serial);
  const accept = serialsOf('accept');
  const failed = new Set((await holder.resolve({ accept, reject: serialsOf('reject') })).failed);
  killPoint('ledger.settled');
  await store.quota.settled(decided.map(({ serial }) => serial));
  return accept.filter((serial) => !failed.has(serial)).length;
}

/**
 * For commissions whose transaction failed, or perhaps did not: those that no transaction has recorded are fenced off and
 * rejected; the others get what their row says. Gives those that were rejected.
 */
export async function giveUp<S extends LedgerStore<S>>(
  ledger: Ledger<S>,
  serials: readonly bigint[],
): Promise<bigint[]> {
  if (serials.length === 0) return [];
  const { store, clock } = ledger;
  // Waits for a transaction whose commit is still under way on a connection that was lost.
  const rejected = await store.quota.fence(serials, clock.now());
  const gone = new Set(rejected);
  const others = serials.filter((serial) => !gone.has(serial));
  const rows = [...(await store.quota.find(others)).values()];
  const accepted = rows.flatMap(({ serial, decision }) =>
    decision === 'accept' ? [{ serial, decision }] : [],
  );
  await tell(ledger, [...rejected.map((serial) => ({ serial, decision: 'reject' as const })), ...accepted]);
  return rejected;
}

/** Settles everything that is decided on record, a thousand serials in a call, and makes the open corrections. Gives how many were accepted by it. */
export function settleOnRecord<S extends LedgerStore<S>>(ledger: Ledger<S>): Promise<number> {
  return ledger.onRecord.run(() => settleAll(ledger));
}

/** What a correction gives back may wait for an acceptance that is decided already, so serials are told first. */
async function settleAll<S extends LedgerStore<S>>(ledger: Ledger<S>): Promise<number> {
  const accepted = await tellDecided(ledger);
  await makeCorrections(ledger);
  return accepted + (await tellDecided(ledger));
}

async function tellDecided<S extends LedgerStore<S>>(ledger: Ledger<S>): Promise<number> {
  let accepted = 0;
  for (let after = 0n; ;) {
    const rows = await ledger.store.quota.decided(after, BATCH);
    const last = rows.at(-1);
    if (last === undefined) return accepted;
    accepted += await tell(ledger, rows);
    after = last.serial;
  }
}

/** A correction that is refused is tried again after this, then after twice as long each time, up to the longest pause. */
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;

/** One that is refused must not keep the others from being made; when the holder does not answer, none can. */
async function makeCorrections<S extends LedgerStore<S>>(ledger: Ledger<S>): Promise<void> {
  const due = { now: ledger.clock.now(), farthestMs: LONGEST_PAUSE_MS };
  for (;;) {
    const rows = await ledger.store.quota.corrections.due(BATCH, due);
    if (rows.length === 0) return;
    for (const row of rows) {
      try {
        await correct(ledger, row);
      } catch (err) {
        if (isUnanswered(err)) throw err;
        await putOff(ledger, row, err, due.now);
      }
    }
  }
}

async function putOff<S extends LedgerStore<S>>(
  { store, log }: Ledger<S>,
  row: CorrectionRow,
  err: unknown,
  now: Date,
): Promise<void> {
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(row.failures, 30), LONGEST_PAUSE_MS);
  const reason = refusalOf(err);
  await store.quota.corrections.putOff(row, { until: new Date(now.getTime() + pauseMs), reason });
  const fields = { err, correction: row.id, charged: row.name };
  // Said once: from then on `reconcile-commissions-*` shows it.
  if (row.failures === 0) log.warn(fields, 'a charge is refused, and tried again ever more rarely');
  else log.debug(fields, 'a charge is refused again');
}

/** What the holder itself said, not how the service says it to its users. */
function refusalOf(thrown: unknown): string {
  const { message, cause } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return cause instanceof Error ? cause.message : message;
}

/** Charges what happened, limits or not, exactly once by however many it is made: the holder gives one serial for one key. */
async function correct<S extends LedgerStore<S>>(ledger: Ledger<S>, row: CorrectionRow): Promise<void> {
  const { store, clock, killPoint } = ledger;
  const { id, name, charges, tries } = row;
  const serial = await issueCommission(ledger, { name, charges, force: true, key: `${id}:${tries}` });
  killPoint('ledger.correction-issued');
  try {
    await store.transaction(async (tx) => {
      if ((await tx.quota.corrections.lock(id)) === undefined) return; // made by another process, or given up
      await tx.quota.record([serial], { decision: 'accept', kept: true, now: clock.now() });
      await tx.quota.corrections.end(id);
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'quota_serials_pkey')) throw error;
    // It was given up meanwhile: another is asked for in the next round.
    await store.quota.corrections.tryAgain(row);
  }
}

/**
 * Gives up a correction that was refused: what it was to charge is from then on a difference to the quota holder. False when
 * there is none of this id.
 */
export async function dropCorrection<S extends LedgerStore<S>>(
  { store, log }: Ledger<S>,
  id: string,
): Promise<boolean> {
  if (!UUID.test(id)) return false;
  return store.transaction(async (tx) => {
    // Waits for whoever is just making it.
    const row = await tx.quota.corrections.lock(id);
    if (row === undefined || row.failures === 0) return false;
    log.warn({ correction: id, charged: row.name }, 'a refused charge was given up');
    await tx.quota.corrections.end(id);
    return true;
  });
}
