import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { migrations as ofCompute } from '#compute/store/migrations';
import { createDatabase } from '#kit/database';
import { migrations as ofObject } from '#object/store/migrations';
import { type Database, type Migrations, migrate, openDatabase } from '#platform/database/database';
import { QuotaStore } from '#platform/quota/quota-store';
import type { QuotaTables } from '#platform/quota/quota-tables';

/** A database as the release before the ledger left it, with `rows`, and what the ledger finds in it after the migration. */
async function migrated(t: TestContext, migrations: Migrations, rows: string): Promise<QuotaStore> {
  const { url, drop } = await createDatabase('queue');
  const db = openDatabase<QuotaTables>({ url, poolSize: 1 });
  t.after(async () => {
    await db.destroy();
    await drop();
  });
  const names = Object.keys(migrations).sort();
  const before = names.slice(
    0,
    names.findIndex((name) => name.endsWith('-ledger')),
  );
  await migrate(db, Object.fromEntries(before.map((name) => [name, migrations[name]!])));
  await sql.raw(rows).execute(db as Database<unknown>);
  await migrate(db, migrations);
  return QuotaStore.over(db);
}

test('what object storage had on record before the ledger is settled by it', async (t) => {
  const store = await migrated(
    t,
    ofObject,
    `insert into quota_serials values (1, 1700000000000000), (2, -1700000000000000);
     insert into quota_reservations values (3, 4000000000000000, null)`,
  );
  assert.deepEqual(await store.decided(0n, 10), [{ serial: 1n, decision: 'accept' }]);
  const fence = (await store.find([2n])).get(2n)!;
  assert.deepEqual(
    [fence.decision, fence.settled, fence.recorded.getTime()],
    ['reject', true, 1_700_000_000_000],
  );
  assert.deepEqual(await store.reservations.alive([1n, 3n], new Date()), new Set([3n]));
});

test('what compute had decided, held and to correct before the ledger is settled by it', async (t) => {
  const correction = '00000000-0000-4000-8000-000000000001';
  const charges = [{ user: 'ada', project: 'lab', resource: 'cyclades.cpu', quantity: 2n }];
  const amounts = `'{"cyclades.cpu": "2"}'`;
  const store = await migrated(
    t,
    ofCompute,
    `alter table servers drop constraint servers_flavor_id_fkey, drop constraint servers_backend_id_fkey;
     insert into servers (name, user_id, project, shared_to_project, flavor_id, image_id, backend_id, operstate, deleted,
       suspended, build_percentage, state_job_id, backend_job_rank, nics_job_id, charged, key_names, created, updated)
     values ('web', 'ada', 'lab', false, 1, '', 1, 'DESTROYED', true, false, 100, 0, -1, 0, '{}', '{}', now(), now());
     insert into intents values ('${correction}', 1, 'START', 'open', null, null, 3, '{}', now(), now());
     insert into quota_serials values (1, ${amounts}, 'accept', false, now()), (2, ${amounts}, 'reject', true, now()),
       (3, ${amounts}, 'pending', false, now()), (4, ${amounts}, 'accept', true, now() - interval '31 days'),
       (5, ${amounts}, 'accept', false, now() - interval '31 days');
     insert into quota_corrections values ('${correction}', 1, 'ada', 'lab', ${amounts}, null, 4, false, now()),
       (gen_random_uuid(), 1, 'ada', 'lab', ${amounts}, 1, 0, false, now()),
       (gen_random_uuid(), 1, 'ada', 'lab', ${amounts}, 2, 0, true, now())`,
  );
  assert.deepEqual(
    (await store.decided(0n, 10)).map(({ serial }) => serial),
    [1n, 5n],
  );
  const rows = await store.find([2n, 3n, 4n]);
  assert.equal(rows.has(4n), false, 'settled long ago: forgotten');
  assert.deepEqual([rows.get(2n)!.decision, rows.get(2n)!.settled], ['reject', true]);
  assert.deepEqual([rows.get(3n)!.decision, rows.get(3n)!.charges], ['held', charges]);
  const open = await store.corrections.due(10, { now: new Date(), farthestMs: 60_000 });
  assert.deepEqual(
    open.map(({ id, name, tries, charges: wanted }) => ({ id, name, tries, wanted })),
    [{ id: correction, name: 'server 1: change in the back end', tries: 4, wanted: charges }],
  );
});
