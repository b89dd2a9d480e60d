import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchedLookup } from './batched-lookup.ts';

interface Row {
  key: Buffer;
  name: string;
}

/** A table whose queries end when they are told to. */
function table() {
  const asked: string[][] = [];
  const ends: (() => void)[] = [];
  const lookup = new BatchedLookup<Row>(
    async (keys) => {
      asked.push(keys.map(String));
      await new Promise<void>((resolve) => ends.push(resolve));
      return keys
        .filter((key) => !String(key).startsWith('no'))
        .map((key) => ({ key, name: `row ${String(key)}` }));
    },
    ({ key }) => key,
  );
  const find = async (key: string) => (await lookup.find(Buffer.from(key)))?.name;
  return { asked, ends, find };
}

test('a lone question is asked at once, and what comes meanwhile is asked together', async () => {
  const { asked, ends, find } = table();
  const answers = ['a', 'b', 'c', 'd', 'none', 'c'].map(find);
  assert.deepEqual(asked, [['a'], ['b']]);
  ends[0]!();
  assert.equal(await answers[0], 'row a');
  await Promise.resolve();
  assert.deepEqual(asked[2], ['c', 'd', 'none']);
  for (const end of ends.slice(1)) end();
  assert.deepEqual(await Promise.all(answers), ['row a', 'row b', 'row c', 'row d', undefined, 'row c']);
});

test('a question is never answered by a query that was sent before it', async () => {
  const { asked, ends, find } = table();
  const first = find('a');
  const second = find('a');
  const third = find('a');
  assert.deepEqual(asked, [['a'], ['a']]);
  ends[0]!();
  await first;
  await Promise.resolve();
  assert.deepEqual(asked, [['a'], ['a'], ['a']]);
  for (const end of ends) end();
  assert.deepEqual([await second, await third], ['row a', 'row a']);
});

test('a failed query fails its own questions and the next ones go on', async () => {
  let fail = true;
  const lookup = new BatchedLookup<Row>(
    async (keys) => {
      await Promise.resolve();
      if (fail) throw new Error('the connection was lost');
      return keys.map((key) => ({ key, name: 'row' }));
    },
    ({ key }) => key,
  );
  await assert.rejects(lookup.find(Buffer.from('a')), /the connection was lost/);
  fail = false;
  assert.equal((await lookup.find(Buffer.from('a')))?.name, 'row');
});
