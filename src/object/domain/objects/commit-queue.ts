import type { WrittenVersion, VersionDraft, ContainerRow } from '../../store/rows.ts';
import type { BlockProof } from '../../store/blocks/proofs.ts';
import type { Sharing } from '../../store/sharing.ts';
import { NORMAL } from '../../store/schema.ts';
import { ServiceError } from '#platform/errors';
import { fail } from '../../errors.ts';
import { type Change, changeContainers } from '../containers/change-containers.ts';
import type { CurrentObject, ObjectDraft } from '../versions.ts';
import { requireRight } from '../sharing/access.ts';
import { dropPaths } from './end-paths.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';
import type { Caller } from '../identity-service.ts';
import { checkHorizon, requireShared } from '../blocks/horizon.ts';
import type { InFlight } from '../blocks/in-flight.ts';
import type { Reservation } from '#platform/quota/reservations';

/** One object's change, decided when its container is locked. */
export interface ObjectWrite {
  name: string;
  caller: Caller;
  /** Makes the version from what stands there, and at `from`; throws to refuse. A mark of deletion is given as undefined. */
  decide(
    current: CurrentObject | undefined,
    container: ContainerRow,
    source: CurrentObject | undefined,
  ): VersionDraft;
  /** Name of the object in the same container that this one is made of. */
  from?: string;
  /** Replaces who may read and write; only for owners, which is checked before. */
  sharing?: Sharing;
  /** Blocks that were uploaded for it: proved for the caller and for the account. */
  uploaded?: readonly BlockProof[];
  /** Blocks named by a hash list: no longer loose. */
  named?: readonly string[];
  /** Blocks of another object that it shares: they must be there still when it is committed. */
  shared?: readonly string[];
  reserved?: readonly Reservation[];
  /** What wrote or asked for the blocks; needed unless the write uses only what a version of the container uses. */
  flight?: InFlight;
  /** Sharing and public links of what stood there end with it. */
  endsPath?: boolean;
}

interface Entry {
  write: ObjectWrite;
  done(written: WrittenVersion): void;
  failed(error: unknown): void;
}

/**
 * How long a batch waits for small uploads whose bytes are on their way: with 16 clients batches grow from 6.4 to 8.6
 * uploads, which is what each of them costs two databases less.
 */
const LINGER_MS = 2;
/** Writes that share one transaction. Beyond 64 the time of a batch grows as fast as its size. */
const BATCH = 64;

/**
 * Commits object writes. The lock of a container lets only one transaction through at a time anyway, so writes that
 * arrive meanwhile go together in the next: one lock, one commission, one commit for up to 64 uploads.
 */
export class CommitQueue {
  readonly #queues = new Map<bigint, Entry[]>();
  readonly #coming = new Map<bigint, number>();

  /** Says that a small upload for the container will be committed in a moment; the returned function takes it back. */
  announce(container: bigint): () => void {
    this.#coming.set(container, (this.#coming.get(container) ?? 0) + 1);
    return () => {
      const left = (this.#coming.get(container) ?? 1) - 1;
      if (left > 0) this.#coming.set(container, left);
      else this.#coming.delete(container);
    };
  }

  /** Resolves when the version is durable and paid for. */
  commit(storage: ObjectStorage, container: bigint, write: ObjectWrite): Promise<WrittenVersion> {
    return new Promise((done, failed) => {
      const entry = { write, done, failed };
      const queue = this.#queues.get(container);
      if (queue !== undefined) queue.push(entry);
      else {
        this.#queues.set(container, [entry]);
        void this.#work(storage, container);
      }
    });
  }

  async #work(storage: ObjectStorage, container: bigint): Promise<void> {
    for (;;) {
      const queue = this.#queues.get(container) ?? [];
      if (queue.length > 0 && queue.length < BATCH && this.#coming.has(container))
        await storage.pause(LINGER_MS);
      const batch = takeBatch(queue);
      if (batch.length === 0) break;
      // The next batch need not wait until identity has accepted what this one paid: its rows are committed.
      const committed = Promise.withResolvers<void>();
      void commitTogether(storage, container, batch, committed.resolve).finally(committed.resolve);
      await committed.promise;
    }
    this.#queues.delete(container);
  }
}

/** The first entries of a queue that could follow each other: for different names, and of sources that none of them writes. */
function takeBatch(queue: Entry[]): Entry[] {
  const batch: Entry[] = [];
  const names = new Set<string>();
  for (let at = 0; at < queue.length && batch.length < BATCH;) {
    const entry = queue[at]!;
    const { name, from } = entry.write;
    if (names.has(name) || (from !== undefined && names.has(from))) at += 1;
    else {
      names.add(name);
      batch.push(entry);
      queue.splice(at, 1);
    }
  }
  return batch;
}

/** One transaction for all; when it fails as a whole, each gets its own, so that one refusal hits one upload. */
async function commitTogether(
  storage: ObjectStorage,
  container: bigint,
  batch: readonly Entry[],
  committed?: () => void,
): Promise<void> {
  try {
    const outcomes = await commitBatch(
      storage,
      container,
      batch.map(({ write }) => write),
      committed,
    );
    batch.forEach(({ done, failed }, index) => {
      const outcome = outcomes[index];
      if (outcome instanceof Error) failed(outcome);
      else if (outcome === undefined) failed(new Error('a write of a batch has no outcome'));
      else done(outcome);
    });
  } catch (error) {
    if (batch.length === 1) batch[0]!.failed(error);
    else for (const entry of batch) await commitTogether(storage, container, [entry]);
  }
}

async function commitBatch(
  storage: ObjectStorage,
  containerId: bigint,
  writes: readonly ObjectWrite[],
  committed: (() => void) | undefined,
): Promise<(WrittenVersion | Error)[]> {
  const reserved = writes.flatMap((write) => write.reserved ?? []);
  const name = writes.length === 1 ? (writes[0]?.name ?? '') : `${writes.length} objects`;
  const options = { name, reserved, ...(committed === undefined ? {} : { committed }) };
  return changeContainers(storage, [containerId], options, async (change) => {
    const container = change.container(containerId);
    const outcomes: (WrittenVersion | Error | undefined)[] = [];
    const standing = await change.current(
      container,
      writes.flatMap(({ name: written, from }) => (from === undefined ? [written] : [written, from])),
    );
    const drafts: (ObjectDraft & { index: number })[] = [];
    await checkHorizon(
      change.tx,
      writes.flatMap(({ flight }) => flight ?? []),
    );
    await requireShared(
      storage,
      writes.flatMap(({ shared }) => shared ?? []),
    );
    for (const [index, write] of writes.entries()) {
      const refusal = await draftOf(storage, change, container, write, standing).then(
        (draft) => void drafts.push({ name: write.name, current: standing.get(write.name), draft, index }),
        (error: unknown) => error,
      );
      if (refusal === undefined) continue;
      // A refused write must not leave its reservation to the others: such batches are taken apart.
      if (!(refusal instanceof ServiceError) || reserved.length > 0) {
        throw refusal instanceof Error ? refusal : new Error('a write was refused', { cause: refusal });
      }
      outcomes[index] = refusal;
    }
    if (drafts.length > 0) {
      const written = await change.writeAll(container, drafts);
      for (const [at, { index }] of drafts.entries()) outcomes[index] = written[at];
      await recordPossession(
        storage,
        change,
        container,
        drafts.map(({ index }) => writes[index]!),
      );
    }
    return outcomes as (WrittenVersion | Error)[];
  });
}

/** Rights are asked again at the end: they may have been taken away while the bytes arrived. */
async function draftOf(
  storage: ObjectStorage,
  change: Change,
  container: ContainerRow,
  write: ObjectWrite,
  standing: ReadonlyMap<string, CurrentObject>,
): Promise<VersionDraft> {
  const path = { account: container.account, container: container.name, name: write.name };
  if (write.caller.user !== container.account) await requireRight(change.tx, write.caller, path, 'write');
  const live = (name: string | undefined): CurrentObject | undefined => {
    const found = name === undefined ? undefined : standing.get(name);
    return found?.cluster === NORMAL ? found : undefined;
  };
  const draft = write.decide(live(write.name), container, live(write.from));
  if (draft.attributes.size > storage.limits.maxMetadata)
    fail('too_many_metadata', { limit: storage.limits.maxMetadata });
  return draft;
}

async function recordPossession(
  storage: ObjectStorage,
  change: Change,
  container: ContainerRow,
  writes: readonly ObjectWrite[],
): Promise<void> {
  const now = microseconds(storage.clock);
  const uploads = writes.filter(({ uploaded }) => (uploaded?.length ?? 0) > 0);
  const byHolder = Map.groupBy(
    uploads.flatMap(({ caller, uploaded }) =>
      (uploaded ?? []).map((proof) => ({ holder: caller.user, proof })),
    ),
    ({ holder }) => holder,
  );
  for (const [holder, rows] of [...byHolder].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const proofs = rows.map(({ proof }) => proof);
    await change.tx.proofs.prove([holder, container.account], proofs, { pending: false, now });
  }
  const ended = writes.flatMap(({ endsPath, name }) => (endsPath === true ? [name] : []));
  if (ended.length > 0) {
    await dropPaths(change.tx, container, ended);
    storage.killPoint('object.delete.rows-written');
  }
  for (const { caller, named, sharing, name } of writes) {
    if (named !== undefined) await change.tx.proofs.settle(caller.user, named);
    if (sharing !== undefined) {
      await change.tx.sharing.set({ account: container.account, container: container.name, name }, sharing);
    }
  }
}
