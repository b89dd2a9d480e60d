import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Batches } from './batches.ts';

interface Call {
  name: string;
  key: string;
}

/** Batches whose runs wait until they are let go on. */
function stepped(most = 64) {
  const runs: { names: string[]; goOn(error?: Error): void }[] = [];
  const batches = new Batches<Call, string>({
    most,
    keysOf: ({ key }) => [key],
    run: (calls) =>
      new Promise((resolve, reject) => {
        runs.push({
          names: calls.map(({ name }) => name),
          goOn: (error) =>
            error === undefined
              ? resolve(calls.map(({ name }) => (name === 'bad' ? new Error('refused') : `${name} done`)))
              : reject(error),
        });
      }),
  });
  return { batches, runs, names: () => runs.map(({ names }) => names.join(' ')) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('calls that come while a batch is at work go together in the next, each with an outcome of its own', async () => {
  const { batches, runs, names } = stepped();
  const first = batches.add({ name: 'a', key: 'a' });
  await turn();
  const rest = ['b', 'bad', 'c'].map((name) => batches.add({ name, key: name }));
  await turn();
  assert.deepEqual(names(), ['a']);
  runs[0]!.goOn();
  assert.equal(await first, 'a done');
  await turn();
  assert.deepEqual(names(), ['a', 'b bad c']);
  runs[1]!.goOn();
  const outcomes = await Promise.allSettled(rest);
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason))),
    ['b done', 'Error: refused', 'c done'],
  );
});

test('calls of one key follow each other, and never share a batch', async () => {
  const { batches, runs, names } = stepped();
  const calls = ['one', 'two', 'three'].map((name) => batches.add({ name, key: 'same' }));
  const other = batches.add({ name: 'other', key: 'other' });
  for (const at of [0, 1, 2]) {
    await turn();
    runs[at]!.goOn();
    await calls[at];
  }
  assert.equal(await other, 'other done');
  assert.deepEqual(names(), ['one other', 'two', 'three']);
});

test('a batch that waits for a lock does not hold up the next ones', async () => {
  const { batches, runs, names } = stepped();
  const hung = batches.add({ name: 'hung', key: 'hung' });
  await turn();
  const next = batches.add({ name: 'next', key: 'next' });
  const same = batches.add({ name: 'same', key: 'hung' });
  while (runs.length < 2) await sleep(1);
  runs[1]!.goOn();
  assert.equal(await next, 'next done');
  await turn();
  assert.deepEqual(names(), ['hung', 'next'], 'what has its key waits for it');
  runs[0]!.goOn();
  await hung;
  await turn();
  runs[2]!.goOn();
  assert.equal(await same, 'same done');
});

test('what fails as a whole fails for each call, and the next batch is worked on', async () => {
  const { batches, runs } = stepped();
  const calls = ['a', 'b'].map((name) => batches.add({ name, key: name }));
  await turn();
  runs[0]!.goOn(new Error('the database is away'));
  for (const call of calls) await assert.rejects(call, /away/);
  const after = batches.add({ name: 'c', key: 'c' });
  await turn();
  runs[1]!.goOn();
  assert.equal(await after, 'c done');
});

test('every call is worked on once, within the size of a batch, in the order of its key', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (keys, most) => {
        const seen: Call[] = [];
        const batches = new Batches<Call, string>({
          most,
          keysOf: ({ key }) => [key],
          async run(calls) {
            assert.ok(calls.length <= most);
            assert.equal(new Set(calls.map(({ key }) => key)).size, calls.length);
            await turn();
            seen.push(...calls);
            return calls.map(({ name }) => name);
          },
        });
        const calls = keys.map((key, at) => ({ name: String(at), key: String(key) }));
        const outcomes = await Promise.all(calls.map((call) => batches.add(call)));
        assert.deepEqual(
          outcomes,
          calls.map(({ name }) => name),
        );
        const byKey = Map.groupBy(seen, ({ key }) => key);
        for (const [key, ordered] of byKey)
          assert.deepEqual(
            ordered,
            calls.filter((call) => call.key === key),
          );
      },
    ),
    { numRuns: 40 },
  );
});
