import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_EXCHANGE } from '#contract/ganeti-events';
import { type Bus, MessageTooLargeError, UnroutableError } from '#platform/bus';
import type { Logger } from '#platform/telemetry/log';
import type { WaitingEvent } from '../store/records.ts';

interface Sending extends WaitingEvent {
  lane: string;
  /** Messages that are worth nothing later are not tried again. */
  fleeting: boolean;
  sent(): Promise<void>;
}

const RETRY_MS = 1_000;
/** Progress of a machine nobody listens to must not pile up. */
const MAX_WAITING = 10_000;

/** Hands messages to the bus, those of one lane in order, and again until the bus has them. */
export class EventRelay {
  readonly #bus: () => Promise<Bus>;
  readonly #log: Logger;
  readonly #lanes = new Map<string, Sending[]>();
  readonly #stop = new AbortController();
  readonly #working = new Set<Promise<void>>();
  #count = 0;

  constructor(bus: () => Promise<Bus>, log: Logger) {
    this.#bus = bus;
    this.#log = log;
  }

  /** Adds a message to its lane. `sent` is called once it is durable at the bus. */
  send(lane: string, event: WaitingEvent, options: { fleeting: boolean; sent?: () => Promise<void> }): void {
    if (this.#stop.signal.aborted || (options.fleeting && this.#count > MAX_WAITING)) return;
    const sending = {
      ...event,
      lane,
      fleeting: options.fleeting,
      sent: options.sent ?? (async () => undefined),
    };
    this.#count += 1;
    const waiting = this.#lanes.get(lane);
    if (waiting !== undefined) {
      waiting.push(sending);
      return;
    }
    const queue = [sending];
    this.#lanes.set(lane, queue);
    const work = this.#drain(lane, queue).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  /** Takes no more and waits for what is on its way. What was not sent is sent by the next manager. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#working);
  }

  async #drain(lane: string, queue: Sending[]): Promise<void> {
    for (let next = queue[0]; next !== undefined && !this.#stop.signal.aborted; next = queue[0]) {
      if (await this.#publish(next)) {
        queue.shift();
        this.#count -= 1;
      } else await sleep(RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
    this.#lanes.delete(lane);
  }

  /** True when the message is done with. */
  async #publish({ id, key, body, lane, fleeting, sent }: Sending): Promise<boolean> {
    try {
      await (await this.#bus()).publish({ id, exchange: EVENT_EXCHANGE, key, body, lane });
    } catch (error) {
      const hopeless = error instanceof MessageTooLargeError;
      if (!(error instanceof UnroutableError))
        this.#log.warn({ err: error, key }, 'a message could not be published');
      if (!fleeting && !hopeless) return false;
    }
    await sent().catch((error: unknown) =>
      this.#log.error({ err: error, id }, 'a sent message could not be crossed off'),
    );
    return true;
  }
}
