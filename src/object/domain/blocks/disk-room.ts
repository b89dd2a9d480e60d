import { fail } from '../../errors.ts';
import { runCollection } from './collection-run.ts';
import { changeContainers } from '../containers/change-containers.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { AccountQuota } from '../identity-service.ts';
import { microseconds } from '../microseconds.ts';

/** What was dropped so long ago is kept by the minute. Microseconds. */
const JOINED_AFTER = 600_000_000n;
const MIB = 1024n * 1024n;
/** An account is looked at when it has begun to write this much since the last time. */
const LOOK_BYTES = 4n * MIB;
/** What may wait for collection beside what is paid for: a quarter of the disk space, but this much in any case. */
const LEAST_WAITING = 16n * MIB;
const WAITING_PART = 4n;
/** Versions cut in one round. */
const CUT_AT_ONCE = 2000;
/** How long an upload waits for room before it is refused. What was dropped in the last seconds cannot go at once. */
const WAIT_MS = 30_000;
const PAUSE_MS = 1000;
/** A block somebody was told to be there stays so long, whatever room is needed. */
const ASKED_MS = 3_600_000;

/**
 * Bounds what an account has on the disk beyond what is charged for it. Superseded versions, where they are free, live in
 * the part of the quota that is not in use, and the oldest go when it is needed. What was dropped may wait for collection
 * up to a budget; beyond it the next upload waits for a collection, and is refused when that does not help.
 */
export class DiskRoom {
  readonly #unseen = new Map<string, bigint>();
  /** Bytes committed since history was last cut. */
  readonly #written = new Map<string, bigint>();
  #collecting: Promise<void> | undefined;
  #restUntil = 0;
  readonly #stopping = new AbortController();

  /** The service stops: nobody waits any more, and a collection that was asked for ends. */
  stop(): void {
    this.#stopping.abort();
  }

  /**
   * Waits until what an account has dropped is within its budget, before `bytes`, or an unknown number of them, are written
   * for it. What is only announced costs nobody his history. Fails with `waiting_exceeded`.
   */
  async before(storage: ObjectStorage, account: string, bytes: number | undefined): Promise<void> {
    const unseen = (this.#unseen.get(account) ?? 0n) + BigInt(bytes ?? 0);
    if (bytes !== undefined && unseen < LOOK_BYTES) {
      this.#unseen.set(account, unseen);
      return;
    }
    await this.#make(storage, account);
    this.#unseen.set(account, 0n);
  }

  /**
   * Cuts history that has no room any more, after `bytes` were committed and paid for. Whatever happens to it, the write is
   * done: a failure is logged, and the next write or `sweep` tries again.
   */
  async after(storage: ObjectStorage, account: string, bytes: number): Promise<void> {
    const written = (this.#written.get(account) ?? 0n) + BigInt(bytes);
    this.#written.set(account, written);
    if (written < LOOK_BYTES) return;
    await this.#cut(storage, account);
  }

  /** Looks at every account that has written since the last time; those without room are left for their next upload. */
  async sweep(storage: ObjectStorage): Promise<void> {
    const accounts = [...this.#unseen.keys()];
    this.#unseen.clear();
    for (const account of [...this.#written.keys()]) await this.#cut(storage, account);
    if (accounts.length === 0) return;
    await storage.store.room.joinDropped(microseconds(storage.clock) - JOINED_AFTER);
    await this.#overBudget(storage, accounts);
  }

  /** Collects what anybody has dropped when the disk comes near its reserve: nobody's upload is refused for what could go. */
  async whenLow(storage: ObjectStorage): Promise<void> {
    if (storage.disk.state() === 'ok') return;
    const waiting = await storage.store.room.droppedBefore(microseconds(storage.clock));
    if (waiting.length > 0) await this.#collect(storage);
  }

  async #overBudget(storage: ObjectStorage, accounts: readonly string[]): Promise<void> {
    for (const account of accounts) {
      const { dropped } = await storage.store.room.unpaid(account);
      if (dropped <= LEAST_WAITING) continue;
      if (dropped > waitingBudget(await storage.identity.quotaOf(account))) return this.#collect(storage);
    }
  }

  async #make(storage: ObjectStorage, account: string): Promise<void> {
    const until = storage.clock.monotonic() + WAIT_MS;
    for (;;) {
      const { dropped, borrowed } = await storage.store.room.unpaid(account);
      const waiting = dropped + borrowed;
      if (waiting <= LEAST_WAITING) return;
      const budget = waitingBudget(await storage.identity.quotaOf(account));
      if (waiting <= budget) return;
      if (this.#stopping.signal.aborted) fail('overloaded', {}, { headers: { 'retry-after': '60' } });
      const left = until - storage.clock.monotonic();
      // No collection gives back what is borrowed.
      if (left <= 0 || borrowed > budget)
        fail('waiting_exceeded', { bytes: waiting }, { headers: { 'retry-after': '60' } });
      const over = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(Math.ceil(left))]);
      await Promise.race([this.#collect(storage), aborted(over)]);
    }
  }

  /**
   * Cuts history to the room it has beside what is used and paid for. One at a time, so that no two cut for the same bytes.
   */
  #cut(storage: ObjectStorage, account: string): Promise<void> {
    return storage.turns.run(`history/${account}`, async () => {
      const written = this.#written.get(account) ?? 0n;
      try {
        if (storage.limits.freeVersioning) await cutHistory(storage, account, written);
        const since = (this.#written.get(account) ?? 0n) - written;
        if (since > 0n) this.#written.set(account, since);
        else this.#written.delete(account);
      } catch (err) {
        storage.log.warn({ err, account }, 'superseded versions without room are dropped later');
      }
    });
  }

  /** One collection for all who ask at the same time; another one only after a rest. */
  async #collect(storage: ObjectStorage): Promise<void> {
    this.#collecting ??= this.#collectRested(storage).finally(() => (this.#collecting = undefined));
    await this.#collecting;
  }

  async #collectRested(storage: ObjectStorage): Promise<void> {
    const { store, clock, log } = storage;
    await storage.pause(PAUSE_MS);
    if (this.#restUntil > clock.monotonic()) return;
    const began = clock.monotonic();
    const waits = { unusedMs: 0, looseMs: storage.limits.blockGraceMs, askedMs: ASKED_MS };
    const before = await store.room.droppedBefore(microseconds(clock));
    try {
      const run = await runCollection(storage, waits, { times: 2, signal: this.#stopping.signal });
      // What was dropped a moment before may be younger than the horizon: it is counted until the next run.
      if (run !== undefined) await store.room.forgetDropped(before.filter(({ at }) => at < run.horizon));
    } catch (err) {
      log.error({ err }, 'object: an early collection failed');
    }
    // It looks at the whole store: collections get half of the time at most.
    const ended = clock.monotonic();
    this.#restUntil = ended + (ended - began);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Disk space that an account has in all its projects. */
function limitOf(quota: AccountQuota): bigint {
  return [...quota.values()].reduce((sum, { limit }) => sum + limit, 0n);
}

/** Bytes of it that are not in use; what is only reserved may never come. */
function roomOf(quota: AccountQuota): bigint {
  return [...quota.values()].reduce((sum, { limit, usage, pending }) => {
    const used = usage - pending;
    return sum + (limit > used ? limit - used : 0n);
  }, 0n);
}

function waitingBudget(quota: AccountQuota): bigint {
  const part = limitOf(quota) / WAITING_PART;
  return part > LEAST_WAITING ? part : LEAST_WAITING;
}

/**
 * Drops superseded versions of an account, the oldest first, that have no room. An account whose quota is not known loses
 * nothing, and one that has no disk space at all, as when its projects are suspended, no more than was `written`.
 */
async function cutHistory(storage: ObjectStorage, account: string, written: bigint): Promise<void> {
  const { store, log, ledger } = storage;
  if ((await store.room.unpaid(account)).history === 0n) return;
  await ledger.settler.flush();
  const quota = await storage.identity.quotaOf(account);
  if (quota.size === 0) return;
  const room = roomOf(quota);
  for (let may = limitOf(quota) > 0n ? undefined : written; may === undefined || may > 0n;) {
    const excess = (await store.room.unpaid(account)).history - room;
    const left = may !== undefined && may < excess ? may : excess;
    const freed = left > 0n ? await dropOldest(storage, account, left) : 0n;
    if (freed === 0n) return;
    if (may !== undefined) may -= freed;
    log.info({ account, bytes: freed }, 'superseded versions were dropped: the quota has no room for them');
  }
}

/** Drops the oldest superseded versions of an account, together at least `bytes`, but so many at once. Gives their bytes. */
async function dropOldest(storage: ObjectStorage, account: string, bytes: bigint): Promise<bigint> {
  const { store } = storage;
  let freed = 0n;
  for (const [container, serials] of await store.history.oldest(account, bytes, CUT_AT_ONCE)) {
    freed += await changeContainers(storage, [container], { name: 'history' }, async (change) => {
      const gone = await change.tx.history.drop(container, serials);
      change.drop(change.container(container), gone);
      return gone;
    });
  }
  return freed;
}
