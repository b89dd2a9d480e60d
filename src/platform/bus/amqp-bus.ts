import { type Channel, Connection, type ConnectionOptions, type SyncMessage } from 'rabbitmq-client';

import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/telemetry/log';

import type { Bus, DeadLetter } from '../bus.ts';
import { AmqpConsumer } from './amqp-consumer.ts';
import { deadLetterOf, forwardEnvelope, rawMessageOf } from './amqp-message.ts';
import { AmqpPublisher } from './amqp-publisher.ts';
import { deadQueueOf, declareTopology } from './amqp-topology.ts';

export interface AmqpBusOptions {
  /** `amqp://user:password@host:5672/vhost`, one per server of the cluster; the first names account and vhost. */
  urls: readonly string[];
  log: Logger;
  clock: Clock;
}

const CONNECT_LIMIT_MS = 10_000;

/**
 * The bus on RabbitMQ: replicated queues, confirmed publishing, dead-letter queues `NAME-dl`. Throws when no server
 * answers within 10 s, and for RabbitMQ's default account anywhere but on this machine.
 */
export async function openAmqpBus({ urls, log, clock }: AmqpBusOptions): Promise<Bus> {
  const connection = new Connection(connectionOptions(urls));
  connection.on('error', (error) => log.warn({ err: error }, 'the connection to the broker broke'));
  await connection.onConnect(CONNECT_LIMIT_MS);
  const publisher = new AmqpPublisher(connection, log);
  const consumers = new Set<AmqpConsumer>();
  return {
    declare: (definition) => declareTopology(connection, definition),
    publish: (message) => publisher.publish(message),
    consume: async (options, handler) => {
      await declareTopology(connection, options);
      const consumer = new AmqpConsumer(options, handler, {
        connection,
        publisher,
        log,
        now: () => clock.now(),
      });
      consumers.add(consumer);
      await consumer.start();
      return {
        stop: async () => {
          consumers.delete(consumer);
          await consumer.stop();
        },
      };
    },
    deadLetters: (queue, limit) => peek(connection, queue, limit),
    retryDeadLetters: (queue, ids) => retry(connection, publisher, queue, ids),
    dropDeadLetters: (queue, ids) => drop(connection, queue, ids),
    stop: async () => {
      await Promise.all([...consumers].map((consumer) => consumer.stop()));
      consumers.clear();
      await publisher.close();
      await connection.close();
    },
  };
}

function connectionOptions(urls: readonly string[]): ConnectionOptions {
  const [first] = urls;
  if (first === undefined) throw new TypeError('AMQP_HOSTS names no server');
  for (const text of urls) {
    const { username, hostname } = new URL(text);
    const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    if ((username === '' || username === 'guest') && !local) {
      throw new TypeError(
        `the account 'guest' of the broker at ${hostname} is known to everybody: make another`,
      );
    }
  }
  const hosts = urls.map((text) => {
    const { protocol, hostname, port } = new URL(text);
    return `${hostname}:${port === '' ? (protocol === 'amqps:' ? 5671 : 5672) : port}`;
  });
  return { url: first, hosts, connectionName: 'synnefo', retryLow: 200, retryHigh: 5_000 };
}

/** Reads without acknowledging. */
async function peek(connection: Connection, queue: string, limit: number): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  if (limit < 1) return found;
  await eachDead(connection, queue, async (message) => {
    found.push(deadLetterOf(queue, message));
    return found.length < limit;
  });
  return found;
}

async function retry(
  connection: Connection,
  publisher: AmqpPublisher,
  queue: string,
  ids: readonly string[] | undefined,
): Promise<number> {
  const retried = new Set<string>();
  await eachDead(connection, queue, async (message, channel) => {
    const raw = rawMessageOf(message);
    // what failed again meanwhile is left: this would have no end; others publish without ids
    const mark = raw.id === '' ? raw.body : raw.id;
    if (retried.has(mark) || !(ids?.includes(raw.id) ?? true)) return true;
    const { exchange, key } = deadLetterOf(queue, message);
    // straight into its own queue: others that took the message when it was new have had it
    await publisher.forward(
      forwardEnvelope({ exchange: '', key: queue }, { ...raw, exchange, key }),
      raw.body,
    );
    channel.basicAck({ deliveryTag: message.deliveryTag });
    retried.add(mark);
    return true;
  });
  return retried.size;
}

async function drop(
  connection: Connection,
  queue: string,
  ids: readonly string[] | undefined,
): Promise<number> {
  let count = 0;
  await eachDead(connection, queue, async (message, channel) => {
    if (!(ids?.includes(rawMessageOf(message).id) ?? true)) return true;
    channel.basicAck({ deliveryTag: message.deliveryTag });
    count += 1;
    return true;
  });
  return count;
}

/** Visits dead letters, the oldest first, while the visit says to go on; what it does not acknowledge is put back. */
async function eachDead(
  connection: Connection,
  queue: string,
  visit: (message: SyncMessage, channel: Channel) => Promise<boolean>,
): Promise<void> {
  const channel = await connection.acquire();
  try {
    for (let goesOn = true; goesOn;) {
      const message: SyncMessage | undefined = await channel.basicGet({ queue: deadQueueOf(queue) });
      goesOn = message !== undefined && (await visit(message, channel));
    }
    // at once: closing the channel puts back later than the next one may ask
    channel.basicNack({ deliveryTag: 0, multiple: true, requeue: true });
  } catch (error) {
    // never declared: nothing has died there
    if ((error as { code?: unknown }).code !== 'NOT_FOUND') throw error;
  } finally {
    await channel.close();
  }
}
