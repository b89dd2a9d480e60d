import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDatabase } from '#kit/database';
import { systemClock } from '#platform/clock';
import { openDatabase } from '#platform/database/database';
import { localRateLimit, sharedRateLimit } from '#platform/rate-limit';

test('a budget holds over all processes that share the database, for each key, and begins anew with its window', async (t) => {
  const database = await createDatabase('compute');
  const processes = [
    openDatabase<unknown>({ url: database.url }),
    openDatabase<unknown>({ url: database.url }),
  ];
  t.after(async () => {
    for (const one of processes) await one.destroy();
    await database.drop();
  });
  let now = Date.UTC(2000, 0, 1);
  const clock = { ...systemClock, now: () => new Date(now), monotonic: () => now };
  const [one, two] = processes.map((db) =>
    sharedRateLimit(db, clock, { name: 'tests', points: 10, seconds: 60 }),
  ) as [ReturnType<typeof sharedRateLimit>, ReturnType<typeof sharedRateLimit>];
  const taken = await Promise.all(
    Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? one : two).take('ada')),
  );
  assert.equal(taken.filter((seconds) => seconds === 0).length, 10);
  const waits = taken.filter((seconds) => seconds > 0);
  assert.ok(
    waits.every((seconds) => seconds <= 60),
    waits.join(),
  );
  assert.equal(await two.take('bob', 8), 0, 'another key has a budget of its own');
  assert.ok((await one.take('bob', 3)) > 0);
  assert.equal(await two.take('bob', 2), 0, 'what was refused was not spent');
  now += 61_000;
  assert.equal(await one.take('ada', 10), 0);
});

test('a budget of one process alone needs no database', async () => {
  const limit = localRateLimit({ name: 'tests', points: 2, seconds: 60 });
  const taken = [await limit.take('ada'), await limit.take('ada'), await limit.take('ada')];
  assert.deepEqual(taken.slice(0, 2), [0, 0]);
  assert.ok(taken[2]! > 0 && taken[2]! <= 60);
  assert.equal(await limit.take('bob', 2), 0);
});
