import type { Provision } from '#contract/identity';
import { provisionPair } from '#contract/identity-client';
import { isUniqueViolation } from '#platform/database';
import type { FlavorRow } from '../../store/flavors.ts';
import type { QuotaCorrectionRow } from '../../store/quota.ts';
import type { IntentRow } from '../../store/servers/intents.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { type Amounts, chargeOf, difference, type OperState, type ServerSize } from '../servers/states.ts';

/** Both sides of a charge: what the user draws from the project, and what the project uses in all. */
export function provisionsOf(user: string, project: string, amounts: Amounts): Provision[] {
  return [...amounts].flatMap(([resource, quantity]) => provisionPair({ user, project, resource, quantity }));
}

export function sizeOf(flavor: Pick<FlavorRow, 'cpu' | 'ram' | 'disk'>): ServerSize {
  return { cpu: flavor.cpu, ramMib: flavor.ram, diskGib: flavor.disk };
}

/** Amounts as they stand in a row. */
export function writeAmounts(amounts: Amounts): string {
  return JSON.stringify(
    Object.fromEntries([...amounts].map(([resource, amount]) => [resource, amount.toString()])),
  );
}

export function readAmounts(stored: Record<string, string>): Amounts {
  return new Map(Object.entries(stored).map(([resource, amount]) => [resource, BigInt(amount)]));
}

/** A commission of the quota holder, recorded or about to be. */
export interface Hold {
  serial: bigint;
  amounts: Amounts;
}

/** What is reserved, for whom, and what its serial says in the transaction. */
export interface WantedHold {
  name: string;
  user: string;
  project: string;
  amounts: Amounts;
  decision: 'pending' | 'accept';
  /**
   * The same for every attempt at the same change: what an attempt that died had reserved is then found again instead of
   * standing in the way until it is recovered.
   */
  key?: string;
}

/**
 * Reserves the amounts and runs the transaction in which the serial is recorded with its decision. When the transaction
 * fails the reservation is given back; when nobody can tell whether it failed, the serial's row decides later.
 */
export async function withHold<T>(
  compute: Compute,
  wanted: WantedHold,
  work: (tx: Store, hold: Hold | undefined) => Promise<T>,
): Promise<T> {
  const { store, quota, killPoint } = compute;
  const { name, user, project, amounts, decision } = wanted;
  if (amounts.size === 0) return store.transaction((tx) => work(tx, undefined));
  const provisions = provisionsOf(user, project, amounts);
  const serial = await quota.issue({ name, provisions, force: false, key: wanted.key ?? compute.ids.uuid() });
  killPoint('compute.quota.issued');
  try {
    const result = await store.transaction(async (tx) => {
      await recordHold(compute, tx, { serial, amounts }, decision);
      return work(tx, { serial, amounts });
    });
    killPoint('compute.quota.recorded');
    if (decision === 'accept') await resolveSerial(compute, serial).catch(logLater(compute, serial));
    return result;
  } catch (error) {
    if (isUniqueViolation(error, 'quota_serials_pkey') && wanted.key !== undefined) {
      // The reservation found again was given up meanwhile, or is another attempt's.
      const { key: _used, ...fresh } = wanted;
      return withHold(compute, fresh, work);
    }
    await giveBack(compute, serial).catch(logLater(compute, serial));
    throw error;
  }
}

async function recordHold(
  compute: Compute,
  tx: Store,
  hold: Hold,
  decision: 'pending' | 'accept',
): Promise<void> {
  const { clock } = compute;
  const amounts = writeAmounts(hold.amounts);
  await tx.quota.insertSerial({
    serial: hold.serial,
    amounts,
    decision,
    resolved: false,
    created: clock.now(),
  });
  if (decision === 'accept') await resolveLater(compute, tx, hold.serial);
}

/** The job of the same transaction, or the recovery loop, does it. */
function logLater(compute: Compute, serial: bigint): (error: unknown) => void {
  return (err) => compute.log.warn({ err, serial: serial.toString() }, 'commission is resolved later');
}

/** After a failed transaction: its serial is rejected, unless its row shows that the transaction was committed after all. */
async function giveBack(compute: Compute, serial: bigint): Promise<void> {
  if (await compute.store.quota.fenceSerial(serial, compute.clock.now()))
    await resolveSerial(compute, serial);
}

/** Resolves a decided serial at the quota holder; one that is pending or done is left alone. */
export async function resolveSerial(compute: Compute, serial: bigint): Promise<void> {
  const row = await compute.store.quota.findSerial(serial);
  if (row === undefined || row.resolved || row.decision === 'pending') return;
  const accepted = row.decision === 'accept';
  await compute.quota.resolve({ accept: accepted ? [serial] : [], reject: accepted ? [] : [serial] });
  compute.killPoint('compute.quota.resolved');
  await compute.store.quota.serialResolved(serial);
}

async function resolveLater(compute: Compute, tx: Store, serial: bigint): Promise<void> {
  await compute.addJob(
    tx,
    'compute.quota.resolve',
    { serial: serial.toString() },
    { key: `serial:${serial}` },
  );
}

/**
 * Makes the charge of a server that of its new state. A commission that an ended change holds is accepted when it is just
 * what is needed; otherwise it is rejected and what really happened is charged by force. Gives the new `charged` column.
 */
export async function settle(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  to: { operstate: OperState; size: ServerSize; ended: readonly IntentRow[] },
): Promise<string> {
  const wanted = chargeOf(to.operstate, to.size);
  let missing = difference(wanted, readAmounts(server.charged));
  for (const { serial } of to.ended) {
    if (serial === null) continue;
    const row = await tx.quota.findSerial(serial);
    if (row === undefined || row.decision !== 'pending') continue;
    const fits = missing.size > 0 && writeAmounts(missing) === writeAmounts(readAmounts(row.amounts));
    await tx.quota.decideSerial(serial, fits ? 'accept' : 'reject');
    await resolveLater(compute, tx, serial);
    if (fits) missing = new Map();
  }
  if (missing.size > 0) await correctLater(compute, tx, server, missing);
  return writeAmounts(wanted);
}

async function correctLater(compute: Compute, tx: Store, server: ServerRow, amounts: Amounts): Promise<void> {
  const id = compute.ids.uuid();
  await tx.quota.insertCorrection({
    id,
    serverId: server.id,
    userId: server.userId,
    project: server.project,
    amounts: writeAmounts(amounts),
    serial: null,
    tries: 0,
    done: false,
    created: compute.clock.now(),
  });
  await compute.addJob(tx, 'compute.quota.correct', { correction: id }, { key: `correction:${id}` });
}

/** Charges what happened, limits or not, exactly once however often and by how many it is run at once. */
export async function runCorrection(compute: Compute, id: string): Promise<void> {
  const { store } = compute;
  const row = await store.quota.findCorrection(id);
  if (row === undefined || row.done) return;
  const serial = row.serial ?? (await issueCorrection(compute, row));
  await resolveSerial(compute, serial);
  await store.quota.updateCorrection(id, { done: true });
}

/** However many ask for it at once, identity gives one serial for one key. */
async function issueCorrection(compute: Compute, wanted: QuotaCorrectionRow): Promise<bigint> {
  const { store, quota, clock } = compute;
  const amounts = readAmounts(wanted.amounts);
  const serial = await quota.issue({
    name: `server ${wanted.serverId}: change in the back end`,
    provisions: provisionsOf(wanted.userId, wanted.project, amounts),
    force: true,
    key: `${wanted.id}:${wanted.tries}`,
  });
  compute.killPoint('compute.quota.correction-issued');
  const recorded = await store.transaction(async (tx) => {
    const row = await tx.quota.lockCorrection(wanted.id);
    if (row.serial !== null) return true;
    if ((await tx.quota.findSerial(serial)) !== undefined) {
      await tx.quota.updateCorrection(wanted.id, { tries: row.tries + 1 });
      return false;
    }
    const stored = {
      serial,
      amounts: writeAmounts(amounts),
      decision: 'accept' as const,
      resolved: false,
      created: clock.now(),
    };
    await tx.quota.insertSerial(stored);
    await tx.quota.updateCorrection(wanted.id, { serial });
    return true;
  });
  if (!recorded)
    throw new Error(`the commission of correction ${wanted.id} was given up: another is asked for`);
  return (await store.quota.findCorrection(wanted.id))!.serial!;
}

/** A transaction that records a serial takes far less; its serial may only be called abandoned after this. */
const ABANDONED_AFTER_MS = 60_000;

/**
 * Brings both ledgers together after a crash: decided serials are resolved, open corrections charged, and serials that no
 * transaction recorded are rejected, fenced off first so that a late transaction cannot claim them any more.
 */
export async function recoverCommissions(compute: Compute): Promise<void> {
  const { store, quota } = compute;
  // One that cannot be settled must not keep the others from it.
  const each = async (work: Promise<void>, what: Record<string, string>): Promise<void> => {
    await work.catch((err: unknown) => compute.log.warn({ err, ...what }, 'a charge cannot be settled now'));
  };
  for (const { serial } of await store.quota.decidedSerials(1000)) {
    await each(resolveSerial(compute, serial), { serial: serial.toString() });
  }
  for (const { id } of await store.quota.openCorrections(1000))
    await each(runCorrection(compute, id), { correction: id });
  const pending = await quota.pending();
  const watched = compute.clockWatch.watch(pending.map(String));
  for (const serial of pending) {
    await each(rejectAbandoned(compute, serial, watched.get(String(serial)) ?? 0), {
      serial: serial.toString(),
    });
  }
}

async function rejectAbandoned(compute: Compute, serial: bigint, watchedMs: number): Promise<void> {
  const { store, quota, clock, clockWatch } = compute;
  if ((await store.quota.findSerial(serial)) !== undefined) return;
  const issued = await quota.issuedAt(serial);
  if (issued === undefined) return;
  // What the clock says of its age counts only while nobody sets the clock (F8).
  const age = clockWatch.steadyFor(ABANDONED_AFTER_MS) ? clock.now().getTime() - issued.getTime() : 0;
  if (Math.max(age, watchedMs) >= ABANDONED_AFTER_MS) await giveBack(compute, serial);
}
