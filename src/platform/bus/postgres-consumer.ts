import type { Kysely } from 'kysely';

import { Batches } from '#platform/batches';
import type { Logger } from '#platform/telemetry/log';

import {
  type ConsumeOptions,
  type Consumer,
  type DeliveryHandler,
  MAX_ATTEMPTS,
  RejectMessage,
} from '../bus.ts';
import { failureReason, retryDelayMs } from './failed-tries.ts';
import { Lanes } from './lanes.ts';
import { decodeBody } from './message-body.ts';
import {
  buryMessage,
  type ClaimedMessage,
  claimMessages,
  postponeMessage,
  releaseMessages,
  removeMessages,
} from './postgres-store.ts';

const DEFAULT_CONCURRENCY = 8;
/** News come by NOTIFY; this finds what a lost notice or a dead process has left. */
const POLL_MS = 5_000;
const AFTER_FAILURE_MS = 1_000;

interface Surroundings {
  db: Kysely<unknown>;
  /** The number of this process. */
  me: () => number;
  log: Logger;
}

/** Claims messages of one queue in batches, hands them out lane by lane and settles each. */
export class PostgresConsumer implements Consumer {
  readonly #options: ConsumeOptions;
  readonly #handler: DeliveryHandler;
  readonly #around: Surroundings;
  readonly #lanes: Lanes;
  readonly #stopped = new AbortController();
  readonly #inHand = new Map<bigint, ClaimedMessage>();
  readonly #removals: Batches<bigint, true>;
  readonly #capacity: number;
  readonly #loop: Promise<void>;
  #order: Promise<unknown> = Promise.resolve();
  #news = true;
  #wake: () => void = () => undefined;

  constructor(options: ConsumeOptions, handler: DeliveryHandler, around: Surroundings) {
    this.#options = options;
    this.#handler = handler;
    this.#around = around;
    const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
    this.#lanes = new Lanes(concurrency);
    this.#capacity = 4 * concurrency;
    this.#removals = new Batches({
      most: this.#capacity,
      keysOf: () => [],
      run: async (seqs) => {
        await removeMessages(around.db, seqs, around.me());
        return seqs.map(() => true);
      },
    });
    this.#loop = this.#run();
  }

  get queue(): string {
    return this.#options.queue;
  }

  /** There may be something to claim. */
  notice(): void {
    this.#news = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#wake();
    await this.#loop;
    await this.#lanes.idle();
    await releaseMessages(this.#around.db, [...this.#inHand.keys()], this.#around.me());
    this.#inHand.clear();
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      let pauseMs = POLL_MS;
      try {
        this.#news = false;
        if (await this.#claim()) continue;
      } catch (error) {
        this.#around.log.warn({ err: error, queue: this.queue }, 'could not look for messages');
        pauseMs = AFTER_FAILURE_MS;
      }
      if (!this.#news) await this.#sleep(pauseMs);
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#news || this.#stopped.signal.aborted) this.#wake();
    });
  }

  /** True when there may be more and there is room for it. */
  async #claim(): Promise<boolean> {
    const limit = this.#capacity - this.#lanes.size;
    // Not one for one: what is done tells, and by then there is room for many.
    if (limit < this.#capacity / 2) return false;
    const claimed = await this.#inOrder(async () => {
      const inHand = [...this.#inHand.keys()];
      const found = await claimMessages(this.#around.db, {
        queue: this.queue,
        me: this.#around.me(),
        inHand,
        limit,
      });
      for (const message of found) {
        this.#inHand.set(message.seq, message);
        this.#lanes.add(message.lane, () => this.#handle(message));
      }
      return found.length;
    });
    return claimed === limit;
  }

  /** Claiming and giving back follow each other: otherwise a claim under way could overtake a message given back. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#order.then(work);
    this.#order = result.catch(() => undefined);
    return result;
  }

  async #handle(message: ClaimedMessage): Promise<void> {
    const { log } = this.#around;
    if (this.#inHand.get(message.seq) !== message || this.#stopped.signal.aborted) return;
    try {
      const failure = await this.#attempt(message);
      if (failure === undefined) await this.#removals.add(message.seq);
      else if (this.#stopped.signal.aborted && !(failure instanceof RejectMessage)) return; // stop() gives it back
      else await this.#settleFailure(message, failure);
      this.#inHand.delete(message.seq);
    } catch (error) {
      // still claimed by us and no longer in hand: the next claim takes it again
      this.#inHand.delete(message.seq);
      log.warn({ err: error, queue: this.queue, message: message.id }, 'could not settle a message');
    } finally {
      this.notice();
    }
  }

  async #attempt(message: ClaimedMessage): Promise<unknown> {
    const { id, exchange, key, lane, attempts } = message;
    if (attempts > MAX_ATTEMPTS) return new RejectMessage(message.lastError ?? 'its consumer died each time');
    try {
      const body = decodeBody(message.body);
      await this.#handler({ id, exchange, key, lane, body, attempt: attempts, signal: this.#stopped.signal });
      return undefined;
    } catch (error) {
      return error ?? new Error('the handler threw nothing');
    }
  }

  async #settleFailure(message: ClaimedMessage, failure: unknown): Promise<void> {
    const { db, me, log } = this.#around;
    const { seq, lane, attempts } = message;
    const reason = failureReason(failure);
    const fields = { err: failure, queue: this.queue, message: message.id, attempt: attempts };
    if (failure instanceof RejectMessage || attempts >= MAX_ATTEMPTS) {
      log.error(fields, 'a message is dead');
      await buryMessage(db, seq, me(), reason);
      return;
    }
    log.warn(fields, 'a message is to be tried again');
    const delayMs = retryDelayMs(attempts);
    await this.#inOrder(async () => {
      for (const other of this.#inHand.values()) if (other.lane === lane) this.#inHand.delete(other.seq);
      await postponeMessage(db, { seq, queue: this.queue, lane, me: me(), delayMs, reason });
    });
    setTimeout(() => this.notice(), delayMs + 5).unref();
  }
}
