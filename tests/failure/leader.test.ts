import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '#kit/database';
import { until } from '#kit/until';
import { openDatabase } from '#platform/database';
import { LeadershipLost } from '#platform/database-fence';
import { leaderMigration, startLeading } from '#platform/database-leader';
import { silentLog } from '#platform/log';

test('T-S16 R-S1 a leader that lost its lock without knowing commits nothing any more, and what two leaders commit never mixes', async (t) => {
  const { url } = await testDatabase<unknown>(t, 'queue');
  const db = openDatabase<unknown>({ url, name: 'service' });
  t.after(() => db.destroy());
  await db.transaction().execute((tx) => leaderMigration.up(tx));
  await sql`create table work (seq bigserial primary key, epoch bigint not null)`.execute(db);
  const leaders: { name: string; epoch: bigint }[] = [];
  const ended: string[] = [];
  const start = (name: string) =>
    startLeading({
      url,
      log: silentLog,
      lead: (epoch) => {
        leaders.push({ name, epoch });
        return { stop: async () => void ended.push(name) };
      },
    });
  const commit = (epoch: bigint, meanwhile: () => Promise<void> = async () => undefined): Promise<void> =>
    db
      .fenced(epoch)
      .transaction()
      .execute(async (tx) => {
        await meanwhile();
        await sql`insert into work (epoch) values (${epoch})`.execute(tx);
      });
  const first = start('first');
  t.after(() => first.stop());
  await until(() => leaders.length === 1);
  const second = start('second');
  t.after(() => second.stop());
  await commit(leaders[0]!.epoch);

  const admin = openDatabase<unknown>({ url, poolSize: 1, name: 'admin' });
  t.after(() => admin.destroy());
  const leads = sql<{ pid: number }>`select pid from pg_locks
    where locktype = 'advisory' and granted and objid = 7310556
      and database = (select oid from pg_database where datname = current_database())`;
  // The lock goes in the middle of a transaction of the old leader; whoever leads next waits for its end.
  await commit(leaders[0]!.epoch, async () => {
    const { rows } = await leads.execute(admin);
    await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(admin);
    await until(async () => (await leads.execute(admin)).rows.some(({ pid }) => pid !== rows[0]!.pid));
    assert.equal(leaders.length, 1);
  });
  await until(() => leaders.length === 2);
  assert.deepEqual(ended, ['first'], 'the old one hears of it and stops its work');
  const [old, present] = leaders;
  assert.ok(present!.epoch > old!.epoch);
  await assert.rejects(commit(old!.epoch), LeadershipLost);
  const late = db.fenced(old!.epoch);
  await assert.rejects(
    sql`insert into work (epoch) values (${old!.epoch})`.execute(late),
    LeadershipLost,
    'a statement outside a transaction is a write too',
  );
  await assert.rejects(
    late
      .updateTable('work' as never)
      .set({ epoch: 0n } as never)
      .execute(),
    LeadershipLost,
  );
  assert.equal(
    (
      await late
        .selectFrom('work' as never)
        .selectAll()
        .execute()
    ).length,
    2,
    'reading is free',
  );
  await commit(present!.epoch);
  const leading = db.fenced(present!.epoch);
  await assert.rejects(sql`insert into work (epoch) values (null)`.execute(leading), /null value/);
  await sql`insert into work (epoch) values (${present!.epoch})`.execute(leading);
  const { rows } = await sql<{ epoch: bigint }>`select epoch from work order by seq`.execute(db);
  assert.deepEqual(
    rows.map(({ epoch }) => epoch),
    [old!.epoch, old!.epoch, present!.epoch, present!.epoch],
  );
});

test('R-S1 of several processes one leads, and when it stops the next one does', async (t) => {
  const { url, db } = await testDatabase<unknown>(t, 'queue');
  await db.transaction().execute((tx) => leaderMigration.up(tx));
  let leading = 0;
  let most = 0;
  const epochs: bigint[] = [];
  const all = Array.from({ length: 4 }, () =>
    startLeading({
      url,
      log: silentLog,
      lead: (epoch) => {
        leading += 1;
        most = Math.max(most, leading);
        epochs.push(epoch);
        return { stop: async () => void (leading -= 1) };
      },
    }),
  );
  for (const one of all) {
    await until(() => leading === 1);
    await one.stop();
  }
  assert.deepEqual([leading, most], [0, 1]);
  assert.deepEqual(epochs, [...epochs].sort());
});
