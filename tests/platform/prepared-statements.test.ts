import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '#kit/database';
import { openDatabase } from '#platform/database/database';

async function setUp(t: TestContext) {
  const { url } = await testDatabase<unknown>(t, 'queue');
  const db = openDatabase<unknown>({ url, poolSize: 1 });
  t.after(() => db.destroy());
  await sql`create table words (id integer, word integer)`.execute(db);
  await sql`insert into words values (1, 10), (2, 20)`.execute(db);
  const wordOf = async (id: number): Promise<unknown> =>
    (await sql<{ word: unknown }>`select word from words where id = ${id}`.execute(db)).rows[0]?.word;
  const kept = async (): Promise<string[]> =>
    (await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db)).rows.map(
      ({ statement }) => statement,
    );
  return { db, wordOf, kept };
}

test('a statement that is run often is planned once a connection, whatever its values', async (t) => {
  const { wordOf, kept } = await setUp(t);
  await wordOf(1);
  assert.deepEqual(await kept(), []);
  for (let round = 0; round < 50; round += 1)
    assert.equal(await wordOf(1 + (round % 2)), 10 + 10 * (round % 2));
  assert.deepEqual(await kept(), ['select word from words where id = $1']);
});

test('statements without values, with hundreds, or ever new ones are planned anew', async (t) => {
  const { db, kept } = await setUp(t);
  const many = Array.from({ length: 200 }, (_, id) => id);
  for (let round = 0; round < 40; round += 1) {
    await sql`select count(*) from words`.execute(db);
    await sql`select count(*) from words where id in (${sql.join(many)})`.execute(db);
    await sql`select ${sql.lit(round)}, count(*) from words where id = ${round}`.execute(db);
  }
  assert.deepEqual(await kept(), []);
});

test('a plan that a change of the schema made useless fails once, as an outage, and the next connection plans anew', async (t) => {
  const { db, wordOf } = await setUp(t);
  for (let round = 0; round < 50; round += 1) await wordOf(1);
  await sql`alter table words alter word type text`.execute(db);
  await assert.rejects(wordOf(1), { name: 'DatabaseUnavailable' });
  assert.equal(await wordOf(1), '10');
});

test('whoever waits longer on the same connections has the same names for the same statements', async (t) => {
  const { db, wordOf } = await setUp(t);
  for (let round = 0; round < 40; round += 1) {
    await wordOf(1);
    await sql`select id from words where word = ${10}`.execute(db.patient);
  }
  assert.equal(await wordOf(2), 20);
});
