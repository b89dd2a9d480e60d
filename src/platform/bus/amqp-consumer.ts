import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AsyncMessage,
  type Connection,
  type Consumer as Subscription,
  ConsumerStatus,
} from 'rabbitmq-client';

import type { Logger } from '#platform/telemetry/log';

import {
  type ConsumeOptions,
  type Consumer,
  type DeliveryHandler,
  MAX_ATTEMPTS,
  RejectMessage,
} from '../bus.ts';
import { forwardEnvelope, rawMessageOf, type RawMessage } from './amqp-message.ts';
import type { AmqpPublisher } from './amqp-publisher.ts';
import { deadExchangeOf, queueArguments } from './amqp-topology.ts';
import { failureReason, retryDelayMs } from './failed-tries.ts';
import { Lanes } from './lanes.ts';
import { decodeBody } from './message-body.ts';

const DEFAULT_CONCURRENCY = 8;

interface Surroundings {
  connection: Connection;
  publisher: AmqpPublisher;
  log: Logger;
  now: () => Date;
}

/**
 * Consumes one queue. A failed message is kept, unacknowledged, while it waits for its next try: that holds its lane, and
 * the broker gives it to another process should this one die.
 */
export class AmqpConsumer implements Consumer {
  readonly #options: ConsumeOptions;
  readonly #handler: DeliveryHandler;
  readonly #around: Surroundings;
  readonly #lanes: Lanes;
  readonly #stopped = new AbortController();
  readonly #subscription: Subscription;

  constructor(options: ConsumeOptions, handler: DeliveryHandler, around: Surroundings) {
    const { queue } = options;
    const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
    this.#options = options;
    this.#handler = handler;
    this.#around = around;
    this.#lanes = new Lanes(concurrency);
    this.#subscription = around.connection.createConsumer(
      {
        queue,
        queueOptions: { queue, durable: true, arguments: queueArguments(options) },
        qos: { prefetchCount: 4 * concurrency },
        lazy: true,
      },
      (message) => this.#receive(message),
    );
    this.#subscription.on('error', (error) =>
      around.log.warn({ err: error, queue }, 'a consumer of the bus failed'),
    );
  }

  /** Resolves when the broker has begun to deliver. */
  async start(): Promise<void> {
    const ready = new Promise<void>((resolve) => this.#subscription.once('ready', resolve));
    this.#subscription.start();
    await ready;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#subscription.close();
  }

  #receive(message: AsyncMessage): Promise<ConsumerStatus> {
    const raw = rawMessageOf(message);
    return new Promise((resolve) => {
      this.#lanes.add(raw.lane, async () => resolve(await this.#handle(raw)));
    });
  }

  async #handle(raw: RawMessage): Promise<ConsumerStatus> {
    const { log } = this.#around;
    const { queue } = this.#options;
    const { signal } = this.#stopped;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const failure = await this.#attempt(raw, attempt);
      if (failure === undefined) return ConsumerStatus.ACK;
      const fields = { err: failure, queue, message: raw.id, attempt };
      if (failure instanceof RejectMessage || attempt >= MAX_ATTEMPTS) {
        if (await this.#bury(raw, attempt, failureReason(failure))) {
          log.error(fields, 'a message is dead');
          return ConsumerStatus.ACK;
        }
        return ConsumerStatus.REQUEUE;
      }
      if (signal.aborted) break;
      log.warn(fields, 'a message is to be tried again');
      await this.#pause(retryDelayMs(attempt));
    }
    return ConsumerStatus.REQUEUE;
  }

  async #attempt({ body, ...message }: RawMessage, attempt: number): Promise<unknown> {
    try {
      await this.#handler({ ...message, body: decodeBody(body), attempt, signal: this.#stopped.signal });
      return undefined;
    } catch (error) {
      return error ?? new Error('the handler threw nothing');
    }
  }

  /** False when the broker did not take it: then the message itself must not be acknowledged. */
  async #bury(raw: RawMessage, attempts: number, reason: string): Promise<boolean> {
    const to = { exchange: deadExchangeOf(this.#options), key: this.#options.queue };
    try {
      const envelope = forwardEnvelope(to, raw, { reason, attempts, diedAt: this.#around.now() });
      await this.#around.publisher.forward(envelope, raw.body);
      return true;
    } catch (error) {
      this.#around.log.warn({ err: error, message: raw.id }, 'could not bury a message');
      await this.#pause(1_000);
      return false;
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    try {
      await sleep(milliseconds, undefined, { signal: this.#stopped.signal });
    } catch (error) {
      if (!this.#stopped.signal.aborted) throw error;
    }
  }
}
