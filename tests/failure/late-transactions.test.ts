import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { recoverCommissions } from '#object/jobs/recovery';
import { until } from '#kit/until';
import { isUniqueViolation } from '#platform/database';
import { sql } from 'kysely';
import { ALICE, startObject } from '../object/kit/start-object.ts';

/** The sessions of this database that wait for another one's lock. */
async function waitingFor(db: Parameters<ReturnType<typeof sql>['execute']>[0]): Promise<unknown[]> {
  const { rows } =
    await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    );
  return rows;
}

const PAID = [{ account: ALICE, project: ALICE, bytes: 1000n }];

test('T-I11 R-O4 a transaction that slept until its commission was rejected cannot be committed any more', async (t) => {
  const { storage, identity } = await startObject(t);
  const serial = await storage.identity.issue(PAID, 'slept');
  identity.pending.get(serial)!.issued = new Date(0);
  assert.deepEqual(await recoverCommissions(storage), { accepted: 0, rejected: 1 });
  const late = storage.store.transaction((tx) => tx.quota.record([serial], 1n));
  await assert.rejects(late, (error) => isUniqueViolation(error));
  assert.deepEqual(await recoverCommissions(storage), { accepted: 0, rejected: 0 });
  assert.deepEqual(identity.usage(ALICE), { min: 0n, max: 0n });
});

test('T-I11 R-O4 recovery waits for a transaction that is about to record its serial, and accepts it', async (t) => {
  const { storage, identity, db } = await startObject(t);
  const serial = await storage.identity.issue(PAID, 'slow');
  identity.pending.get(serial)!.issued = new Date(0);
  const recorded = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const slow = storage.store.transaction(async (tx) => {
    await tx.quota.record([serial], 1n);
    recorded.resolve();
    await commit.promise;
  });
  await recorded.promise;
  const recovery = recoverCommissions(storage);
  await until(async () => (await waitingFor(db)).length > 0);
  commit.resolve();
  await slow;
  assert.deepEqual(await recovery, { accepted: 0, rejected: 0 });
  await recoverCommissions(storage);
  assert.deepEqual(identity.usage(ALICE), { min: 1000n, max: 1000n });
});

test('T-I11 releases that wait for an acceptance do not wait for one another, though they hold every connection', async (t) => {
  const { storage } = await startObject(t, { settings: { PITHOS_BACKEND_POOL_SIZE: 2 } });
  const serial = await storage.identity.issue(PAID, 'accepted');
  const waiting = [1, 2].map(() =>
    storage.store.transaction(async () => {
      await sleep(100); // until both connections are taken
      void storage.acceptor.accept([serial]);
      await storage.acceptor.idle();
      return 'went on';
    }),
  );
  const outcome = await Promise.race([Promise.all(waiting), sleep(5000, 'stuck', { ref: false })]);
  assert.deepEqual(outcome, ['went on', 'went on']);
});
