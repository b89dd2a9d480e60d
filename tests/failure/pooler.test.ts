import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { createDatabase } from '#kit/database';
import { until } from '#kit/until';
import { openDatabase } from '#platform/database/database';
import { requireSessions } from '#platform/database/sessions';
import type { DatabaseName } from '#cloud/roles';
import { StartError } from '#platform/service/start-error';
import {
  expectUsage,
  makeImage,
  runningServer,
  settledServer,
  startComputeCloud,
} from '../compute/kit/compute-cloud.ts';
import { checkInvariants, checkQuota } from '../compute/kit/invariants.ts';
import { addressesOf, startCloud } from '../kit/cloud.ts';
import { hasPgbouncer, type Pooler, startPgbouncer } from '../kit/pgbouncer.ts';

type Urls = Record<DatabaseName, string>;

const GIB = 1n << 30n;

describe('behind PgBouncer', { skip: hasPgbouncer ? false : 'pgbouncer is not installed' }, () => {
  let pooler: Pooler;
  let any: Awaited<ReturnType<typeof createDatabase>>;
  before(async () => {
    any = await createDatabase('queue');
    pooler = await startPgbouncer(any.url);
  });
  after(async () => {
    await pooler.stop();
    await any.drop();
  });

  const through = (urls: Urls): Record<string, string> =>
    addressesOf(
      Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, pooler.pooled(url)])) as Urls,
    );

  test('T-S16 with the direct addresses beside it, servers, quota, jobs, events, files and the scheduler work', async (t) => {
    const cloud = await startComputeCloud(t, {
      addresses: (urls) => ({
        ...through(urls),
        CYCLADES_DATABASE_DIRECT_URL: urls.compute,
        QUEUE_DATABASE_DIRECT_URL: urls.queue,
      }),
      settings: { RECONCILE_INTERVAL_S: 1 },
    });
    const owner = await cloud.owner();
    const image = await makeImage(owner);
    const servers = await Promise.all([1, 2, 3, 4].map(() => runningServer(owner, image)));
    const [first, second] = servers;
    const path = `/cyclades/compute/v2.0/servers/${first!.id}`;
    assert.equal((await owner.delete(path)).status, 204);
    await settledServer(owner, first!.id, 'DELETED');
    // Nobody tells that it powered itself off: the scheduler has to find out.
    cloud.ganeti.setRunning(`snf-${second!.id}`, false);
    await settledServer(owner, second!.id, 'STOPPED', 30_000);
    await expectUsage(owner, {
      'cyclades.vm': 3n,
      'cyclades.cpu': 2n,
      'cyclades.ram': 2n * (GIB / 2n),
      'cyclades.disk': 3n * GIB,
    });
    await checkInvariants(cloud);
    await checkQuota(cloud);
    const seen = await pooler.transactions();
    for (const name of ['identity', 'object', 'compute', 'queue'] as const) {
      const database = new URL(cloud.databaseUrl(name)).pathname.slice(1);
      assert.ok((seen.get(database) ?? 0) > 5, `${name} went through the pooler`);
      const db = openDatabase<unknown>({ url: pooler.pooled(cloud.databaseUrl(name)), poolSize: 4 });
      const counts = await Promise.all(
        [1, 2, 3, 4].map(() =>
          sql<{ count: bigint }>`select count(*) from pg_prepared_statements, pg_sleep(0.05)`.execute(db),
        ),
      );
      await db.destroy();
      assert.ok(
        counts.every(({ rows }) => rows[0]!.count === 0n),
        `${name} names no statement, which another session would miss`,
      );
    }
  });

  test('T-S16 without the direct address the start says in one sentence which setting is missing', async (t) => {
    for (const [given, missing] of [
      [(_: Urls) => ({}), /set QUEUE_DATABASE_DIRECT_URL|set CYCLADES_DATABASE_DIRECT_URL/],
      [(urls: Urls) => ({ CYCLADES_DATABASE_DIRECT_URL: urls.compute }), /set QUEUE_DATABASE_DIRECT_URL/],
      [(urls: Urls) => ({ QUEUE_DATABASE_DIRECT_URL: urls.queue }), /set CYCLADES_DATABASE_DIRECT_URL/],
    ] as const) {
      await assert.rejects(
        startCloud(t, { addresses: (urls) => ({ ...through(urls), ...given(urls) }) }),
        (error: Error) => error instanceof StartError && missing.test(error.message),
      );
    }
  });

  test('T-S16 the trial believes PostgreSQL itself at once and never a pooler', async () => {
    const began = performance.now();
    await requireSessions(any.url, 'X');
    assert.ok(performance.now() - began < 2_000);
    for (let round = 0; round < 5; round += 1)
      await assert.rejects(requireSessions(pooler.pooled(any.url), 'X_DIRECT_URL'), /set X_DIRECT_URL/);
    await until(async () => (await pooler.transactions()).size > 0);
  });
});
