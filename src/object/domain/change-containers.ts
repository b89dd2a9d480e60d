import type { ContainerRow, Tx, VersionRow } from '../store/rows.ts';
import { DELETED, NORMAL } from '../store/schema.ts';
import type { VersionDraft, VersionWrite, WrittenVersion } from '../store/write-versions.ts';
import { error, fail } from '../errors.ts';
import { microseconds, type ObjectStorage, type Provision, ReleaseTooEarly } from './object-storage.ts';
import type { Reservation } from './reservation.ts';

/** The newest version of an object and its user metadata, as seen under the container's lock. */
export interface CurrentObject extends VersionRow {
  attributes: ReadonlyMap<string, string>;
}

/** Rows written for one statement; a recursive copy of 100,000 objects goes in pieces of this. */
const WRITES_PER_STATEMENT = 1000;
/** A release waits for the acceptance of what it releases: a round trip to identity, with room for a busy moment. */
const RELEASE_TRIES = 6;
const RELEASE_WAIT_MS = 100;

/** A transaction that holds the lock of the containers it changes. */
export class Change {
  readonly tx: Tx;
  readonly containers: ReadonlyMap<bigint, ContainerRow>;
  readonly #storage: ObjectStorage;
  readonly #mtimes = new Map<bigint, bigint>();
  readonly #deltas = new Map<string, Provision>();
  readonly #grown = new Map<bigint, bigint>();

  constructor(storage: ObjectStorage, tx: Tx, containers: ReadonlyMap<bigint, ContainerRow>) {
    this.#storage = storage;
    this.tx = tx;
    this.containers = containers;
  }

  /** The locked container. Fails with `container_not_found` when it went away before it was locked. */
  container(id: bigint): ContainerRow {
    return this.containers.get(id) ?? fail('container_not_found');
  }

  /** Time of what this change writes in a container: later than everything in it, so that times and serials agree. */
  timeIn(container: ContainerRow): bigint {
    let time = this.#mtimes.get(container.id);
    if (time === undefined) {
      const now = microseconds(this.#storage.clock);
      time = now > container.modified ? now : container.modified + 1n;
      this.#mtimes.set(container.id, time);
    }
    return time;
  }

  /** What stands at the names now; a mark of deletion counts as nothing but keeps its node. */
  async current(container: ContainerRow, names: readonly string[]): Promise<Map<string, CurrentObject>> {
    const { store } = this.#storage;
    const rows = await store.latestVersions(this.tx, container.id, names);
    const live = [...rows.values()].filter(({ cluster }) => cluster === NORMAL);
    const attributes = await store.attributesOfMany(
      this.tx,
      live.map(({ serial }) => serial),
    );
    const none = new Map<string, string>();
    return new Map([...rows].map(([name, row]) => [name, { ...row, attributes: attributes.get(row.serial) ?? none }]));
  }

  /** Writes versions of different objects of one container and counts what they cost. */
  async write(
    container: ContainerRow,
    drafts: readonly { name: string; current: CurrentObject | undefined; draft: VersionDraft }[],
  ): Promise<WrittenVersion[]> {
    const keepHistory = container.policy.versioning === 'auto';
    const mtime = this.timeIn(container);
    const written: WrittenVersion[] = [];
    for (let at = 0; at < drafts.length; at += WRITES_PER_STATEMENT) {
      const part: VersionWrite[] = drafts.slice(at, at + WRITES_PER_STATEMENT).map(({ name, current, draft }) => ({
        name,
        current,
        currentAttributes: current?.attributes ?? new Map(),
        draft,
      }));
      written.push(
        ...(await this.#storage.store.writeVersions(this.tx, container.id, part, { mtime, keepHistory })),
      );
      for (const write of part) this.#charge(container, write, keepHistory);
    }
    return written;
  }

  #charge(container: ContainerRow, { current, draft }: VersionWrite, keepHistory: boolean): void {
    const before = current?.cluster === NORMAL ? current.size : 0;
    const after = draft.cluster === DELETED ? 0 : draft.size;
    const kept = keepHistory && !this.#storage.limits.freeVersioning ? before : 0;
    this.charge(container, BigInt(after - before + kept));
    this.#grown.set(container.id, (this.#grown.get(container.id) ?? 0n) + BigInt(after - before));
  }

  /** Adds bytes to, or gives them back for, the project of a container or another one. */
  charge(container: ContainerRow, bytes: bigint, project = container.policy.project): void {
    const key = `${container.account}\n${project}`;
    const sum = (this.#deltas.get(key)?.bytes ?? 0n) + bytes;
    this.#deltas.set(key, { account: container.account, project, bytes: sum });
  }

  /** Fails with 413 when a container that grew is over its own quota; shrinking is always allowed. */
  async checkContainerQuotas(): Promise<void> {
    for (const [id, grown] of this.#grown) {
      const { policy } = this.container(id);
      if (grown <= 0n || policy.quota === 0n) continue;
      const { bytes } = await this.#storage.store.usageOf(this.tx, id);
      if (bytes > policy.quota) fail('container_quota_exceeded', { quota: policy.quota });
    }
  }

  /** What is to be paid, without accounts where nothing changes. */
  provisions(): Provision[] {
    return [...this.#deltas.values()].filter(({ bytes }) => bytes !== 0n);
  }
}

export interface ChangeOptions {
  /** Name of the commission, for administrators. */
  name: string;
  /** Commissions taken before the bytes of an upload; they count towards what the change costs. */
  reserved?: readonly Reservation[];
}

/**
 * Runs work with the containers locked, in one transaction: pays what it cost at identity, writes the serial beside the
 * rows, commits, and only then accepts. Whatever fails leaves no row and no charge.
 */
export async function changeContainers<T>(
  storage: ObjectStorage,
  ids: readonly bigint[],
  options: ChangeOptions,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  const { db, store, killPoint } = storage;
  const payment = new Payment(storage, options);
  let result: T;
  try {
    result = await db.transaction().execute(async (tx) => {
      const change = new Change(storage, tx, await store.lockContainers(tx, ids));
      const done = await work(change);
      await change.checkContainerQuotas();
      await payment.take(tx, change.provisions());
      killPoint('object.put.rows-written');
      return done;
    });
  } catch (error) {
    await payment.settleAfterFailure();
    throw error;
  }
  killPoint('object.put.rows-committed');
  await payment.accept();
  return result;
}

/** The commissions of one change: those reserved before it and the one that makes up the difference. */
class Payment {
  readonly #storage: ObjectStorage;
  readonly #options: ChangeOptions;
  #accept: bigint[] = [];
  #reject: bigint[] = [];

  constructor(storage: ObjectStorage, options: ChangeOptions) {
    this.#storage = storage;
    this.#options = options;
  }

  async take(tx: Tx, provisions: readonly Provision[]): Promise<void> {
    const { store, clock, killPoint } = this.#storage;
    const usable = await this.#usableReservations(tx);
    let missing = difference(provisions, usable);
    if (missing.some(({ bytes }) => bytes < 0n) && usable.length > 0) {
      // Less was needed than reserved. What is pending cannot be released in part, so it is taken anew.
      await this.#rejectNow(usable);
      missing = [...provisions];
    } else this.#accept.push(...usable.map(({ serial }) => serial));
    if (missing.length > 0) this.#accept.push(await this.#issue(missing));
    killPoint('object.put.commission-issued');
    await store.recordSerials(tx, this.#accept, microseconds(clock));
  }

  /** Recovery may have taken a reservation for dead while this process slept: only those still on record count. */
  async #usableReservations(tx: Tx): Promise<Reservation[]> {
    const reserved = this.#options.reserved ?? [];
    if (reserved.length === 0) return [];
    const serials = await this.#storage.store.endReservations(
      tx,
      reserved.map(({ serial }) => serial),
    );
    const alive = new Set(serials);
    return reserved.filter(({ serial }) => alive.has(serial));
  }

  async #rejectNow(reserved: readonly Reservation[]): Promise<void> {
    const serials = reserved.map(({ serial }) => serial);
    await this.#storage.identity.resolve({ reject: serials });
  }

  async #issue(provisions: readonly Provision[]): Promise<bigint> {
    const { identity, acceptor, log } = this.#storage;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const serial = await identity.issue(provisions, this.#options.name);
        this.#reject.push(serial);
        return serial;
      } catch (thrown) {
        if (!(thrown instanceof ReleaseTooEarly)) throw thrown;
        if (attempt === RELEASE_TRIES) throw error('identity_unavailable', {}, { cause: thrown });
        log.debug({ attempt }, 'a release waits for an acceptance');
        await acceptor.idle();
        await this.#storage.pause(RELEASE_WAIT_MS);
      }
    }
  }

  /** The rows are committed. */
  accept(): Promise<void> {
    return this.#storage.acceptor.accept(this.#accept);
  }

  /**
   * The transaction failed, or its commit was sent and the answer lost: the serial table knows which. Reservations stay
   * with whoever made them.
   */
  async settleAfterFailure(): Promise<void> {
    if (this.#reject.length === 0) return;
    const { db, store, identity, log } = this.#storage;
    try {
      const recorded = new Set(await store.recordedSerials(db));
      await identity.resolve({
        accept: this.#reject.filter((serial) => recorded.has(serial)),
        reject: this.#reject.filter((serial) => !recorded.has(serial)),
      });
    } catch (failure) {
      log.warn({ err: failure }, 'a commission stays pending until recovery');
    }
  }
}

/** Provisions minus what is reserved, by account and project. */
function difference(provisions: readonly Provision[], reserved: readonly Reservation[]): Provision[] {
  const rest = new Map(provisions.map((provision) => [`${provision.account}\n${provision.project}`, { ...provision }]));
  for (const { account, project, bytes } of reserved) {
    const key = `${account}\n${project}`;
    const left = rest.get(key) ?? { account, project, bytes: 0n };
    rest.set(key, { ...left, bytes: left.bytes - bytes });
  }
  return [...rest.values()].filter(({ bytes }) => bytes !== 0n);
}
