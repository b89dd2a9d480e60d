import type { Kysely } from 'kysely';

import { Batches } from '#platform/batches';

import { type BusMessage, UnroutableError } from '../bus.ts';
import { encodeBody } from './message-body.ts';
import { insertMessages } from './postgres-store.ts';

type Encoded = Required<Omit<BusMessage, 'body'>> & { body: string };

const BATCH = 256;
/** What is longer goes by itself, so that a batch stays small in memory. */
const LONG = 16 * 1024;

/** Puts messages into the queues; those that come together travel in one statement. */
export class PostgresPublisher {
  readonly #db: Kysely<unknown>;
  readonly #batches: Batches<Encoded, number>;

  constructor(db: Kysely<unknown>) {
    this.#db = db;
    this.#batches = new Batches({
      most: BATCH,
      keysOf: () => [],
      run: (messages) => insertMessages(db, messages),
    });
  }

  /** Resolves when it is durable in every queue that takes it; throws UnroutableError when none does. */
  async publish(message: BusMessage): Promise<void> {
    const { id, exchange, key, lane = key } = message;
    // The database takes no such text, and would refuse the whole batch for it.
    if ([id, exchange, key, lane].some((text) => text.includes('\0')))
      throw new TypeError('the address of a message has a NUL in it');
    const encoded = { id, exchange, key, lane, body: encodeBody(message.body) };
    const queues =
      encoded.body.length > LONG
        ? (await insertMessages(this.#db, [encoded]))[0]
        : await this.#batches.add(encoded);
    if (queues === 0) throw new UnroutableError(message);
  }
}
