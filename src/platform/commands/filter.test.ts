import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches, parseFilter } from './filter.ts';

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
});

test('an absent value equals nothing but None', () => {
  assert.equal(holds(null, 'project=None'), true);
  assert.equal(holds(null, 'project=x'), false);
  assert.equal(holds(null, 'project!=x'), true);
});

test('T-S9 a condition that no number, boolean or time can meet is a mistake, not an empty list', () => {
  const check = (value: unknown, text: string) => (): void => void holds(value, text);
  assert.throws(check(1, 'id=abc'), /'abc' is not a number, as id is/);
  assert.throws(check(new Date(), 'created>soon'), /'soon' is not a time such as .*, as created is/);
  assert.throws(check(true, 'active=maybe'), /'maybe' is not True or False, as active is/);
  for (const [value, text] of [
    [1, 'id!=None'],
    [true, 'active=1'],
    [null, 'id=abc'],
    ['x', 'name=1'],
  ] as const)
    assert.doesNotThrow(check(value, text));
});

test('times compare as moments, however they are written', () => {
  const noon = new Date('2026-01-31T12:00:00Z');
  assert.equal(holds(noon, 'created=2026-01-31T14:00+02:00'), true);
  assert.equal(holds(noon, 'created>=2026-01-31'), true);
  assert.equal(holds(noon, 'created<2026-01-31'), false);
});
