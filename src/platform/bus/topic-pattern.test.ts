import assert from 'node:assert/strict';
import { test } from 'node:test';

import { topicExpression } from './topic-pattern.ts';

const cases: [pattern: string, matching: string[], others: string[]][] = [
  [
    'ganeti.*.event.op',
    ['ganeti.snf.event.op'],
    ['ganeti.event.op', 'ganeti.a.b.event.op', 'ganeti.snf.event.ops'],
  ],
  ['ganeti.#', ['ganeti', 'ganeti.a', 'ganeti.a.b'], ['ganetix', 'other.ganeti']],
  ['#.op', ['op', 'a.op', 'a.b.op'], ['xop', 'a.opx', 'op.a']],
  ['a.#.z', ['a.z', 'a.b.z', 'a.b.c.z'], ['az', 'a.bz']],
  ['#', ['', 'a', 'a.b'], []],
  ['*', ['a'], ['', 'a.b']],
];

for (const [pattern, matching, others] of cases) {
  test(`the pattern ${pattern} takes the keys it should`, () => {
    const expression = new RegExp(topicExpression(pattern));
    for (const key of matching) assert.ok(expression.test(key), key);
    for (const key of others) assert.ok(!expression.test(key), key);
  });
}

test('a pattern that could be more than words is refused', () => {
  for (const pattern of ['', 'a..b', 'a(b', 'a*', '.*', 'a.b\n', `a.${'b'.repeat(300)}`]) {
    assert.throws(() => topicExpression(pattern), TypeError, pattern);
  }
});
