import type { Connection } from 'rabbitmq-client';

import type { QueueDefinition } from '../bus.ts';

/**
 * How often the broker hands out one message before it gives up by itself. Failing handlers end a message long before;
 * this is for messages that kill their consumer. Restarts of healthy consumers count, too, so it is no small number.
 */
const DELIVERY_LIMIT = 20;

export const deadQueueOf = (queue: string): string => `${queue}-dl`;
export const deadExchangeOf = ({ bindings }: QueueDefinition): string =>
  `${bindings[0]?.exchange ?? 'synnefo'}-dl`;

/** Arguments of a replicated queue, whose messages go to one consumer at a time so that their order holds. */
export function queueArguments(definition: QueueDefinition): Record<string, unknown> {
  return {
    'x-queue-type': 'quorum',
    'x-single-active-consumer': true,
    'x-delivery-limit': DELIVERY_LIMIT,
    'x-dead-letter-exchange': deadExchangeOf(definition),
    'x-dead-letter-routing-key': definition.queue,
  };
}

/** Declares exchanges, the queue, its dead-letter queue and the bindings; repeating it changes nothing. */
export async function declareTopology(connection: Connection, definition: QueueDefinition): Promise<void> {
  const { queue, bindings } = definition;
  const deadExchange = deadExchangeOf(definition);
  for (const exchange of new Set([deadExchange, ...bindings.map((binding) => binding.exchange)])) {
    await connection.exchangeDeclare({ exchange, type: 'topic', durable: true });
  }
  const deadQueue = deadQueueOf(queue);
  await connection.queueDeclare({ queue: deadQueue, durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await connection.queueBind({ queue: deadQueue, exchange: deadExchange, routingKey: queue });
  await connection.queueDeclare({ queue, durable: true, arguments: queueArguments(definition) });
  for (const { exchange, pattern } of bindings) {
    await connection.queueBind({ queue, exchange, routingKey: pattern });
  }
}
