import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { backUp, testDatabase } from '#kit/database';
import { testClock } from '#platform/clock';
import type { Database } from '#platform/database/database';
import { openRecovery, type Recovery, recoveryMigration } from '#platform/database/recovery';
import { silentLog } from '#platform/telemetry/log';

interface Guarded {
  url: string;
  db: Database<unknown>;
  directory: string;
  /** Numbers were moved on so often. */
  skips(): number;
  open(): Promise<Recovery>;
}

async function guarded(t: TestContext): Promise<Guarded> {
  const { url, db } = await testDatabase<unknown>(t, 'queue');
  const directory = mkdtempSync(join(tmpdir(), 'recovery-'));
  t.after(() => rmSync(directory, { recursive: true }));
  await db.transaction().execute((tx) => recoveryMigration.up(tx));
  let skips = 0;
  const options = {
    database: db,
    name: 'queue',
    dataDirectory: directory,
    clock: testClock(),
    log: silentLog,
    skipNumbers: async () => void (skips += 1),
  };
  return { url, db, directory, skips: () => skips, open: () => openRecovery(options) };
}

test('T-S10 ordinary starts, also on another machine or after a death before the witness was written, lock nothing', async (t) => {
  const { db, directory, open, skips } = await guarded(t);
  for (let start = 0; start < 3; start += 1) assert.equal(await (await open()).lock(), undefined);
  // A death after the commit: the database is ahead of the witness.
  await sql`update recovery set beat = beat + 1`.execute(db);
  assert.equal(await (await open()).lock(), undefined);
  rmSync(join(directory, 'recovery'), { recursive: true });
  assert.equal(await (await open()).lock(), undefined);
  assert.equal(skips(), 0);
});

test('T-S10 an older copy of the database begins an epoch, at the start and while the service runs', async (t) => {
  const { url, open, skips } = await guarded(t);
  await open();
  const copy = await backUp(t, url);
  const running = await open();
  await running.look();
  await copy.restore();
  const lock = await running.lock();
  assert.match(lock!.reason, /the database is at beat \d+, and \d+ was seen before/);
  assert.equal(skips(), 1);
  assert.deepEqual(await (await open()).lock(), lock, 'a start alone releases nothing');
  assert.equal(skips(), 1);
  await running.release(lock!.epoch);
  assert.equal(await running.lock(), undefined);

  await copy.restore();
  const again = await (await open()).lock();
  assert.notEqual(again, undefined);
  await running.release(again!.epoch - 1n);
  assert.notEqual(await running.lock(), undefined, 'an earlier epoch releases no later one');
});

test('T-S10 T-F10 an empty database, another cluster and another time line begin an epoch', async (t) => {
  const { db, open, skips } = await guarded(t);
  const release = async (recovery: Recovery): Promise<string> => {
    const { epoch, reason } = (await recovery.lock())!;
    await recovery.release(epoch);
    return reason;
  };
  await open();
  await sql`update recovery set timeline = timeline + 1`.execute(db);
  assert.match(await release(await open()), /another time line/);
  await sql`update recovery set system_identifier = '1'`.execute(db);
  assert.match(await release(await open()), /another cluster/);
  await sql`delete from recovery`.execute(db);
  assert.match(await release(await open()), /at beat 0/);
  assert.equal(skips(), 3);
});
