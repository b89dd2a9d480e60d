import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '#platform/faults';
import { shuffled } from './shuffler.ts';

test('the shuffler repeats, reorders and delays, loses nothing and can be repeated', () => {
  const messages = Array.from({ length: 200 }, (_, index) => index);
  const order = shuffled(messages, seededRandom(7));
  assert.deepEqual(order, shuffled(messages, seededRandom(7)));
  assert.notDeepEqual(order, shuffled(messages, seededRandom(8)));
  assert.deepEqual(
    [...new Set(order)].sort((a, b) => a - b),
    messages,
  );
  const times = messages.map((message) => order.filter((other) => other === message).length);
  assert.deepEqual([Math.min(...times), Math.max(...times)], [1, 5]);
  const turned = order.filter((message, index) => index > 0 && message < order[index - 1]!);
  assert.ok(turned.length > 50, `${turned.length} come out of order`);
  const end = order.slice(-40);
  assert.ok(Math.min(...end) < 40, 'some come long after everything');
});
