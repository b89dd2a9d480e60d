import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Insertable,
  Kysely,
  PostgresAdapter,
  DummyDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import { columns, type RowOf, toColumns } from './columns.ts';

interface ShelfTable {
  id: number;
  owner_id: string;
  last_book_at: Date | null;
}

const db = new Kysely<{ shelves: ShelfTable }>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (own) => new PostgresIntrospector(own),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
const shelfColumns = columns('shelves', ['id', 'owner_id', 'last_book_at']);

test('columns come under the names of the code, named so by the database', async () => {
  const query = db.selectFrom('shelves').select(shelfColumns).where('owner_id', '=', 'me');
  const rows: RowOf<ShelfTable>[] = await query.execute();
  assert.deepEqual(rows, []);
  assert.equal(
    query.compile().sql,
    'select "shelves"."id" as "id", "shelves"."owner_id" as "ownerId", "shelves"."last_book_at" as "lastBookAt" ' +
      'from "shelves" where "owner_id" = $1',
  );
});

test('values go under the names of their columns, documents in them as they are', () => {
  const values: Insertable<ShelfTable> = toColumns({ id: 1, ownerId: 'me', lastBookAt: null });
  assert.deepEqual(values, { id: 1, owner_id: 'me', last_book_at: null });
  assert.deepEqual(toColumns({ documentText: { someKey: 1 } }), { document_text: { someKey: 1 } });
});
