import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { startCloud } from '#kit/cloud';
import { hasRabbit, startRabbit } from '#kit/rabbitmq';
import { until } from '#kit/until';
import { manage } from '#manage/manage';
import { EVENT_EXCHANGE, eventKey } from '#contract/ganeti-events';
import { openDatabase } from '#platform/database/database';
import { JobStore } from '#platform/jobs/job-store';

test('T-D7 events and jobs that failed for good are seen, tried anew and forgotten by command', (t) =>
  lookAfterWhatFailed(t, {}));

test(
  'T-D7 the same with events on RabbitMQ',
  { skip: hasRabbit ? false : 'rabbitmq-server is not installed' },
  async (t) => {
    const rabbit = await startRabbit();
    try {
      await t.test('commands', (inner) =>
        lookAfterWhatFailed(inner, { BROKER: 'amqp', AMQP_HOSTS: JSON.stringify([rabbit.url]) }),
      );
    } finally {
      await rabbit.stop();
    }
  },
);

async function lookAfterWhatFailed(t: TestContext, broker: Record<string, string>): Promise<void> {
  const cloud = await startCloud(t, {
    roles: ['identity', 'object', 'compute', 'dispatcher', 'gateway'],
    environment: broker,
  });
  const environment = {
    ...broker,
    CYCLADES_DATABASE_URL: cloud.databaseUrl('compute'),
    QUEUE_DATABASE_URL: cloud.databaseUrl('queue'),
    BASE_URL: cloud.url,
  };
  const run = async (...words: string[]) => {
    let said = '';
    let notes = '';
    const streams = {
      out: (text: string) => void (said += text),
      err: (text: string) => void (notes += text),
    };
    const line = [...words, '--data-dir', cloud.dataDirectory, '--output-format', 'json'];
    const exit = await manage(line, environment, { streams });
    return { exit, notes, rows: said === '' ? [] : (JSON.parse(said) as Record<string, unknown>[]) };
  };
  const inspect = async () => (await run('queue-inspect', '-o', 'queue,id,what,attempts,reason,body')).rows;

  const bus = await cloud.running().cloud.contextFor('dispatcher').bus();
  const [first, second] = [randomUUID(), randomUUID()];
  const key = eventKey('op', 'snf-1');
  for (const id of [first, second]) await bus.publish({ id, exchange: EVENT_EXCHANGE, key, body: { no: 1 } });
  const database = openDatabase<unknown>({ url: cloud.databaseUrl('compute'), poolSize: 1 });
  t.after(() => database.destroy());
  await new JobStore(database).add('compute.submit', { intent: 'none' }, { maxAttempts: 1 });

  await until(async () => (await inspect()).length === 3);
  const found = await inspect();
  const letter = found.find(({ id }) => id === first)!;
  assert.deepEqual([letter['queue'], letter['what'], letter['attempts']], ['snf-events-op', key, '1']);
  assert.match(String(letter['reason']), /not of the known form/);
  assert.match(JSON.stringify(letter['body']), /no.*1/);
  const job = found.find(({ queue }) => queue === 'jobs/compute')!;
  assert.equal(job['what'], 'compute.submit');

  // What is broken fails again: it is there as before.
  const retried = await run('queue-retry', 'snf-events-op', first);
  assert.deepEqual(retried.rows, [{ queue: 'snf-events-op', retried: '1' }]);
  await until(async () => (await inspect()).length === 3);
  const all = await run('queue-retry');
  const counts = Object.fromEntries(all.rows.map(({ queue, retried: count }) => [queue, count]));
  assert.deepEqual([all.exit, counts['snf-events-op'], counts['jobs/compute']], [0, '2', '1']);
  await until(async () => (await inspect()).length === 3);

  const unasked = await run('queue-drop', 'snf-events-op');
  assert.notEqual(unasked.exit, 0);
  assert.match(unasked.notes, /--yes/);
  assert.match((await run('queue-retry', 'elsewhere')).notes, /no queue 'elsewhere', but .*jobs\/compute/);
  assert.notEqual((await run('queue-drop', 'jobs/compute', 'x', '--yes')).exit, 0);
  assert.deepEqual((await run('queue-drop', 'snf-events-op', first, '--yes')).rows, [
    { queue: 'snf-events-op', dropped: '1' },
  ]);
  assert.equal((await run('queue-drop', 'snf-events-op', '--yes')).rows[0]?.['dropped'], '1');
  assert.equal((await run('queue-drop', 'jobs/compute', String(job['id']), '--yes')).exit, 0);
  const empty = await run('queue-inspect');
  assert.deepEqual(empty.rows, []);
  assert.match(empty.notes, /Nothing that failed/);
}
