import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { z } from 'zod';
import { testDatabase } from '#kit/database';
import { type PostgresProxy, startPostgresProxy } from '#kit/postgres-proxy';
import { until } from '#kit/until';
import { openPostgresBus } from '#platform/bus/postgres-bus';
import { openDatabase } from '#platform/database/database';
import { LifeSign } from '#platform/database/life-sign';
import { requireSessions } from '#platform/database/sessions';
import { withConnection } from '#platform/database/single-connection';
import { noKillPoint } from '#platform/faults';
import { defineJob } from '#platform/jobs/define-job';
import { JobStore } from '#platform/jobs/job-store';
import { migrateJobs, startJobs } from '#platform/jobs/run-jobs';
import { startLeading } from '#platform/repeated-work/lead';
import { repeatedWorkMigration } from '#platform/repeated-work/migrations';
import { silentLog } from '#platform/telemetry/log';

/** Every time-out of a connection has passed by then, also on a busy machine. */
const LIMIT_MS = 90_000;

async function setUp(t: TestContext) {
  const { url, db, atEnd } = await testDatabase<unknown>(t, 'queue');
  const proxy = await startPostgresProxy(url);
  atEnd(() => proxy.stop());
  return { url, db, atEnd, proxy };
}

/** Fails when the work is not over by the limit; how it ends does not matter. */
async function ends(what: string, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  void work.catch(() => undefined).finally(() => (isOver = true));
  await until(() => isOver, LIMIT_MS).catch(() => assert.fail(`${what} hangs`));
}

const note = defineJob({
  name: 'note',
  payload: z.object({ word: z.string() }),
  run: async (words: string[], { word }) => void words.push(word),
});

const runJobs = async (
  { atEnd, url }: { atEnd(work: () => unknown): void; url: string },
  words: string[],
) => {
  const running = await startJobs({
    url,
    service: words,
    jobs: [note],
    log: silentLog,
    killPoint: noKillPoint,
  });
  atEnd(() => running.stop());
  return running;
};

const lead = (url: string, holder: string, led: string[]) => {
  const database = openDatabase<unknown>({ url, poolSize: 1, statementTimeoutMs: 3_000 });
  const leading = startLeading({
    database,
    holder,
    log: silentLog,
    leaseMs: 3_000,
    lead: () => {
      led.push(holder);
      return { stop: async () => void led.push(`not ${holder}`) };
    },
  });
  return {
    stop: async () => {
      await leading.stop();
      await database.destroy();
    },
  };
};

describe('T-F9 a database that says nothing more', { concurrency: true }, () => {
  test('holds up no start for longer than its time-out', async (t) => {
    const { db, proxy } = await setUp(t);
    await migrateJobs(proxy.url);
    await openPostgresBus({ url: proxy.url, log: silentLog }).then((bus) => bus.stop());
    proxy.goSilent();
    const { url } = proxy;
    await Promise.all([
      ends(
        'a piece of work',
        withConnection({ url, name: 'test', statementTimeoutMs: 1_000 }, async () => undefined),
      ),
      ends('the trial of sessions', requireSessions(url, 'X')),
      ends(
        'the start of the jobs',
        startJobs({ url, service: [], jobs: [note], log: silentLog, killPoint: noKillPoint }),
      ),
      ends('the start of the bus', openPostgresBus({ url, log: silentLog })),
    ]);
    assert.equal((await sql`select 1`.execute(db)).rows.length, 1, 'it is well, but not to be reached');
  });

  test('holds up no question that was put before, no pool and no good-bye', async (t) => {
    const { proxy } = await setUp(t);
    const { url } = proxy;
    const pool = openDatabase<unknown>({ url, poolSize: 2, statementTimeoutMs: 1_000 });
    await sql`select 1`.execute(pool);
    const single = withConnection({ url, name: 'test', statementTimeoutMs: 1_000 }, async (client) => {
      await client.query('select 1');
      proxy.goSilent();
      await client.query('select 1');
    });
    await assert.rejects(single, /terminated/);
    const question = sql`select 1`.execute(pool);
    await ends('a question to a pool', question);
    await assert.rejects(question, { name: 'DatabaseUnavailable' });
    proxy.speak();
    await sql`select 1`.execute(pool);
    proxy.goSilent();
    await ends('the end of a pool', pool.destroy());
  });

  test('holds up no stop of jobs, bus and lead', async (t) => {
    const { db, proxy } = await setUp(t);
    const { url } = proxy;
    await db.transaction().execute((tx) => repeatedWorkMigration.up(tx as never));
    await migrateJobs(url);
    const led: string[] = [];
    const leading = lead(url, 'first', led);
    const jobs = await startJobs({ url, service: [], jobs: [note], log: silentLog, killPoint: noKillPoint });
    const bus = await openPostgresBus({ url, log: silentLog });
    await bus.consume({ queue: 'q', bindings: [{ exchange: 'e', pattern: '#' }] }, async () => undefined);
    await until(() => led.length > 0);
    proxy.goSilent();
    await Promise.all([
      ends('the stop of the lead', leading.stop()),
      ends('the stop of the jobs', jobs.stop()),
      ends('the stop of the bus', bus.stop()),
    ]);
  });

  test('holds up no election: another process leads, and this one again later', async (t) => {
    const { url, db, atEnd, proxy } = await setUp(t);
    await db.transaction().execute((tx) => repeatedWorkMigration.up(tx as never));
    const led: string[] = [];
    const first = lead(proxy.url, 'first', led);
    atEnd(() => first.stop());
    await until(() => led.length > 0);
    const second = lead(url, 'second', led);
    atEnd(() => second.stop());
    proxy.goSilent();
    await until(() => led.includes('second') && led.includes('not first'), LIMIT_MS);
    proxy.speak();
    await second.stop();
    await until(() => led.at(-1) === 'first', LIMIT_MS);
  });
});

describe('a process whose session was lost', { concurrency: true }, () => {
  const holders = async (db: Awaited<ReturnType<typeof setUp>>['db'], lock: number): Promise<number[]> => {
    const { rows } = await sql<{ objid: bigint }>`select objid::bigint as objid from pg_locks
      where locktype = 'advisory' and classid = ${lock} and granted
        and database = (select oid from pg_database where datname = current_database())`.execute(db);
    return rows.map(({ objid }) => Number(objid));
  };

  for (const [how, lose] of [
    ['was cut', (proxy: PostgresProxy) => proxy.cutNow()],
    [
      'went silent, which the server does not know',
      (proxy: PostgresProxy) => {
        proxy.goSilent();
        proxy.speak();
      },
    ],
  ] as const)
    test(`T-S16 takes its lock anew, under its number, when it ${how}`, async (t) => {
      const { db, atEnd, proxy } = await setUp(t);
      await sql`create sequence numbers`.execute(db);
      let held = 0;
      const sign = new LifeSign({
        url: proxy.url,
        name: 'test',
        log: silentLog,
        askEveryMs: 100,
        lock: 7,
        sequence: 'numbers',
        onHeld: () => (held += 1),
      });
      atEnd(() => sign.stop());
      await sign.start();
      const { id } = sign;
      lose(proxy);
      await until(() => held === 2, LIMIT_MS);
      assert.equal(sign.id, id);
      assert.deepEqual(await holders(db, 7), [id]);
    });

  test('T-S16 goes on with its jobs, which no other process takes for those of a dead one', async (t) => {
    const { url, db, atEnd, proxy } = await setUp(t);
    await migrateJobs(url);
    const words: string[] = [];
    await runJobs({ atEnd, url: proxy.url }, words);
    const listed = async (): Promise<number[]> => {
      const { rows } = await sql<{ runner: number }>`select runner from jobs.runners`.execute(db);
      return rows.map(({ runner }) => runner);
    };
    await until(async () => (await listed()).length === 1);
    const before = await listed();
    // Another process looks while the lock is not held, and strikes the first one off the list.
    await sql`delete from jobs.runners`.execute(db);
    proxy.cutNow();
    await until(async () => (await listed()).length === 1, LIMIT_MS);
    assert.deepEqual(await listed(), before);
    await until(async () => (await holders(db, 7_310_553)).join() === before.join(), LIMIT_MS);
    await note.add({ jobs: new JobStore(db) }, { word: 'after' });
    await until(() => words.includes('after'), LIMIT_MS);
    assert.deepEqual(words, ['after']);
  });
});
