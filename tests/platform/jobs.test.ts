import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { z } from 'zod';

import { testDatabase } from '#kit/database';
import { until } from '#kit/until';
import { noKillPoint } from '#platform/faults';
import { defineJob, type JobContext } from '#platform/jobs/define-job';
import { type JobOptions, JobStore } from '#platform/jobs/job-store';
import { migrateJobs, startJobs } from '#platform/jobs/run-jobs';
import { silentLog } from '#platform/telemetry/log';

/** A kind of job with whatever payload, whose work is the test's. */
const jobOf = (
  name: string,
  run: (payload: never, context: JobContext) => Promise<void>,
  payload: z.ZodType = z.object({}),
) => defineJob({ name, payload, run: (_service: object, got, context) => run(got as never, context) });

async function setUp(t: TestContext) {
  const { url, db, atEnd } = await testDatabase(t, 'queue');
  await migrateJobs(url);
  const start = async (...jobs: ReturnType<typeof jobOf>[]) => {
    const running = await startJobs({ url, service: {}, jobs, log: silentLog, killPoint: noKillPoint });
    atEnd(() => running.stop());
    return running;
  };
  const store = { jobs: new JobStore(db) };
  const add = (name: string, payload: unknown = {}, options?: JobOptions) =>
    store.jobs.add(name, payload, options);
  return { url, db, atEnd, store, start, add };
}

test('a job exists if and only if the transaction that added it commits', async (t) => {
  const { url, db, atEnd } = await setUp(t);
  const seen: string[] = [];
  const note = defineJob({
    name: 'note',
    payload: z.object({ word: z.string() }),
    run: async (service: string[], { word }) => void service.push(word),
  });
  const running = await startJobs({
    url,
    service: seen,
    jobs: [note],
    log: silentLog,
    killPoint: noKillPoint,
  });
  atEnd(() => running.stop());
  await assert.rejects(
    db.transaction().execute(async (tx) => {
      await note.add({ jobs: new JobStore(tx) }, { word: 'never' });
      throw new Error('changed my mind');
    }),
  );
  await db.transaction().execute((tx) => note.add({ jobs: new JobStore(tx) }, { word: 'done' }));
  await until(() => seen.length === 1);
  assert.deepEqual(seen, ['done']);
});

test('a payload that does not fit is refused when it is added, and two kinds of one name when they start', async (t) => {
  const { url, store } = await setUp(t);
  const count = defineJob({
    name: 'count',
    payload: z.object({ number: z.int() }),
    run: async (_: object) => undefined,
  });
  await assert.rejects(async () => count.add(store, { number: 1.5 }), z.ZodError);
  assert.deepEqual(await store.jobs.counts(), { waiting: 0, failed: 0 });
  const options = { url, service: {}, jobs: [count, count], log: silentLog, killPoint: noKillPoint };
  await assert.rejects(startJobs(options), /called count/);
});

test('a job that failed for good is kept with its reason until somebody retries or drops it', async (t) => {
  const { store, start, add } = await setUp(t);
  const seen: number[] = [];
  let healed = false;
  await start(
    jobOf(
      'shaky',
      async ({ number }: { number: number }) => {
        if (!healed) throw new Error(`not ${number}`);
        seen.push(number);
      },
      z.object({ number: z.number() }),
    ),
  );
  for (const number of [1, 2]) await add('shaky', { number }, { maxAttempts: 1 });
  await add('shaky', { number: 3 }, { runAt: new Date(Date.now() + 3_600_000) });
  await until(async () => (await store.jobs.counts()).failed === 2);
  assert.deepEqual(await store.jobs.counts(), { waiting: 1, failed: 2 });
  const [first, second] = await store.jobs.failed(10);
  assert.deepEqual(
    [first!.name, first!.payload, first!.attempts, first!.reason],
    ['shaky', { number: 1 }, 1, 'not 1'],
  );
  healed = true;
  assert.equal(await store.jobs.retry([first!.id]), 1);
  // That it ran is written down a moment after it did.
  await until(async () => seen.length === 1 && (await store.jobs.counts()).waiting === 1);
  assert.equal(await store.jobs.retry([first!.id]), 0, 'it is done');
  assert.equal(await store.jobs.drop([second!.id]), 1);
  assert.deepEqual(await store.jobs.counts(), { waiting: 1, failed: 0 });
  assert.deepEqual(seen, [1]);
});

test('a job that fails is tried again with its attempt counted, and keeps its error', async (t) => {
  const { db, start, add } = await setUp(t);
  const attempts: number[] = [];
  await start(
    jobOf('shaky', async (_payload, { attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error('not today');
    }),
  );
  await add('shaky');
  await until(async () => {
    const { rows } = await sql<{ error: string | null }>`select last_error as error from jobs.jobs`.execute(
      db,
    );
    return attempts.length === 2 || rows[0]?.error?.includes('not today') === true;
  });
  await until(() => attempts.length === 2);
  assert.deepEqual(attempts, [1, 2]);
});

test('a payload that does not fit fails by itself, a key replaces, a queue keeps its order', async (t) => {
  const { start, add } = await setUp(t);
  const seen: number[] = [];
  await add('count', { number: 'no number' }, { maxAttempts: 1 });
  await add('count', { number: 100 }, { key: 'same' });
  await add('count', { number: 200 }, { key: 'same' });
  for (let number = 0; number < 10; number += 1) await add('count', { number }, { queue: 'line' });
  await start(
    jobOf(
      'count',
      async ({ number }: { number: number }) => void seen.push(number),
      z.object({ number: z.number() }),
    ),
  );
  await until(() => seen.length === 11);
  assert.ok(seen.includes(200));
  assert.ok(!seen.includes(100));
  assert.deepEqual(
    seen.filter((number) => number < 100),
    [...Array(10).keys()],
  );
});

test('a stop waits for what is in hand', async (t) => {
  const { start, add } = await setUp(t);
  let begun = 0;
  let finished = 0;
  const jobs = await start(
    jobOf('slow', async () => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
      finished += 1;
    }),
  );
  await add('slow');
  await until(() => begun === 1);
  await jobs.stop();
  assert.equal(finished, 1);
});

for (const point of ['jobs.before-handler', 'jobs.after-handler']) {
  test(`T-F1 a death at ${point} has the job run again`, async (t) => {
    const { url, atEnd, add } = await setUp(t);
    let hits = 0;
    const attempts: number[] = [];
    const jobs = await startJobs({
      url,
      service: {},
      jobs: [jobOf('work', async (_payload, { attempt }) => void attempts.push(attempt))],
      log: silentLog,
      killPoint: (reached) => {
        if (reached === point && (hits += 1) === 1) throw new Error('as good as dead');
      },
    });
    atEnd(() => jobs.stop());
    await add('work');
    await until(() => hits === 2);
    assert.equal(attempts.at(-1), 2);
  });
}

test('T-F1 the job of a killed process is run by the next one at once', async (t) => {
  const { url, start, add } = await setUp(t);
  await add('hang');
  const killed = fork(new URL('../kit/job-runner.ts', import.meta.url), [], { stdio: 'inherit' });
  killed.send(url);
  await once(killed, 'message');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const attempts: number[] = [];
  await start(jobOf('hang', async (_payload, { attempt }) => void attempts.push(attempt)));
  await until(() => attempts.length === 1, 30_000);
  assert.deepEqual(attempts, [2]);
});

test('T-F1 a job held by a process that died before its name was written down is run by the next that looks', async (t) => {
  const { db, start, add } = await setUp(t);
  await add('left');
  await sql`update jobs._private_jobs set locked_by = 'nobody knows', locked_at = now() - interval '1 minute',
    attempts = 1`.execute(db);
  let runs = 0;
  await start(jobOf('left', async () => void (runs += 1)));
  await until(() => runs === 1);
});

test('a job whose end could not be written down is run again by the process that holds it, and so is its queue', async (t) => {
  const { url, db, atEnd, add } = await setUp(t);
  const runs: string[] = [];
  let release = (): void => undefined;
  const hold = new Promise<void>((resolve) => (release = resolve));
  const jobs = [
    jobOf('done', async ({ name }: { name: string }) => void runs.push(name), z.object({ name: z.string() })),
    jobOf('long', async () => {
      runs.push('long');
      await hold;
    }),
  ];
  const running = await startJobs({
    ...{ url, service: {}, jobs, log: silentLog, killPoint: noKillPoint, lookAfterMs: 200 },
  });
  atEnd(() => running.stop());
  await add('long');
  await until(() => runs.includes('long'));
  await until(async () => (await sql`select from jobs.runners`.execute(db)).rows.length === 1);
  // as the queue leaves it when its words about the end are lost
  const later = new Date(Date.now() + 3_600_000);
  await add('done', { name: 'first' }, { queue: 'one', runAt: later });
  await sql`update jobs._private_job_queues set locked_at = now(), locked_by = r.holder
    from jobs.runners r where queue_name = 'one'`.execute(db);
  await sql`update jobs._private_jobs set run_at = now(), attempts = 1, locked_at = now(), locked_by = r.holder
    from jobs.runners r where run_at > now() + interval '1 minute'`.execute(db);
  await add('done', { name: 'second' }, { queue: 'one' });
  await until(() => runs.includes('second'), 20_000);
  assert.deepEqual(runs, ['long', 'first', 'second']);
  release();
});

test('a stop leaves a job behind that obeys no signal, whose work is given to the next process', async (t) => {
  const { start, add } = await setUp(t);
  let begun = 0;
  const hanging = await start(
    jobOf('hang', async () => {
      begun += 1;
      await new Promise(() => undefined);
    }),
  );
  await add('hang');
  await until(() => begun === 1);
  await hanging.stop();
  const attempts: number[] = [];
  await start(jobOf('hang', async (_payload, { attempt }) => void attempts.push(attempt)));
  await until(() => attempts.length === 1);
  assert.deepEqual(attempts, [2]);
});
