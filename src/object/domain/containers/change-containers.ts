import type { ContainerRow, VersionRow, VersionWrite, WrittenVersion } from '../../store/rows.ts';
import { type Bill, type BillOptions, withBill } from '#platform/quota/bill';
import { type Charge, sumOf } from '#platform/quota/charge';
import type { Store } from '../../store/store.ts';
import { DELETED, NORMAL } from '../../store/schema.ts';
import { fail } from '../../errors.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';
import { RESOURCE } from '../identity-service.ts';
import { type CurrentObject, deletedVersion, type ObjectDraft } from '../versions.ts';

/** Rows written for one statement; a recursive copy of 100,000 objects goes in pieces of this. */
const WRITES_PER_STATEMENT = 1000;

/** A transaction that holds the lock of the containers it changes. */
export class Change {
  readonly tx: Store;
  readonly containers: ReadonlyMap<bigint, ContainerRow>;
  readonly #storage: ObjectStorage;
  readonly #bill: Bill<Store>;
  readonly #mtimes = new Map<bigint, bigint>();
  readonly #charges: Charge[] = [];
  readonly #grown = new Map<bigint, bigint>();
  readonly #dropped = new Map<string, bigint>();

  constructor(
    storage: ObjectStorage,
    bill: Bill<Store>,
    tx: Store,
    containers: ReadonlyMap<bigint, ContainerRow>,
  ) {
    this.#storage = storage;
    this.#bill = bill;
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
    const found = await this.tx.objects.latestOf(container.id, names);
    const expired = [...found.values()].filter((row) => row.expired);
    if (expired.length > 0) await this.#expire(container, expired);
    const rows = expired.length === 0 ? found : await this.tx.objects.latestOf(container.id, names);
    const live = [...rows.values()].filter(({ cluster }) => cluster === NORMAL);
    const attributes = await this.tx.attributes.ofMany(live.map(({ serial }) => serial));
    const none = new Map<string, string>();
    return new Map(
      [...rows].map(([name, row]) => [name, { ...row, attributes: attributes.get(row.serial) ?? none }]),
    );
  }

  /** Objects whose time is over are deleted when somebody looks at them to change something. */
  async #expire(container: ContainerRow, expired: readonly VersionRow[]): Promise<void> {
    const attributes = await this.tx.attributes.ofMany(expired.map(({ serial }) => serial));
    const owner = { user: container.account };
    const drafts = expired.map((row) => {
      const current = { ...row, attributes: attributes.get(row.serial) ?? new Map<string, string>() };
      return { name: row.name, current, draft: deletedVersion(current, owner) };
    });
    await this.write(container, drafts);
    const names = expired.map(({ name }) => name);
    await this.tx.sharing.endPaths(container, names);
  }

  /** Counts what versions of different objects of one container cost, then writes them. */
  async write(container: ContainerRow, drafts: readonly ObjectDraft[]): Promise<WrittenVersion[]> {
    this.#count(container, drafts);
    return this.#write(container, drafts);
  }

  /** The same for the only write of a change: identity is asked for what it costs while the rows are written. */
  async writeAll(container: ContainerRow, drafts: readonly ObjectDraft[]): Promise<WrittenVersion[]> {
    this.#count(container, drafts);
    this.#bill.begin(this.charges());
    return this.#write(container, drafts);
  }

  async #write(container: ContainerRow, drafts: readonly ObjectDraft[]): Promise<WrittenVersion[]> {
    const keepHistory = container.policy.versioning === 'auto';
    const mtime = this.timeIn(container);
    const written: WrittenVersion[] = [];
    for (let at = 0; at < drafts.length; at += WRITES_PER_STATEMENT) {
      const part: VersionWrite[] = drafts
        .slice(at, at + WRITES_PER_STATEMENT)
        .map(({ name, current, draft }) => ({
          name,
          current,
          currentAttributes: current?.attributes ?? new Map(),
          draft,
        }));
      written.push(...(await this.tx.versions.write(container.id, part, { mtime, keepHistory })));
    }
    return written;
  }

  #count(container: ContainerRow, drafts: readonly ObjectDraft[]): void {
    const keepHistory = container.policy.versioning === 'auto';
    for (const draft of drafts) this.#charge(container, draft, keepHistory);
  }

  #charge(container: ContainerRow, { current, draft }: ObjectDraft, keepHistory: boolean): void {
    const before = current?.cluster === NORMAL ? current.size : 0;
    const after = draft.cluster === DELETED ? 0 : draft.size;
    // The same data with other metadata leaves its blocks in use.
    if (!keepHistory && draft.hash !== current?.hash) this.drop(container, BigInt(before));
    const kept = keepHistory && !this.#storage.limits.freeVersioning ? before : 0;
    this.charge(container, BigInt(after - before + kept));
    this.#grown.set(container.id, (this.#grown.get(container.id) ?? 0n) + BigInt(after - before));
  }

  /** Counts bytes that nothing uses any more: they are on the disk until they are collected. */
  drop({ account }: ContainerRow, bytes: bigint): void {
    this.#dropped.set(account, (this.#dropped.get(account) ?? 0n) + bytes);
  }

  /** Puts on record what was dropped, in an order in which no two changes wait for each other. */
  async recordDropped(): Promise<void> {
    const { clock } = this.#storage;
    for (const [account, bytes] of [...this.#dropped].sort(([a], [b]) => (a < b ? -1 : 1)))
      await this.tx.room.countDropped(account, bytes, microseconds(clock));
  }

  /** Adds bytes to, or gives them back for, the project of a container or another one. */
  charge(container: ContainerRow, bytes: bigint, project = container.policy.project): void {
    this.#charges.push({ user: container.account, project, resource: RESOURCE, quantity: bytes });
  }

  /** Fails with 413 when a container that grew is over its own quota; shrinking is always allowed. */
  async checkContainerQuotas(): Promise<void> {
    for (const [id, grown] of this.#grown) {
      const { policy } = this.container(id);
      if (grown <= 0n || policy.quota === 0n) continue;
      const { bytes } = await this.tx.counters.usage(id);
      if (bytes > policy.quota) fail('container_quota_exceeded', { quota: policy.quota });
    }
  }

  /** What is to be paid in all. */
  charges(): Charge[] {
    return sumOf(this.#charges);
  }
}

/** Runs work with the containers locked, in one transaction, and pays what it cost. Whatever fails leaves no row and no charge. */
export async function changeContainers<T>(
  storage: ObjectStorage,
  ids: readonly bigint[],
  options: BillOptions,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return withBill(storage.ledger, options, async (tx, bill) => {
    const change = new Change(storage, bill, tx, await tx.containers.lock(ids));
    const done = await work(change);
    await change.checkContainerQuotas();
    await bill.take(tx, change.charges());
    await change.recordDropped();
    storage.killPoint('object.put.rows-written');
    return done;
  });
}
