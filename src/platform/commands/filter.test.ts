import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches, parseFilter, refuseNonsense } from './filter.ts';

function holds(value: unknown, text: string): boolean {
  const [condition] = parseFilter(text);
  assert.ok(condition);
  return matches(value, condition);
}

test('conditions are split at commas and at the first operator', () => {
  assert.deepEqual(parseFilter('name=a=b,cpu>=2,state!=ERROR,ram=<512'), [
    { field: 'name', operator: '=', wanted: 'a=b' },
    { field: 'cpu', operator: '>=', wanted: '2' },
    { field: 'state', operator: '!=', wanted: 'ERROR' },
    { field: 'ram', operator: '<=', wanted: '512' },
  ]);
  assert.throws(() => parseFilter('name'), /is not a condition/);
});

test('T-S9 id=1 means the number one, and only a boolean column reads 1 as true', () => {
  assert.equal(holds(1, 'id=1'), true);
  assert.equal(holds(2, 'id=1'), false);
  assert.equal(holds(true, 'active=1'), true);
  assert.equal(holds('1', 'name=1'), true);
  assert.equal(holds('true', 'name=1'), false);
});

test('numbers compare as numbers, also beyond what a number holds exactly by its magnitude', () => {
  assert.equal(holds(10, 'cpu>9'), true);
  assert.equal(holds(9223372036854775807n, 'limit>1000'), true);
  assert.equal(holds(5, 'cpu=five'), false);
  assert.equal(holds(5, 'cpu!=five'), true);
});

test('an absent value equals nothing but None', () => {
  assert.equal(holds(null, 'project=None'), true);
  assert.equal(holds(null, 'project=x'), false);
  assert.equal(holds(null, 'project!=x'), true);
});

test('a condition that no number or boolean can meet is a mistake, not an empty list', () => {
  const check = (value: unknown, text: string) => (): void => refuseNonsense(value, parseFilter(text)[0]!);
  assert.throws(check(1, 'id=abc'), /'abc' is not a number, as id is/);
  assert.throws(check(true, 'active=maybe'), /'maybe' is not True or False, as active is/);
  for (const [value, text] of [
    [1, 'id!=None'],
    [true, 'active=1'],
    [null, 'id=abc'],
    ['x', 'name=1'],
  ] as const)
    assert.doesNotThrow(check(value, text));
});
