import { identityOver } from '#contract/program-clients';
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { Callers } from './callers.ts';
import { type Clock, systemClock } from './clock.ts';
import { defineErrors } from './errors.ts';

const { error, is } = defineErrors({
  bad_token: [401, '{reason}'],
  away: [503, 'Later.'],
  terms_pending: [401, 'Terms'],
});

/** Identity that knows its good tokens, and answers when it is told to. */
function identity() {
  let milliseconds = 0;
  const clock: Clock = { ...systemClock, monotonic: () => milliseconds };
  const world = {
    good: new Set(['token']),
    asked: 0,
    isAway: false,
    unsigned: false,
    answer: Promise.resolve(),
  };
  const client = identityOver(async ({ body }) => {
    world.asked += 1;
    const { auth } = JSON.parse(String(body)) as { auth: { token: { id: string } } };
    const isGood = world.good.has(auth.token.id) && !world.unsigned;
    await world.answer;
    if (world.isAway) throw new Error('away');
    const user = { id: 'ada', name: 'Ada', roles: [], roles_links: [], projects: ['ada'] };
    const token = { id: auth.token.id, expires: '', tenant: { id: 'ada', name: 'Ada' } };
    const document = isGood
      ? { access: { token, user, serviceCatalog: [] } }
      : { unauthorized: { message: 'Invalid token' } };
    return {
      status: isGood ? 200 : 401,
      headers: world.unsigned ? { 'x-fault-code': 'terms_pending' } : {},
      body: Readable.from([JSON.stringify(document)]),
    };
  });
  const callers = new Callers(client, clock, {
    badToken: (reason, cause) => error('bad_token', { reason }, { cause }),
    termsPending: (cause) => error('terms_pending', {}, { cause }),
    away: (cause) => error('away', {}, { cause }),
  });
  const call = (anew = false, token = 'token') => callers.callerOf(token, { anew });
  return { world, call, pass: (more: number) => (milliseconds += more) };
}

const isRefused = (thrown: unknown): boolean => is(thrown, 'bad_token');

test('T-I7 what is revoked is refused within 15 seconds of the last question, however often it is used meanwhile', async () => {
  const { world, call, pass } = identity();
  assert.equal((await call()).user, 'ada');
  world.good.clear();
  for (let second = 0; second < 14; second += 1) {
    pass(1000);
    await call();
  }
  pass(1000);
  await assert.rejects(call(), isRefused);
  assert.equal(world.asked, 2);
});

test('who has terms to sign is told that, and not that the token is bad; once they are signed it is good at once', async () => {
  const { world, call } = identity();
  world.unsigned = true;
  await assert.rejects(call(), (thrown) => is(thrown, 'terms_pending'));
  world.unsigned = false;
  assert.equal((await call()).user, 'ada');
});

test('T-I7 the time runs from the question, not from a late answer', async () => {
  const { world, call, pass } = identity();
  const answer = Promise.withResolvers<void>();
  world.answer = answer.promise;
  const asking = call();
  pass(10_000);
  answer.resolve();
  await asking;
  world.good.clear();
  pass(5000);
  await assert.rejects(call(), isRefused);
});

test('T-I7 who asks anew is told the truth at once, and the token is forgotten for everybody', async () => {
  const { world, call } = identity();
  await call();
  world.good.clear();
  await assert.rejects(call(true), isRefused);
  await assert.rejects(call(), isRefused);
});

test('T-I7 an answer that was on its way when the token ended does not bring it back', async () => {
  const { world, call } = identity();
  const answer = Promise.withResolvers<void>();
  world.answer = answer.promise;
  const early = call();
  world.good.clear();
  world.answer = Promise.resolve();
  await assert.rejects(call(true), isRefused);
  answer.resolve();
  await early;
  await assert.rejects(call(), isRefused);
});

test('those who ask at the same time share one question; another token is another caller', async () => {
  const { world, call } = identity();
  await Promise.all([call(), call(), call()]);
  assert.equal(world.asked, 1);
  await assert.rejects(call(false, 'token2'), isRefused);
  assert.equal(world.asked, 2);
});

test('an outage is not remembered, and while it lasts what was known lives on for its time', async () => {
  const { world, call } = identity();
  world.isAway = true;
  await assert.rejects(call(), (thrown) => is(thrown, 'away'));
  world.isAway = false;
  await call();
  world.isAway = true;
  await assert.rejects(call(true), (thrown) => is(thrown, 'away'));
  assert.equal((await call()).user, 'ada');
});
