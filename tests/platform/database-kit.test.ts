import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';

import { createDatabase, testDatabase } from '#kit/database';

test('a test gets a database of its own, as a role that is no superuser', async (t) => {
  const first = await testDatabase(t, 'queue');
  const second = await testDatabase(t, 'queue');
  assert.notEqual(first.url, second.url);
  const { rows } = await sql<{ super: boolean }>`
    select rolsuper as super from pg_roles where rolname = current_user`.execute(first.db);
  assert.deepEqual(rows, [{ super: false }]);
  await sql`create table only_here (id int)`.execute(first.db);
  await assert.rejects(sql`select * from only_here`.execute(second.db), { code: '42P01' });
});

test('a dropped test database is gone although somebody is connected', async (t) => {
  const { db } = await testDatabase(t, 'queue');
  const other = await createDatabase('queue');
  await other.drop();
  const name = new URL(other.url).pathname.slice(1);
  const { rows } = await sql`select from pg_database where datname = ${name}`.execute(db);
  assert.equal(rows.length, 0);
});
