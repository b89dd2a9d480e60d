import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';

import { type Bus, type Delivery, MessageTooLargeError, RejectMessage, UnroutableError } from '#platform/bus';

import { until } from '#kit/until';

/** Opens a bus like that of another process, on the same broker. */
export type OpenBus = (t: TestContext) => Promise<Bus>;

/** What every bus promises. Names of queues and exchanges are new in each test: a broker outlives it. */
export function testBus(name: string, open: OpenBus): void {
  const fresh = () => {
    const mark = randomUUID().slice(0, 8);
    return { queue: `q-${mark}`, exchange: `x-${mark}` };
  };
  const message = (exchange: string, key: string, body: unknown, lane?: string) => ({
    id: randomUUID(),
    exchange,
    key,
    body,
    ...(lane === undefined ? {} : { lane }),
  });

  test(`${name}: a message reaches every queue whose pattern takes its key, with all its fields`, async (t) => {
    const bus = await open(t);
    const { queue, exchange } = fresh();
    const seen: Record<string, Delivery[]> = { a: [], b: [], c: [] };
    for (const [part, pattern] of [
      ['a', 'ganeti.*.event.op'],
      ['b', 'ganeti.#'],
      ['c', 'other'],
    ] as const) {
      await bus.consume(
        { queue: `${queue}-${part}`, bindings: [{ exchange, pattern }] },
        async (delivery) => {
          seen[part]?.push(delivery);
        },
      );
    }
    const sent = message(exchange, 'ganeti.snf.event.op', { big: 2n ** 62n, text: 'déjà ☃' }, 'snf-1');
    await bus.publish(sent);
    await until(() => seen['a']?.length === 1 && seen['b']?.length === 1);
    const [{ signal, ...received }] = seen['a'] as [Delivery];
    assert.ok(!signal.aborted);
    assert.deepEqual(received, { ...sent, attempt: 1 });
    assert.equal(seen['c']?.length, 0);
  });

  test(`${name}: what nobody takes is refused, not lost`, async (t) => {
    const bus = await open(t);
    const { queue, exchange } = fresh();
    await bus.declare({ queue, bindings: [{ exchange, pattern: 'known.#' }] });
    await assert.rejects(bus.publish(message(exchange, 'unknown', 1)), UnroutableError);
    await bus.publish(message(exchange, 'known.thing', 1));
  });

  test(`${name}: messages wait for a consumer that comes later, from another process`, async (t) => {
    const [publisher, consumer] = [await open(t), await open(t)];
    const { queue, exchange } = fresh();
    const bindings = [{ exchange, pattern: '#' }];
    await publisher.declare({ queue, bindings });
    for (let number = 0; number < 20; number += 1) await publisher.publish(message(exchange, 'k', number));
    const seen: unknown[] = [];
    await consumer.consume({ queue, bindings }, async ({ body }) => void seen.push(body));
    await until(() => seen.length === 20);
    assert.deepEqual(seen, [...Array(20).keys()]);
  });

  test(`${name}: a lane keeps its order through failures while other lanes go on`, async (t) => {
    const bus = await open(t);
    const { queue, exchange } = fresh();
    const done: string[] = [];
    const failed = new Set<string>();
    await bus.consume({ queue, bindings: [{ exchange, pattern: '#' }] }, async ({ body, lane }) => {
      const what = `${lane}${String(body)}`;
      if (what === 'a1' && !failed.has(what)) {
        failed.add(what);
        throw new Error('not yet');
      }
      done.push(what);
    });
    for (let number = 0; number < 5; number += 1) {
      for (const lane of ['a', 'b']) await bus.publish(message(exchange, 'k', number, lane));
    }
    await until(() => done.length === 10);
    for (const lane of ['a', 'b']) {
      assert.deepEqual(
        done.filter((what) => what.startsWith(lane)),
        [0, 1, 2, 3, 4].map((number) => `${lane}${number}`),
      );
    }
    assert.ok(done.indexOf('b4') < done.indexOf('a4'), 'the healthy lane did not wait');
  });

  test(`T-D7 ${name}: poison ends as a dead letter with its reason, the others flow, and an operator can retry or drop it`, async (t) => {
    const bus = await open(t);
    const { queue, exchange } = fresh();
    const bindings = [{ exchange, pattern: '#' }];
    const seen: unknown[] = [];
    let healed = false;
    await bus.consume({ queue, bindings }, async ({ body }) => {
      if (body === 'rubbish' || (body === 'poison' && !healed)) throw new RejectMessage('nobody\nwants this');
      seen.push(body);
    });
    await bus.publish(message(exchange, 'k', 'poison'));
    await bus.publish(message(exchange, 'k', 'rubbish'));
    await bus.publish(message(exchange, 'k', 'good'));
    await until(async () => seen.includes('good') && (await bus.deadLetters(queue, 10)).length === 2);
    const dead = (await bus.deadLetters(queue, 10)).find(({ body }) => body === 'poison');
    assert.equal(dead?.attempts, 1);
    assert.equal(dead?.exchange, exchange);
    assert.equal(dead?.key, 'k');
    assert.match(dead?.reason ?? '', /nobody wants this/);
    healed = true;
    assert.equal(await bus.retryDeadLetters(queue, [dead!.id]), 1);
    await until(() => seen.includes('poison'));
    assert.equal(await bus.retryDeadLetters(queue), 1);
    await until(async () => (await bus.deadLetters(queue, 10)).length === 1);
    assert.equal(await bus.dropDeadLetters(queue, ['another']), 0);
    assert.equal(await bus.dropDeadLetters(queue), 1);
    assert.deepEqual(await bus.deadLetters(queue, 10), []);
    assert.deepEqual(await bus.deadLetters('never-declared', 10), []);
  });

  test(`T-D7 ${name}: a message that always fails is tried five times with growing pauses, then dead`, async (t) => {
    const bus = await open(t);
    const { queue, exchange } = fresh();
    const tries: number[] = [];
    const attempts: number[] = [];
    await bus.consume({ queue, bindings: [{ exchange, pattern: '#' }] }, async ({ attempt }) => {
      tries.push(performance.now());
      attempts.push(attempt);
      throw new Error('broken for good');
    });
    await bus.publish(message(exchange, 'k', 1));
    await until(async () => (await bus.deadLetters(queue, 1)).length === 1, 40_000);
    assert.deepEqual(attempts, [1, 2, 3, 4, 5]);
    const pauses = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
    for (const [index, pause] of pauses.entries())
      assert.ok(pause > 150 * 4 ** index, `pause ${index}: ${pause} ms`);
    assert.equal((await bus.deadLetters(queue, 1))[0]?.attempts, 5);
  });

  test(`T-D7 ${name}: a message over 1 MiB is refused before it is sent`, async (t) => {
    const bus = await open(t);
    const { queue, exchange } = fresh();
    const seen: unknown[] = [];
    await bus.consume(
      { queue, bindings: [{ exchange, pattern: '#' }] },
      async ({ body }) => void seen.push(String(body).length),
    );
    await assert.rejects(bus.publish(message(exchange, 'k', 'x'.repeat(1024 * 1024))), MessageTooLargeError);
    await bus.publish(message(exchange, 'k', 'x'.repeat(1024 * 1024 - 2)));
    await until(() => seen.length === 1);
    assert.deepEqual(seen, [1024 * 1024 - 2]);
  });

  test(`${name}: what a stopping consumer has not finished is delivered again, not counted as a failure`, async (t) => {
    const [first, second] = [await open(t), await open(t)];
    const { queue, exchange } = fresh();
    const bindings = [{ exchange, pattern: '#' }];
    let taken = 0;
    const consumer = await first.consume({ queue, bindings }, async ({ signal }) => {
      taken += 1;
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    });
    for (let number = 0; number < 3; number += 1) await first.publish(message(exchange, 'k', number));
    await until(() => taken === 1);
    await consumer.stop();
    const seen: unknown[] = [];
    await second.consume({ queue, bindings }, async ({ body }) => void seen.push(body));
    await until(() => seen.length === 3);
    assert.deepEqual(seen, [0, 1, 2]);
    assert.equal(taken, 1);
  });

  test(`${name}: two processes share a queue, each message is handled once and lanes stay ordered`, async (t) => {
    const buses = [await open(t), await open(t)];
    const { queue, exchange } = fresh();
    const seen: string[] = [];
    for (const bus of buses) {
      await bus.consume({ queue, bindings: [{ exchange, pattern: '#' }] }, async ({ body, lane }) => {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`${lane}:${String(body)}`);
      });
    }
    const lanes = [...Array(10).keys()].map((number) => `lane${number}`);
    for (let number = 0; number < 20; number += 1) {
      const bus = buses[number % 2] as Bus;
      await Promise.all(lanes.map((lane) => bus.publish(message(exchange, 'k', number, lane))));
    }
    await until(() => seen.length >= 200);
    assert.equal(new Set(seen).size, 200);
    assert.equal(seen.length, 200);
    for (const lane of lanes) {
      const numbers = seen
        .filter((what) => what.startsWith(`${lane}:`))
        .map((what) => Number(what.split(':')[1]));
      assert.deepEqual(numbers, [...Array(20).keys()]);
    }
  });
}
