import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '#kit/database';
import { parseFilter, matches } from '#platform/commands/filter';
import type { Cursor, PageRequest } from '#platform/commands/page';
import { listColumn, readPage } from '#platform/database/list-page';

interface Schema {
  things: { id: number; name: string | null; size: bigint | null; up: boolean | null; made: Date | null };
}

type Thing = Schema['things'];

const columns = {
  id: listColumn.number('id'),
  name: listColumn.text('name'),
  size: listColumn.number('size'),
  up: listColumn.flag('up'),
  made: listColumn.time('made'),
};

/** A table of them, of which some values are not there. */
async function startThings(t: TestContext) {
  const { db } = await testDatabase<Schema>(t, 'identity');
  await sql`create table things
    (id integer primary key, name text, size bigint, up boolean, made timestamptz)`.execute(db);
  await sql`insert into things values
    (1, 'web', 10, true, '2026-01-31T12:00:00Z'), (2, 'Web', 9, false, '2026-01-31T12:00:00.123456Z'),
    (3, null, null, null, null), (4, 'a=b', 9223372036854775807, true, '2025-12-31T00:00:00Z'),
    (5, '', -1, false, '2026-02-01T00:00:00Z'), (6, 'None', 0, null, null), (7, 'web', 10, true, null)`.execute(
    db,
  );
  return (request: PageRequest) => readPage(db.selectFrom('things').selectAll(), columns, 'id', request);
}

type PageOf = Awaited<ReturnType<typeof startThings>>;

/** All rows, by pages of that size. */
async function byPages(pageOf: PageOf, limit: number, order?: string): Promise<Thing[]> {
  const rows: Thing[] = [];
  let place: Cursor | undefined;
  do {
    const page = await pageOf({
      conditions: [],
      limit,
      ...(order === undefined ? {} : { order }),
      ...(place === undefined ? {} : { after: place }),
    });
    assert.ok(page.rows.length <= limit);
    rows.push(...page.rows);
    place = page.next;
  } while (place !== undefined);
  return rows;
}

test('T-S9 conditions choose the same rows in SQL as in memory', async (t) => {
  const pageOf = await startThings(t);
  const all = (await pageOf({ conditions: [], limit: 100 })).rows;
  const words = {
    id: ['1', '3', '1.5', '-1', '99999999999999999999', 'None'],
    name: ['web', 'Web', '', 'None', 'a=b', "x'; drop table things; --"],
    size: ['10', '9', '0', '9223372036854775807', 'None', '1e1'],
    up: ['true', 'no', '1', 'None'],
    made: ['2026-01-31', '2026-01-31T12:00Z', '2026-01-31T12:00:00.123Z', 'None'],
  };
  const filters = Object.entries(words).flatMap(([field, values]) =>
    values.flatMap((value) => ['=', '!=', '<', '<=', '>', '>='].map((operator) => field + operator + value)),
  );
  for (const filter of [...filters, 'name=web,up=yes,size>9', 'id>1,id<4']) {
    const conditions = parseFilter(filter);
    const expected = all.filter((row) =>
      conditions.every((condition) => matches(row[condition.field as keyof Thing], condition)),
    );
    const { rows } = await pageOf({ conditions, limit: 100 });
    assert.deepEqual(
      rows.map(({ id }) => id),
      expected.map(({ id }) => id),
      filter,
    );
  }
});

test('a list whose rows only two columns tell apart is paged by both', async (t) => {
  const { db } = await testDatabase<{ hits: { version: bigint; name: string } }>(t, 'identity');
  await sql`create table hits (version bigint, name text collate "C")`.execute(db);
  await sql`insert into hits values (10, 'b'), (9, 'a b'), (10, 'a'), (9, 'a'), (9, 'B')`.execute(db);
  const hits = { version: listColumn.number('version'), name: listColumn.text('name') };
  for (const limit of [1, 2, 5])
    for (const [order, expected] of [
      [undefined, ['9B', '9a', '9a b', '10a', '10b']],
      ['name', ['9a', '10a', '9a b', '9B', '10b']],
    ] as const) {
      const found: string[] = [];
      let after: Cursor | undefined;
      do {
        const page = await readPage(
          db.selectFrom('hits').selectAll(),
          hits,
          { number: 'version', text: 'name' },
          {
            conditions: [],
            limit,
            ...(order === undefined ? {} : { order }),
            ...(after === undefined ? {} : { after }),
          },
        );
        found.push(...page.rows.map(({ version, name }) => `${version}${name}`));
        after = page.next;
      } while (after !== undefined);
      assert.deepEqual(found, expected, `${order} by ${limit}`);
    }
});

test('pages of any size give each row once, in the order that is asked for, those without a value last', async (t) => {
  const pageOf = await startThings(t);
  const orders: [string | undefined, number[]][] = [
    [undefined, [1, 2, 3, 4, 5, 6, 7]],
    ['name', [5, 4, 6, 1, 2, 7, 3]],
    ['size', [5, 6, 2, 1, 7, 4, 3]],
    ['up', [2, 5, 1, 4, 7, 3, 6]],
    ['made', [4, 1, 2, 5, 3, 6, 7]],
  ];
  for (const [order, ids] of orders)
    for (const limit of [1, 2, 3, 7, 100])
      assert.deepEqual(
        (await byPages(pageOf, limit, order)).map(({ id }) => id),
        ids,
        `${order} by ${limit}`,
      );
});
