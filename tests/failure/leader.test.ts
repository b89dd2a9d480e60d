import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { testDatabase } from '#kit/database';
import { objectWork } from '#object/jobs/repeated-work';
import { leading } from '#object/service';
import type { ObjectSchema } from '#object/store/schema';
import { until } from '#kit/until';
import { LeadershipLost } from '#platform/database/fence';
import { openDatabase } from '#platform/database/database';
import { silentLog } from '#platform/telemetry/log';
import { startLeading } from '#platform/repeated-work/lead';
import { repeatedWorkMigration } from '#platform/repeated-work/migrations';
import { ALICE, startObject, takeSpace } from '../object/kit/start-object.ts';

/** Long enough for a busy machine, short enough to wait for. */
const LEASE_MS = 3_000;

interface WorkSchema {
  work: { epoch: bigint };
}

async function setUp(t: TestContext) {
  const { url, db } = await testDatabase<WorkSchema>(t, 'queue');
  await db.transaction().execute((tx) => repeatedWorkMigration.up(tx as never));
  await sql`create table work (seq bigserial primary key, epoch bigint not null)`.execute(db);
  const open = () => {
    const opened = openDatabase<WorkSchema>({ url, poolSize: 2 });
    t.after(() => opened.destroy());
    return opened;
  };
  const start = (holder: string, lead: (epoch: bigint) => { stop(): Promise<void> }) => {
    const database = openDatabase<unknown>({ url, poolSize: 1 });
    const leading = startLeading({ database, holder, log: silentLog, leaseMs: LEASE_MS, lead });
    t.after(async () => {
      await leading.stop();
      await database.destroy();
    });
    return leading;
  };
  return { db, open, start };
}

test('T-S16 R-S1 a leader that lost its lease without knowing writes nothing any more, and what two leaders write never mixes', async (t) => {
  const { db, open, start } = await setUp(t);
  const leaders: bigint[] = [];
  const ended: string[] = [];
  const lead = (name: string) => (epoch: bigint) => {
    leaders.push(epoch);
    return { stop: async () => void ended.push(name) };
  };
  start('first', lead('first'));
  await until(() => leaders.length === 1);
  start('second', lead('second'));
  const old = open().fenced(leaders[0]!);
  const write = (session: Kysely<WorkSchema>, epoch: bigint) =>
    session.insertInto('work').values({ epoch }).execute();
  await write(old, leaders[0]!);

  // The lease goes in the middle of a transaction of the old leader; whoever leads next waits for its end.
  await old.transaction().execute(async (tx) => {
    await sql`update leader set until = clock_timestamp() - interval '1 second'`.execute(db);
    await sleep(LEASE_MS / 5);
    assert.equal(leaders.length, 1);
    await write(tx, leaders[0]!);
    // What its process prolongs meanwhile is its own again.
    await sql`update leader set until = clock_timestamp() - interval '1 second'`.execute(db);
  });
  await until(() => leaders.length === 2);
  const [before, present] = leaders as [bigint, bigint];
  assert.ok(present > before);
  await assert.rejects(
    old.transaction().execute((tx) => write(tx, before)),
    LeadershipLost,
  );
  await assert.rejects(write(old, before), LeadershipLost, 'nor outside a transaction');
  await assert.rejects(sql`select nextval('work_seq_seq')`.execute(old), LeadershipLost, 'nor by a function');
  await assert.rejects(
    old
      .with('written', (cte) => cte.insertInto('work').values({ epoch: before }).returning('epoch'))
      .selectFrom('written')
      .selectAll()
      .execute(),
    LeadershipLost,
    'nor in a part of a query',
  );
  await write(open().fenced(present), present);
  assert.deepEqual(
    (
      await old
        .selectFrom('work')
        .select('epoch')
        .orderBy('seq' as 'epoch')
        .execute()
    ).map(({ epoch }) => epoch),
    [before, before, present],
    'it may read',
  );
  await until(() => ended.length === 1);
  assert.deepEqual(ended, ['first'], 'the old one hears of it and stops its work');
});

test('R-S1 of several processes one leads, when it stops the next one does, and a lease of a wrong clock binds nobody', async (t) => {
  const { db, start } = await setUp(t);
  // The clock of the database was ahead when this leader died.
  await sql`update leader set epoch = 7, holder = 'dead', until = clock_timestamp() + interval '10 years'`.execute(
    db,
  );
  let leading = 0;
  let most = 0;
  const epochs: bigint[] = [];
  const all = Array.from({ length: 4 }, (_, number) =>
    start(`process ${number}`, (epoch) => {
      leading += 1;
      most = Math.max(most, leading);
      epochs.push(epoch);
      return { stop: async () => void (leading -= 1) };
    }),
  );
  // Whichever leads stops, one after the other.
  for (let stopped = 0; stopped < all.length; stopped += 1) {
    await until(() => leading === 1);
    const { rows } = await sql<{ holder: string }>`select holder from leader`.execute(db);
    await all[Number(rows[0]!.holder.at(-1))]!.stop();
  }
  assert.deepEqual([leading, most], [0, 1]);
  assert.deepEqual(epochs, [8n, 9n, 10n, 11n]);
});

/** Every row of a database, by table. */
async function contentsOf(db: Kysely<unknown>): Promise<Record<string, string[]>> {
  const { rows: tables } = await sql<{
    name: string;
  }>`select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(db);
  const contents: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{
      row: string;
    }>`select t::text as row from ${sql.table(name)} t order by 1`.execute(db);
    contents[name] = rows.map(({ row }) => row);
  }
  return contents;
}

test('R-S1 object storage that leads no more writes nothing: no work, no guard against restores, no owner of blocks, no ledger', async (t) => {
  const { storage, databaseUrl, as } = await startObject(t);
  const alice = as('alice-token', ALICE);
  await alice('PUT', '/c');
  await alice('PUT', '/c/o', { body: 'some bytes', headers: { 'x-delete-after': '1' } });
  await alice('PUT', '/d');
  await alice('DELETE', '/d');
  const serial = await takeSpace(storage, ALICE, 1000n);
  await storage.ledger.settler.done();
  await storage.store.quota.record([serial], { decision: 'accept', kept: false, now: new Date() });
  const db = openDatabase<ObjectSchema>({ url: databaseUrl, poolSize: 4 });
  t.after(() => db.destroy());
  const led = leading(storage, db.fenced(-1n));
  await sleep(1_100); // until the object has expired
  const before = await contentsOf(db as unknown as Kysely<unknown>);

  const { signal } = new AbortController();
  for (const { by, run } of objectWork) if (by === 'leader') await run(led, signal).catch(() => undefined);
  await led.ledger.settler.accept([serial]);
  await led.ledger.settler.done();
  const [versions] = await led.owners.all();
  const waits = { unusedMs: 0, looseMs: 0, askedMs: 0 };
  await assert.rejects(led.recovery.lock(), LeadershipLost);
  await assert.rejects(led.ledger.signs.begin(serial), LeadershipLost);
  await assert.rejects(versions!.begin(waits), LeadershipLost);

  assert.deepEqual(await contentsOf(db as unknown as Kysely<unknown>), before);
});
