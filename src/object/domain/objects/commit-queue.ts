import type { WrittenVersion } from '../../store/rows.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { commitBatch, type ObjectWrite } from './commit-batch.ts';

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
