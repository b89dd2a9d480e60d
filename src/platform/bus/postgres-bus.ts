import { migrate, openDatabase } from '#platform/database/database';
import { LifeSign } from '#platform/database/life-sign';
import type { Logger } from '#platform/telemetry/log';

import {
  type Bus,
  type BusMessage,
  type ConsumeOptions,
  type Consumer,
  type DeliveryHandler,
  type QueueDefinition,
} from '../bus.ts';
import { PostgresConsumer } from './postgres-consumer.ts';
import { busMigrations } from './postgres-migrations.ts';
import { PostgresPublisher } from './postgres-publisher.ts';
import {
  CHANNEL,
  dropDeadLetters,
  PRESENCE_LOCK,
  readDeadLetters,
  reviveDeadLetters,
  saveBindings,
} from './postgres-store.ts';

/** Claims and removals need not survive a power cut: the message is then delivered once more, as it may be anyway. */
const LAZY_COMMITS = `options=${encodeURIComponent('-c synchronous_commit=off')}`;

/** The bus on a PostgreSQL database of its own; `sessionsUrl` is the same database past a transaction pooler, where there is one. */
export async function openPostgresBus({
  url,
  sessionsUrl = url,
  log,
}: {
  url: string;
  sessionsUrl?: string;
  log: Logger;
}): Promise<Bus> {
  const db = openDatabase({ url, poolSize: 4, name: 'bus' });
  await migrate(db, busMigrations);
  const lazy = openDatabase({
    // A pooler would hand the lazy sessions to whoever comes next.
    url: `${sessionsUrl}${sessionsUrl.includes('?') ? '&' : '?'}${LAZY_COMMITS}`,
    poolSize: 4,
    name: 'bus',
  });
  const consumers = new Set<PostgresConsumer>();
  const tell = (queue?: string): void => {
    for (const consumer of consumers) if (queue === undefined || consumer.queue === queue) consumer.notice();
  };
  // It is told of new messages, and shows whose claims are those of a living process.
  const presence = new LifeSign({
    url: sessionsUrl,
    log,
    name: 'bus',
    lock: PRESENCE_LOCK,
    sequence: 'bus_consumer_ids',
    prepare: async (client) => {
      client.on('notification', ({ payload }) => tell(payload));
      await client.query(`listen ${CHANNEL}`);
    },
    // What was told while nobody listened is looked for.
    onHeld: () => tell(),
  });
  await presence.start();
  const publisher = new PostgresPublisher(db);
  const declare = (definition: QueueDefinition): Promise<void> => saveBindings(db, definition);
  return {
    declare,
    publish: (message: BusMessage) => publisher.publish(message),
    consume: async (options: ConsumeOptions, handler: DeliveryHandler): Promise<Consumer> => {
      await declare(options);
      const consumer = new PostgresConsumer(options, handler, { db: lazy, me: () => presence.id, log });
      consumers.add(consumer);
      return {
        stop: async () => {
          consumers.delete(consumer);
          await consumer.stop();
        },
      };
    },
    deadLetters: (queue, limit) => readDeadLetters(db, queue, limit),
    retryDeadLetters: (queue, ids) => reviveDeadLetters(db, queue, ids),
    dropDeadLetters: (queue, ids) => dropDeadLetters(db, queue, ids),
    trouble: () => db.health.trouble(),
    stop: async () => {
      await Promise.all([...consumers].map((consumer) => consumer.stop()));
      consumers.clear();
      await presence.stop();
      await Promise.all([db.destroy(), lazy.destroy()]);
    },
  };
}
