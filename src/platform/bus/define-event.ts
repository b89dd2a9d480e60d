import type { z } from 'zod';
import { type Bus, type Consumer, type Delivery, type QueueDefinition, RejectMessage } from '../bus.ts';
import type { Logger } from '../telemetry/log.ts';

/** A kind of event as whoever takes it in knows it; `Settings` decide of which part of the world it is heard. */
export interface Event<Service, Settings> {
  /** Where its messages wait. */
  queue(settings: Settings): QueueDefinition;
  /** Lanes handled at the same time, where it is not the bus's own number. */
  concurrency?: number | undefined;
  run(service: Service, delivery: Delivery): Promise<void>;
}

/**
 * One kind of event of the bus: where it waits, what it looks like, and what is done. `run` is called at least once for each, and
 * not always in the order of happening: it looks before it acts. What it throws is tried again; a RejectMessage, and a body that
 * does not fit, is a dead letter at once.
 */
export function defineEvent<Schema extends z.ZodType, Service, Settings>(definition: {
  /** Of its queue; messages that wait there keep it over a release. */
  name: (settings: Settings) => string;
  exchange: string;
  /** Words with dots between; `*` is any word, `#` any number of them. */
  topic: (settings: Settings) => string;
  payload: Schema;
  /** Lanes handled at the same time. */
  concurrency?: number;
  run: (service: Service, payload: z.output<Schema>) => Promise<void>;
}): Event<Service, Settings> {
  const { name, exchange, topic, payload: schema, run, concurrency } = definition;
  return {
    concurrency,
    queue: (settings) => ({ queue: name(settings), bindings: [{ exchange, pattern: topic(settings) }] }),
    run: async (service, { body }) => {
      const payload = schema.safeParse(body);
      if (!payload.success)
        throw new RejectMessage('the message is not of the known form', { cause: payload.error });
      await run(service, payload.data);
    },
  };
}

/** Takes events in until stopped; any number of processes may. */
export async function startEvents<Service extends { log: Logger; settings: Settings }, Settings>(
  service: Service,
  bus: Bus,
  events: readonly Event<Service, Settings>[],
): Promise<{ stop(): Promise<void> }> {
  const { log } = service;
  const consumers: Consumer[] = [];
  for (const event of events) {
    const take = async (delivery: Delivery): Promise<void> => {
      try {
        await event.run(service, delivery);
      } catch (error) {
        if (!(error instanceof RejectMessage)) {
          const { id, key, attempt } = delivery;
          log.warn({ err: error, message: id, key, attempt }, 'an event is tried again');
        }
        throw error;
      }
    };
    const { concurrency } = event;
    const options = {
      ...event.queue(service.settings),
      ...(concurrency === undefined ? {} : { concurrency }),
    };
    consumers.push(await bus.consume(options, take));
  }
  return {
    stop: async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
  };
}
