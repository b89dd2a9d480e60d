import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choiceOf, choiceText, type Column, fittingColumns } from './columns.ts';

const column = (id: string, width: number, more: Partial<Column<string>> = {}): Column<string> => ({
  id,
  head: id,
  width,
  cell: (row) => row,
  ...more,
});
const columns = [
  column('name', 200, { grows: true }),
  column('size', 100, { hideable: true }),
  column('tags', 100, { hideable: true, hidden: true }),
  column('age', 100, { hideable: true }),
];
const ids = (choice: string, width: number) =>
  fittingColumns(columns, choiceOf(choice), width).map(({ id }) => id);

test('columns are shown as chosen; what was never chosen is shown as the table says', () => {
  assert.deepEqual(ids('', 900), ['name', 'size', 'age']);
  assert.deepEqual(ids('+tags,-size', 900), ['name', 'tags', 'age']);
  assert.deepEqual(ids('-name', 900), ['name', 'size', 'age'], 'a column that must be there stays');
});

test('where there is no room the last columns give way first, and those that must be there never', () => {
  assert.deepEqual(ids('', 399), ['name', 'size']);
  assert.deepEqual(ids('', 100), ['name']);
});

test('a choice survives being kept as text, and what is no choice is none', () => {
  assert.equal(choiceText(choiceOf('+tags,-size')), '+tags,-size');
  assert.equal(choiceText(choiceOf('rubbish,+,-')), '');
});
