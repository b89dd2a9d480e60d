import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Connection, Envelope, Publisher } from 'rabbitmq-client';

import type { Logger } from '#platform/telemetry/log';

import { type BusMessage, UnroutableError } from '../bus.ts';
import { envelopeOf } from './amqp-message.ts';
import { encodeBody } from './message-body.ts';

/** Publishes with the broker's confirmation, and notices what the broker could give to nobody. */
export class AmqpPublisher {
  readonly #connection: Connection;
  readonly #publisher: Publisher;
  readonly #exchanges = new Set<string>();
  readonly #returned = new Set<string>();

  constructor(connection: Connection, log: Logger) {
    this.#connection = connection;
    this.#publisher = connection.createPublisher({ confirm: true });
    this.#publisher.on('retry', (error) => log.warn({ err: error as unknown }, 'publishing is tried again'));
    this.#publisher.on('basic.return', ({ correlationId }) => void this.#returned.add(correlationId ?? ''));
  }

  async publish(message: BusMessage): Promise<void> {
    const body = Buffer.from(encodeBody(message.body));
    await this.#ensureExchange(message.exchange);
    const publication = randomUUID();
    await this.#publisher.send(envelopeOf(message, publication), body);
    // The broker returns a message before it confirms it, and the library tells of a return in the next turn.
    await setImmediate();
    if (this.#returned.delete(publication)) throw new UnroutableError(message);
  }

  /** Sends on a message that is already encoded. */
  async forward(envelope: Envelope, body: string): Promise<void> {
    await this.#publisher.send(envelope, Buffer.from(body));
  }

  async close(): Promise<void> {
    await this.#publisher.close();
  }

  /** Publishing to an exchange that is not there would close the channel under all others. */
  async #ensureExchange(exchange: string): Promise<void> {
    if (this.#exchanges.has(exchange)) return;
    await this.#connection.exchangeDeclare({ exchange, type: 'topic', durable: true });
    this.#exchanges.add(exchange);
  }
}
