import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { Connection } from 'rabbitmq-client';

import { hasRabbit, type Rabbit, startRabbit } from '#kit/rabbitmq';
import { until } from '#kit/until';
import { openAmqpBus } from '#platform/bus/amqp-bus';
import { systemClock } from '#platform/clock';
import { silentLog } from '#platform/telemetry/log';

import { testBus } from './bus-suite.ts';

describe('the bus on RabbitMQ', { skip: hasRabbit ? false : 'rabbitmq-server is not installed' }, () => {
  let rabbit: Rabbit;
  before(async () => {
    rabbit = await startRabbit();
  });
  after(() => rabbit.stop());

  const open = async (t: TestContext) => {
    const bus = await openAmqpBus({ urls: [rabbit.url], log: silentLog, clock: systemClock });
    t.after(() => bus.stop());
    return bus;
  };

  testBus('RabbitMQ', open);

  test('T-F11 the bus goes on when the broker cuts its connections', async (t) => {
    const bus = await open(t);
    const seen: unknown[] = [];
    await bus.consume(
      { queue: 'cut', bindings: [{ exchange: 'cut', pattern: '#' }] },
      async ({ body }) => void seen.push(body),
    );
    await bus.publish({ id: '0', exchange: 'cut', key: 'k', body: 0 });
    await until(() => seen.includes(0));
    await rabbit.control('close_all_connections', 'test');
    await until(() =>
      bus.publish({ id: '1', exchange: 'cut', key: 'k', body: 1 }).then(
        () => true,
        () => false, // while it reconnects
      ),
    );
    await until(() => seen.includes(1));
  });

  test('T-D7 what others publish that is no JSON ends as a dead letter', async (t) => {
    const bus = await open(t);
    await bus.consume(
      { queue: 'foreign', bindings: [{ exchange: 'foreign', pattern: '#' }] },
      async () => undefined,
    );
    const foreigner = new Connection(rabbit.url);
    t.after(() => foreigner.close());
    const publisher = foreigner.createPublisher({ confirm: true });
    await publisher.send(
      { exchange: 'foreign', routingKey: 'k', contentType: 'application/json' },
      Buffer.from('{"a":'),
    );
    await publisher.send({ exchange: 'foreign', routingKey: 'k' }, Buffer.alloc(2 * 1024 * 1024, 0x20));
    await publisher.close();
    await until(async () => (await bus.deadLetters('foreign', 5)).length === 2);
    const reasons = (await bus.deadLetters('foreign', 5)).map((dead) => dead.reason).sort();
    assert.match(reasons[0] ?? '', /not JSON/);
    assert.match(reasons[1] ?? '', /over 1 MiB/);
  });
});

test('T-D6 the default account is refused anywhere but on this machine', async () => {
  for (const url of ['amqp://guest:guest@broker.example:5672/', 'amqp://broker.example']) {
    await assert.rejects(openAmqpBus({ urls: [url], log: silentLog, clock: systemClock }), /guest/);
  }
});
