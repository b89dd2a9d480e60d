import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';

import { createDatabase, testDatabase } from '#kit/database';
import { until } from '#kit/until';
import { type Bus, MessageTooLargeError } from '#platform/bus';
import { openPostgresBus } from '#platform/bus/postgres-bus';
import { migrate } from '#platform/database';
import { type KillPoint, noKillPoint } from '#platform/faults';
import { silentLog } from '#platform/log';
import { addToOutbox, outboxMigration, startOutboxRelay } from '#platform/outbox';

async function setUp(t: TestContext) {
  const { url, db } = await testDatabase(t, 'queue');
  await migrate(db, { '0001-outbox': outboxMigration });
  const queue = await createDatabase('queue');
  const bus: Bus = await openPostgresBus({ url: queue.url, log: silentLog });
  t.after(async () => {
    await bus.stop();
    await queue.drop();
  });
  const relay = (killPoint: KillPoint = noKillPoint) => {
    const started = startOutboxRelay({ url, bus, log: silentLog, killPoint });
    t.after(() => started.stop());
    return started;
  };
  const add = (body: unknown, key = 'k') =>
    db
      .transaction()
      .execute((tx) => addToOutbox(tx, { id: randomUUID(), exchange: 'x', key, body, lane: key }));
  const left = async () =>
    Number((await sql<{ n: bigint }>`select count(*) as n from outbox`.execute(db)).rows[0]?.n);
  return { db, bus, relay, add, left };
}

test('what a committed transaction says is published in order, what a failed one says is not', async (t) => {
  const { db, bus, relay, add, left } = await setUp(t);
  const seen: unknown[] = [];
  await bus.consume(
    { queue: 'q', bindings: [{ exchange: 'x', pattern: '#' }] },
    async ({ body }) => void seen.push(body),
  );
  relay();
  await assert.rejects(
    db.transaction().execute(async (tx) => {
      await addToOutbox(tx, { id: '0', exchange: 'x', key: 'k', body: 'never' });
      throw new Error('no');
    }),
  );
  for (let number = 0; number < 250; number += 1) await add(number);
  await until(() => seen.length === 250);
  assert.deepEqual(seen, [...Array(250).keys()]);
  await until(async () => (await left()) === 0);
});

test('T-F11 what nobody takes yet stays without holding up the others', async (t) => {
  const { bus, relay, add, left } = await setUp(t);
  await bus.declare({ queue: 'q', bindings: [{ exchange: 'x', pattern: 'wanted' }] });
  relay();
  await add('early', 'unwanted');
  await add('now', 'wanted');
  await until(async () => (await left()) === 1);
  const seen: unknown[] = [];
  await bus.consume(
    { queue: 'late', bindings: [{ exchange: 'x', pattern: 'unwanted' }] },
    async ({ body }) => void seen.push(body),
  );
  await until(() => seen.length === 1);
});

test('T-F1 a death between publishing and forgetting repeats the message and loses none', async (t) => {
  const { bus, relay, add, left } = await setUp(t);
  const seen: unknown[] = [];
  await bus.consume(
    { queue: 'q', bindings: [{ exchange: 'x', pattern: '#' }] },
    async ({ body }) => void seen.push(body),
  );
  let hits = 0;
  relay((point) => {
    hits += 1;
    if (point === 'outbox.published' && hits === 2) throw new Error('as good as dead');
  });
  for (let number = 0; number < 3; number += 1) await add(number);
  await until(async () => (await left()) === 0);
  await until(() => seen.length === 4);
  assert.deepEqual(seen, [0, 1, 1, 2]);
});

test('of two relays one works, and the other takes over when it stops', async (t) => {
  const { bus, relay, add, left } = await setUp(t);
  const seen: unknown[] = [];
  await bus.consume(
    { queue: 'q', bindings: [{ exchange: 'x', pattern: '#' }] },
    async ({ body }) => void seen.push(body),
  );
  const first = relay();
  relay();
  await add(1);
  await until(() => seen.length === 1);
  await first.stop();
  await add(2);
  await until(() => seen.length === 2);
  await until(async () => (await left()) === 0);
  assert.deepEqual(seen, [1, 2]);
});

test('a message over 1 MiB fails the transaction that would send it', async (t) => {
  const { add } = await setUp(t);
  await assert.rejects(add('x'.repeat(1024 * 1024)), MessageTooLargeError);
});
