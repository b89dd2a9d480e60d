import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { z } from 'zod';

import { testDatabase } from '#kit/database';
import { until } from '#kit/until';
import { noKillPoint } from '#platform/faults';
import { addJob, defineJob, type JobHandler, migrateJobs, startJobs } from '#platform/jobs';
import { silentLog } from '#platform/log';

async function setUp(t: TestContext) {
  const { url, db } = await testDatabase(t, 'queue');
  await migrateJobs(url);
  const start = async (handlers: Record<string, JobHandler>) => {
    const jobs = await startJobs({ url, handlers, log: silentLog, killPoint: noKillPoint });
    t.after(() => jobs.stop());
    return jobs;
  };
  return { url, db, start };
}

test('a job exists if and only if the transaction that added it commits', async (t) => {
  const { db, start } = await setUp(t);
  const seen: string[] = [];
  await start({ note: defineJob(z.object({ word: z.string() }), async ({ word }) => void seen.push(word)) });
  await assert.rejects(
    db.transaction().execute(async (tx) => {
      await addJob(tx, 'note', { word: 'never' });
      throw new Error('changed my mind');
    }),
  );
  await db.transaction().execute((tx) => addJob(tx, 'note', { word: 'done' }));
  await until(() => seen.length === 1);
  assert.deepEqual(seen, ['done']);
});

test('a job that fails is tried again with its attempt counted, and keeps its error', async (t) => {
  const { db, start } = await setUp(t);
  const attempts: number[] = [];
  await start({
    shaky: defineJob(z.object({}), async (_payload, { attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error('not today');
    }),
  });
  await addJob(db, 'shaky', {});
  await until(async () => {
    const { rows } = await sql<{ error: string | null }>`select last_error as error from jobs.jobs`.execute(
      db,
    );
    return attempts.length === 2 || rows[0]?.error?.includes('not today') === true;
  });
  await until(() => attempts.length === 2);
  assert.deepEqual(attempts, [1, 2]);
});

test('a payload that does not fit its schema fails, a key replaces, a queue keeps its order', async (t) => {
  const { db, start } = await setUp(t);
  const seen: number[] = [];
  await addJob(db, 'count', { number: 'no number' }, { maxAttempts: 1 });
  await addJob(db, 'count', { number: 100 }, { key: 'same' });
  await addJob(db, 'count', { number: 200 }, { key: 'same' });
  for (let number = 0; number < 10; number += 1) await addJob(db, 'count', { number }, { queue: 'line' });
  await start({
    count: defineJob(z.object({ number: z.number() }), async ({ number }) => void seen.push(number)),
  });
  await until(() => seen.length === 11);
  assert.ok(seen.includes(200));
  assert.ok(!seen.includes(100));
  assert.deepEqual(
    seen.filter((number) => number < 100),
    [...Array(10).keys()],
  );
});

test('a stop waits for what is in hand', async (t) => {
  const { db, start } = await setUp(t);
  let begun = 0;
  let finished = 0;
  const jobs = await start({
    slow: defineJob(z.object({}), async () => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
      finished += 1;
    }),
  });
  await addJob(db, 'slow', {});
  await until(() => begun === 1);
  await jobs.stop();
  assert.equal(finished, 1);
});

for (const point of ['jobs.before-handler', 'jobs.after-handler']) {
  test(`T-F1 a death at ${point} has the job run again`, async (t) => {
    const { url, db } = await setUp(t);
    let hits = 0;
    const attempts: number[] = [];
    const jobs = await startJobs({
      url,
      handlers: {
        work: defineJob(z.object({}), async (_payload, { attempt }) => void attempts.push(attempt)),
      },
      log: silentLog,
      killPoint: (reached) => {
        if (reached === point && (hits += 1) === 1) throw new Error('as good as dead');
      },
    });
    t.after(() => jobs.stop());
    await addJob(db, 'work', {});
    await until(() => hits === 2);
    assert.equal(attempts.at(-1), 2);
  });
}

test('T-F1 the job of a killed process is run by the next one at once', async (t) => {
  const { url, db, start } = await setUp(t);
  await addJob(db, 'hang', {});
  const killed = fork(new URL('../kit/job-runner.ts', import.meta.url), [], { stdio: 'inherit' });
  killed.send(url);
  await once(killed, 'message');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const attempts: number[] = [];
  await start({
    hang: defineJob(z.object({}), async (_payload, { attempt }) => void attempts.push(attempt)),
  });
  await until(() => attempts.length === 1, 30_000);
  assert.deepEqual(attempts, [2]);
});

test('T-F1 a job held by a process that died before its name was written down is run by the next that looks', async (t) => {
  const { db, start } = await setUp(t);
  await addJob(db, 'left', {});
  await sql`update jobs._private_jobs set locked_by = 'nobody knows', locked_at = now() - interval '1 minute',
    attempts = 1`.execute(db);
  let runs = 0;
  await start({ left: defineJob(z.object({}), async () => void (runs += 1)) });
  await until(() => runs === 1);
});
