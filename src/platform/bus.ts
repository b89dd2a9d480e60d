import type { Trouble } from './database/health.ts';

/** What one part of the cloud tells others. Bodies are JSON of at most 1 MiB, big integers included. */
export interface BusMessage {
  /** Of the event, not of the delivery: the same at every repetition, so that consumers can tell. */
  id: string;
  exchange: string;
  /** Words with dots between, such as `ganeti.snf.event.op`. */
  key: string;
  body: unknown;
  /** Messages of one lane are handled one after the other in the order of publishing; the key unless said. */
  lane?: string;
}

/** A message at a consumer. */
export interface Delivery extends Required<BusMessage> {
  /** 1 at the first try. */
  attempt: number;
  /** Aborts when the consumer is to stop. */
  signal: AbortSignal;
}

/** A queue and what flows into it. In a pattern `*` stands for one word, `#` for any number of them. */
export interface QueueDefinition {
  queue: string;
  bindings: readonly { exchange: string; pattern: string }[];
}

export interface ConsumeOptions extends QueueDefinition {
  /** Lanes handled at the same time; 8 unless said. */
  concurrency?: number;
}

/** Returning normally removes the message; throwing has it tried again later, at most five times in all. */
export type DeliveryHandler = (delivery: Delivery) => Promise<void>;

export interface Consumer {
  /** Takes nothing new, aborts what is in hand and waits for it; what was not finished is delivered again later. */
  stop(): Promise<void>;
}

/** A message that could not be handled, kept for an operator. */
export interface DeadLetter extends Required<BusMessage> {
  queue: string;
  attempts: number;
  reason: string;
  diedAt: Date;
}

/**
 * A durable message bus with topic exchanges. Delivery is at least once and ordered within a lane; what fails five
 * times, or is refused by its handler, ends as a dead letter with a reason.
 */
export interface Bus {
  /** Makes the queue and its bindings; from then on its messages are kept, also while nobody consumes. */
  declare(definition: QueueDefinition): Promise<void>;
  /**
   * Resolves when the message is durable in every queue that it belongs to. Throws UnroutableError when there is none,
   * MessageTooLargeError over 1 MiB. A throw for any other reason leaves open whether it was published.
   */
  publish(message: BusMessage): Promise<void>;
  /** Declares the queue and hands its messages to the handler until stopped. */
  consume(options: ConsumeOptions, handler: DeliveryHandler): Promise<Consumer>;
  /** The oldest dead letters of a queue, at most `limit`; they stay where they are. */
  deadLetters(queue: string, limit: number): Promise<DeadLetter[]>;
  /** Puts dead letters of a queue back into it, oldest first: all that lie there, or those of these ids; resolves to how many. */
  retryDeadLetters(queue: string, ids?: readonly string[]): Promise<number>;
  /** Forgets dead letters of a queue, all or those of these ids; resolves to how many. */
  dropDeadLetters(queue: string, ids?: readonly string[]): Promise<number>;
  /** What keeps it from its work now, as far as it can tell. */
  trouble?(): Promise<Trouble | undefined>;
  /** Stops all consumers and closes the connections. */
  stop(): Promise<void>;
}

/** Thrown by a handler for a message that no repetition will make good: a dead letter at once. */
export class RejectMessage extends Error {
  override name = 'RejectMessage';
}

/** No queue is bound to the exchange for this key: the message would have been lost. */
export class UnroutableError extends Error {
  override name = 'UnroutableError';
  constructor(message: Pick<BusMessage, 'exchange' | 'key'>) {
    super(`no queue takes messages '${message.key}' of exchange '${message.exchange}'`);
  }
}

export class MessageTooLargeError extends Error {
  override name = 'MessageTooLargeError';
}

export const MAX_MESSAGE_BYTES = 1024 * 1024;
export const MAX_ATTEMPTS = 5;
