import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { testDatabase } from '#kit/database';
import { until } from '#kit/until';
import { testClock } from '#platform/clock';
import { silentLog } from '#platform/telemetry/log';
import { createMetrics } from '#platform/telemetry/metrics';
import type { RepeatedWork } from '#platform/repeated-work/repeated-work';
import { repeatedWorkMigration } from '#platform/repeated-work/migrations';
import { RunRecord } from '#platform/repeated-work/run-record';
import { startRepeatedWork } from '#platform/repeated-work/run-repeated-work';

const MINUTE_MS = 60_000;

/** The service is whoever works: its own database, or the leader's. */
interface Worker {
  db?: Kysely<unknown>;
  leads: boolean;
}

async function setUp(t: TestContext) {
  const { url, db } = await testDatabase<unknown>(t, 'queue');
  await db.transaction().execute((tx) => repeatedWorkMigration.up(tx));
  const clock = testClock();
  const metrics = createMetrics();
  const start = (work: readonly RepeatedWork<Worker>[]) => {
    const running = startRepeatedWork({
      name: 'tests',
      context: {
        databaseUrl: () => url,
        clock,
        log: silentLog,
        metrics,
        repeatedWork: { chance: () => 0.5 },
      },
      service: { leads: false },
      work,
      overDatabase: (database: Kysely<unknown>) => ({ db: database, leads: true }),
    });
    t.after(() => running.stop());
    return running;
  };
  const record = new RunRecord(db);
  /** Lets time pass when so many works wait for it. */
  const pass = async (milliseconds: number, done: () => boolean | Promise<boolean>) => {
    await until(async () => {
      if (await done()) return true;
      clock.advance(milliseconds);
      return done();
    });
  };
  return { db, clock, metrics, start, record, pass };
}

test('work never overlaps itself, begins at the start only where it has to, and a stop waits for what is under way', async (t) => {
  const { start, record, pass } = await setUp(t);
  const gate = Promise.withResolvers<void>();
  // Also when something fails below: the stop waits for what is held.
  t.after(() => gate.resolve());
  const runs = { held: 0, quick: 0, ended: 0 };
  const running = start([
    {
      name: 'tests.held',
      everyMs: MINUTE_MS,
      by: 'each process',
      atStart: true,
      run: async () => {
        runs.held += 1;
        await gate.promise;
        runs.ended += 1;
      },
    },
    { name: 'tests.quick', everyMs: MINUTE_MS, by: 'each process', run: async () => (runs.quick += 1) },
  ]);
  await until(() => runs.held === 1);
  assert.equal(runs.quick, 0);
  // A run is written down a moment before its work waits for the next: time has to pass again then.
  await pass(2 * MINUTE_MS, async () =>
    (await record.all()).some(({ name, runs: n }) => name === 'tests.quick' && n >= 3),
  );
  assert.equal(runs.held, 1, 'its first run is not over');
  let isStopped = false;
  const stop = running.stop().then(() => (isStopped = true));
  await record.all();
  assert.equal(isStopped, false);
  gate.resolve();
  await stop;
  assert.deepEqual([runs.held, runs.ended], [1, 1]);
  assert.deepEqual(await record.all(), [], 'what each process does is done no more');
});

test('of several processes one does the work that is the leader’s, each its own, and the next leader goes on where the last one was', async (t) => {
  const { clock, start, record, pass } = await setUp(t);
  const seen: string[] = [];
  const work: readonly RepeatedWork<Worker>[] = [
    {
      name: 'tests.led',
      everyMs: MINUTE_MS,
      by: 'leader',
      run: async ({ leads }) => seen.push(`led ${leads}`),
    },
    {
      name: 'tests.own',
      everyMs: MINUTE_MS,
      by: 'each process',
      run: async ({ leads }) => seen.push(`own ${leads}`),
    },
  ];
  const first = start(work);
  await until(async () => (await record.all()).some(({ name }) => name === 'tests.led'));
  const second = start(work);
  await pass(
    MINUTE_MS,
    () => seen.filter((word) => word === 'own false').length >= 2 && seen.includes('led true'),
  );
  assert.ok(!seen.includes('led false') && !seen.includes('own true'));
  const [led] = await record.all();
  await first.stop();
  clock.advance(MINUTE_MS / 2);
  seen.length = 0;
  await pass(MINUTE_MS / 4, () => seen.includes('led true'));
  const now = clock.now().getTime();
  assert.ok(now - led!.began!.getTime() >= MINUTE_MS / 2, 'not at once');
  await second.stop();
});

test('a failure is shown in the record and the metrics, and the work is done again', async (t) => {
  const { db, start, record, metrics, pass } = await setUp(t);
  let healed = false;
  start([
    {
      name: 'tests.shaky',
      everyMs: () => MINUTE_MS,
      by: 'leader',
      atStart: true,
      run: async (worker) => {
        await sql`select 1`.execute(worker.db!);
        if (!healed) throw new Error('not today');
      },
    },
  ]);
  const last = async () => (await record.all())[0];
  await until(async () => (await last())?.failures === 1);
  const failed = (await last())!;
  assert.deepEqual(
    [failed.name, failed.process, failed.everyMs, failed.error, failed.runs],
    ['tests.shaky', '', MINUTE_MS, 'not today', 1],
  );
  assert.match(failed.ranIn ?? '', new RegExp(`:${process.pid}$`));
  assert.match(await metrics.text(), /synnefo_repeated_work_failures_total\{work="tests.shaky"\} 1/);
  healed = true;
  await pass(MINUTE_MS, async () => (await last())?.error === null);
  const well = (await last())!;
  assert.deepEqual([well.failures, well.failed], [1, failed.failed], 'when it failed last is still known');
  assert.match(await metrics.text(), /synnefo_repeated_work_success_seconds\{work="tests.shaky"\} \d+/);
  // Works of an earlier release are forgotten.
  await sql`insert into repeated_work (name, process, every_ms, registered) values ('tests.gone', '', 1, now())`.execute(
    db,
  );
  await record.register([{ name: 'tests.shaky', everyMs: MINUTE_MS }], '', new Date());
  assert.deepEqual(
    (await record.all()).map(({ name }) => name),
    ['tests.shaky'],
  );
});
