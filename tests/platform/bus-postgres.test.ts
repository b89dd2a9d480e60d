import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { sql } from 'kysely';

import { createDatabase } from '#kit/database';
import { until } from '#kit/until';
import { openPostgresBus } from '#platform/bus/postgres-bus';
import { openDatabase } from '#platform/database/database';
import { silentLog } from '#platform/telemetry/log';

import { testBus } from './bus-suite.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
before(async () => {
  database = await createDatabase('queue');
});
after(() => database.drop());

async function open(t: TestContext) {
  const bus = await openPostgresBus({ url: database.url, log: silentLog });
  t.after(() => bus.stop());
  return bus;
}

testBus('PostgreSQL', open);

test('T-F1 messages of a process that vanished are delivered by another at once', async (t) => {
  const bus = await open(t);
  const db = openDatabase({ url: database.url, poolSize: 1 });
  t.after(() => db.destroy());
  await bus.declare({ queue: 'orphans', bindings: [{ exchange: 'o', pattern: '#' }] });
  await bus.publish({ id: '1', exchange: 'o', key: 'k', body: 'left' });
  // as left by a process that was killed: claimed, and nobody holds that number's lock
  await sql`update bus_messages set claimed_by = 2000000000, attempts = 1 where queue = 'orphans'`.execute(
    db,
  );
  const seen: unknown[] = [];
  await bus.consume(
    { queue: 'orphans', bindings: [] },
    async ({ body, attempt }) => void seen.push([body, attempt]),
  );
  await until(() => seen.length === 1);
  assert.deepEqual(seen, [['left', 2]]);
});

test('T-F11 the bus goes on when its connections are cut', async (t) => {
  const bus = await open(t);
  const admin = openDatabase({ url: database.url, poolSize: 1, name: 'admin' });
  t.after(() => admin.destroy());
  const seen: unknown[] = [];
  await bus.consume(
    { queue: 'cut', bindings: [{ exchange: 'c', pattern: '#' }] },
    async ({ body }) => void seen.push(body),
  );
  for (let round = 0; round < 3; round += 1) {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'bus'`.execute(admin);
    await until(async () => {
      try {
        await bus.publish({ id: String(round), exchange: 'c', key: 'k', body: round });
        return true;
      } catch {
        return false; // a connection of the pool was just cut: published or not, at least once is the promise
      }
    });
    await until(() => seen.includes(round));
  }
});
