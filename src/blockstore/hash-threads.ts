import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { HashAnswer, HashTask } from './hash-worker.ts';

/** Fewer bytes are hashed where they are: the way to a thread and back costs as much as hashing them. */
export const HASHED_APART_BYTES = 256 * 1024;
/** More threads than this only compete with the network and the database. */
const MOST_THREADS = 4;
/** Threads that had nothing to do for this long are ended: each is about 10 MiB. */
const IDLE_MS = 30_000;

interface Thread {
  worker: Worker;
  /** Why it ended. */
  ended?: Error;
  waiting: Map<number, PromiseWithResolvers<string>>;
}

/** The MD5 of one content, block after block. */
export interface Md5Stream {
  /** Resolves when the bytes may be overwritten. */
  update(bytes: Uint8Array): Promise<void>;
  /** Hex digest of all that was given; the stream has ended. */
  digest(): Promise<string>;
  /** Forgets a stream that will not be finished. */
  drop(): void;
}

/**
 * Threads that hash large blocks, so that the main one is free for others: 64 MiB are 70 ms of SHA-256 and 210 ms of MD5.
 * Started when first needed. Bytes given to them must lie in a SharedArrayBuffer: what does not is copied.
 */
export class HashThreads {
  readonly #threads = new Map<number, Thread>();
  readonly #size = Math.min(MOST_THREADS, Math.max(2, availableParallelism()));
  #tasks = 0;
  #streams = 0;
  #openStreams = 0;
  #idle: NodeJS.Timeout | undefined;

  /** SHA-256 of the bytes, hex. In `room`, which is shared too, the trailer of their file is laid, and zeros after it. */
  sha256(bytes: Uint8Array, room?: Uint8Array): Promise<string> {
    return this.#ask(this.#leastBusy(), (task) => ({
      kind: 'block',
      task,
      bytes,
      ...(room === undefined ? {} : { room }),
    }));
  }

  /** A new MD5. It stays with one thread, since its state cannot move. */
  md5(): Md5Stream {
    const stream = (this.#streams += 1);
    this.#openStreams += 1;
    // Streams take turns over the threads: what they will be given is not known yet.
    const thread = this.#thread(stream % this.#size);
    let open = true;
    const end = (): void => {
      if (open) this.#openStreams -= 1;
      open = false;
      this.#watchIdle();
    };
    return {
      update: async (bytes) =>
        void (await this.#ask(thread, (task) => ({ kind: 'update', task, stream, bytes }))),
      digest: () => this.#ask(thread, (task) => ({ kind: 'digest', task, stream })).finally(end),
      drop: () => {
        if (open) thread.worker.postMessage({ kind: 'drop', stream } satisfies HashTask);
        end();
      },
    };
  }

  /** Ends the threads. What they were still asked fails. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const threads = [...this.#threads.values()];
    this.#threads.clear();
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #ask(thread: Thread, request: (task: number) => HashTask): Promise<string> {
    if (thread.ended !== undefined) return Promise.reject(thread.ended);
    const task = (this.#tasks += 1);
    const answer = Promise.withResolvers<string>();
    thread.waiting.set(task, answer);
    thread.worker.ref();
    thread.worker.postMessage(request(task));
    return answer.promise;
  }

  #leastBusy(): Thread {
    let best = this.#thread(0);
    for (let index = 1; index < this.#size && best.waiting.size > 0; index += 1) {
      const other = this.#thread(index);
      if (other.waiting.size < best.waiting.size) best = other;
    }
    return best;
  }

  #thread(index: number): Thread {
    const running = this.#threads.get(index);
    if (running !== undefined) return running;
    const started = this.#start(index);
    this.#threads.set(index, started);
    return started;
  }

  #start(index: number): Thread {
    const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    });
    const thread: Thread = { worker, waiting: new Map() };
    worker.unref();
    worker.on('message', ({ task, digest }: HashAnswer) => {
      thread.waiting.get(task)?.resolve(digest);
      thread.waiting.delete(task);
      if (thread.waiting.size > 0) return;
      worker.unref();
      this.#watchIdle();
    });
    const gone = (error: Error): void => {
      thread.ended ??= error;
      if (this.#threads.get(index) === thread) this.#threads.delete(index);
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    worker.on('error', (error: unknown) =>
      gone(error instanceof Error ? error : new Error('a hashing thread failed', { cause: error })),
    );
    worker.on('exit', () => gone(new Error('a hashing thread has ended')));
    return thread;
  }

  #watchIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const busy =
        this.#openStreams > 0 || [...this.#threads.values()].some(({ waiting }) => waiting.size > 0);
      if (!busy) void this.close();
    }, IDLE_MS);
    this.#idle.unref();
  }
}
