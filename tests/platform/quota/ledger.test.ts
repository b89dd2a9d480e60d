import { componentOver } from '#contract/program-clients';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestContext, test } from 'node:test';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import type { Transport } from '#contract/transport';
import { createDatabase } from '#kit/database';
import { isUniqueViolation } from '#platform/database/database';
import { issueCommission } from '#platform/quota/issue-commission';
import { chargedBy, compareUsage } from '#platform/quota/differences';
import { withBill } from '#platform/quota/bill';
import { recoverCommissions } from '#platform/quota/recovery';
import { type Reservation, Reservations } from '#platform/quota/reservations';
import { dropCorrection, settleOnRecord } from '#platform/quota/settle';
import { systemClock } from '#platform/clock';
import { injectTransport } from '#platform/http/transport';
import { startIdentity } from '../../identity/identity-kit.ts';
import { COMPONENT_TOKENS } from '../../identity/open-identity.ts';
import { recountLedger, recountPairs } from '../../identity/ledger-check.ts';
import { is, SmallService, type SmallStore } from './small-service.ts';

async function start(t: TestContext, limit = 100n) {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  await setBaseQuota(identity.service, ada, { 'cyclades.vm': limit });
  const { url, drop } = await createDatabase('queue');
  t.after(drop);
  const direct = injectTransport(identity.app);
  /** Calls of identity, in their order; `hang` is the part of a path that gets no answer. */
  const way = { calls: [] as string[], hang: undefined as RegExp | undefined };
  const transport: Transport = async (request) => {
    way.calls.push(`${request.method} ${request.path.split('?', 1)[0]!.split('/').slice(3).join('/')}`);
    if (way.hang?.test(request.path) === true)
      await new Promise((_, reject) =>
        request.signal?.addEventListener('abort', () => reject(request.signal!.reason as Error)),
      );
    return direct(request);
  };
  const small = await SmallService.open({ url, identity: transport, user: ada.uuid });
  t.after(() => small.close());
  const holder = componentOver(direct, COMPONENT_TOKENS.cyclades);
  const counter = async () => {
    const quotas = await holder.serviceQuotas({ users: [ada.uuid] });
    const { usage, pending } = quotas[ada.uuid]![ada.uuid]!['cyclades.vm']!;
    return { usage, pending };
  };
  const settled = async (): Promise<void> => {
    await small.ledger.settler.done();
    await settleOnRecord(small.ledger);
    assert.deepEqual(await counter(), { usage: await small.used(), pending: 0n });
    assert.deepEqual(await recountLedger(identity.url), []);
    assert.deepEqual(await recountPairs(identity.url), []);
  };
  return { small, way, holder, counter, settled, url };
}

test('a change is charged for what its rows say, whether its cost is known before it, under its locks, or at its end', async (t) => {
  const { small, settled, counter } = await start(t);
  await small.make('a', 10n);
  await settled();
  await small.put({ b: 5n, c: 5n });
  await settled();
  await small.put({ b: 1n, c: 6n }, 50n);
  await settled();
  await small.begin('a', 4n);
  assert.deepEqual(await counter(), { usage: 21n, pending: 4n }, 'held until it ends');
  await settleOnRecord(small.ledger);
  assert.deepEqual(await counter(), { usage: 21n, pending: 4n });
  await small.finish('a', 14n);
  await settled();
  await small.begin('a', 20n);
  await small.finish('a', 200n);
  assert.equal(await small.used(), 207n);
  await settled(); // by force: it happened
  await small.put({ a: 0n, b: 0n, c: 0n });
  await settled();
});

test('T-I11 at the limit nothing slips through, and what is refused leaves no row and no charge', async (t) => {
  const { small, settled } = await start(t, 10n);
  const outcomes = await Promise.allSettled([
    ...Array.from({ length: 12 }, (_, n) => small.make(`made ${n}`, 1n)),
    ...Array.from({ length: 12 }, (_, n) => small.put({ [`put ${n}`]: 1n })),
  ]);
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  for (const outcome of refused) assert.ok(outcome.status === 'rejected' && is(outcome.reason, 'over_limit'));
  assert.equal(outcomes.length - refused.length, 10);
  assert.equal(await small.used(), 10n);
  await settled();
});

test('many changes settle in few calls, and recovery asks nothing for each commission', async (t) => {
  const { small, way, settled } = await start(t, 10_000n);
  const { ledger } = small;
  await Promise.all(Array.from({ length: 20 }, (_, at) => small.make(`${at}`, 1n)));
  await ledger.settler.done();
  const accepts = way.calls.filter((call) => call.endsWith('commissions/action')).length;
  assert.ok(accepts <= 10, `${accepts} calls for 20 acceptances`);
  const charges = [small.charge(1n)];
  const serials = await Promise.all(
    Array.from({ length: 50 }, (_, n) => issueCommission(ledger, { name: '', charges, key: `lost ${n}` })),
  );
  await ledger.store.quota.record(serials.slice(0, 25), { decision: 'accept', kept: false, now: new Date() });
  await ledger.store.db.insertInto('things').values({ name: 'recorded', size: 25n, serial: null }).execute();
  way.calls.length = 0;
  assert.deepEqual(await recoverCommissions(small.later()), { accepted: 25, rejected: 25 });
  assert.ok(way.calls.length <= 4, way.calls.join());
  await settled();
});

test('a correction that cannot be made keeps neither other corrections nor decided serials from being settled', async (t) => {
  const { small, counter } = await start(t);
  const { store } = small.ledger;
  const now = new Date();
  const serial = await issueCommission(small.ledger, {
    name: 'decided',
    charges: [small.charge(5n)],
    key: 'decided',
  });
  await store.quota.record([serial], { decision: 'accept', kept: true, now });
  const correction = (minute: number, quantity: bigint) =>
    store.quota.corrections.add({
      id: `00000000-0000-4000-8000-00000000000${minute}`,
      name: 'correction',
      charges: [small.charge(quantity)],
      now: new Date(now.getTime() + minute * 60_000),
    });
  await correction(1, -3n); // waits for the acceptance of what is decided
  await correction(2, -50n); // nobody holds that much
  await correction(3, 7n);
  assert.equal(await settleOnRecord(small.ledger), 3);
  assert.deepEqual(await counter(), { usage: 9n, pending: 0n });
  const left = await store.quota.corrections.refused(10);
  assert.deepEqual(
    left.map(({ charges, failures }) => [charges[0]!.quantity, failures]),
    [[-50n, 1]],
  );
});

test('a correction that is refused is tried ever more rarely, until it can be made or somebody gives it up', async (t) => {
  const { small, way, counter } = await start(t);
  const { quota } = small.ledger.store;
  const [id, other] = [1, 2].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [string, string];
  const charges = [small.charge(-50n)]; // nobody holds that much
  for (const each of [id, other])
    await quota.corrections.add({ id: each, name: 'impossible', charges, now: new Date() });
  const pauses: number[] = [];
  let now = Date.now();
  for (let round = 0; round < 14; round += 1) {
    const at = now;
    await settleOnRecord({ ...small.ledger, clock: { ...systemClock, now: () => new Date(at) } });
    const row = (await quota.corrections.refused(10))[0]!;
    assert.equal(row.failures, round + 1);
    pauses.push((row.nextTry!.getTime() - now) / 1000);
    way.calls.length = 0;
    await settleOnRecord({ ...small.ledger, clock: { ...systemClock, now: () => new Date(at + 1000) } });
    assert.deepEqual(way.calls, [], 'nothing is asked before its time');
    now = row.nextTry!.getTime();
  }
  assert.deepEqual(pauses.slice(0, 4), [15, 30, 60, 120]);
  assert.deepEqual(pauses.at(-1), 6 * 3600);
  assert.match((await quota.corrections.refused(10))[0]!.reason!, /release more/);

  assert.equal(await dropCorrection(small.ledger, 'nothing'), false);
  assert.equal(await dropCorrection(small.ledger, id), true);
  assert.equal(await dropCorrection(small.ledger, id), false);
  await small.make('a', 60n);
  await small.ledger.settler.done();
  await settleOnRecord({ ...small.ledger, clock: { ...systemClock, now: () => new Date(now - 1000) } });
  assert.equal((await counter()).usage, 60n, 'put off for hours');
  await quota.corrections.hasten();
  await settleOnRecord(small.ledger);
  assert.deepEqual([(await counter()).usage, await quota.corrections.refused(10)], [10n, []]);
});

test('signs of life wait for no change that uses a reservation, and bring back none that is gone', async (t) => {
  const { small } = await start(t);
  const { store } = small.ledger;
  const [soon, later] = [new Date(Date.now() + 1000), new Date(Date.now() + 60_000)];
  for (const serial of [1n, 2n, 3n])
    await store.quota.reservations.add(serial, { aliveUntil: soon, process: small.ledger.processId });
  await store.transaction(async (tx) => {
    assert.deepEqual(await tx.quota.reservations.end([2n]), [2n]);
    await store.quota.reservations.prolong([1n, 2n, 3n], later);
  });
  await store.quota.reservations.prolong([1n, 2n, 3n], later);
  assert.deepEqual(await store.quota.reservations.alive([1n, 2n, 3n], soon), new Set([1n, 3n]));
});

test('changes that end reservations in whatever order, signs of life and recovery never wait for one another in a circle', async (t) => {
  const { small } = await start(t);
  const { store, processId } = small.ledger;
  const serials = Array.from({ length: 40 }, (_, n) => BigInt(n + 1));
  const aliveUntil = new Date(Date.now() + 60_000);
  for (let round = 0; round < 10; round += 1) {
    for (const serial of serials)
      await store.quota.reservations.add(serial, { aliveUntil, process: processId });
    const turned = (by: number) => [...serials.slice(by), ...serials.slice(0, by)];
    const ended = await Promise.all([
      store.transaction((tx) => tx.quota.reservations.end(turned(7))),
      store.transaction((tx) => tx.quota.reservations.end(turned(23).reverse())),
      store.quota.reservations.prolong(turned(31), aliveUntil).then(() => []),
      store.quota.reservations.endOf([processId]),
    ]);
    assert.deepEqual(
      ended.flat().sort((a, b) => Number(a - b)),
      serials,
    );
  }
});

test('what a correction will charge is no difference until it is made', async (t) => {
  const { small, settled } = await start(t);
  await small.make('a', 10n);
  await small.begin('a', 4n);
  await small.finish('a', 30n);
  const { quota } = small.ledger.store;
  await small.ledger.settler.done();
  const decided = await quota.decided(0n, 10);
  const reject = decided.flatMap(({ serial, decision }) => (decision === 'reject' ? [serial] : []));
  await small.ledger.holder.resolve({ reject });
  const used = async () => [small.charge(await small.used())];
  const found = await compareUsage(chargedBy(small.ledger), used, {});
  assert.deepEqual([found.differences, found.unsettled], [[], 2], 'of the user and of the project');
  await settled();
  assert.deepEqual(await compareUsage(chargedBy(small.ledger), used, {}), { differences: [], unsettled: 0 });
});

test('T-I11 a reservation that was given back in a change that failed does not pay for the next attempt', async (t) => {
  const { small, settled } = await start(t);
  const [large, other] = [0, 1].map(
    () => new Reservations(small.ledger, { ...small.charge(0n), name: 'an upload' }),
  ) as [Reservations<SmallStore>, Reservations<SmallStore>];
  await large.take(20n);
  await other.take(5n);
  const put = (reserved: readonly Reservation[], size: bigint, fails: boolean) =>
    withBill(small.ledger, { name: 'a batch', reserved }, async (tx, bill) => {
      await tx.db.insertInto('things').values({ name: 'other', size, serial: null }).execute();
      await bill.take(tx, [small.charge(size)]);
      if (fails) throw new Error('the batch fails');
    });
  await assert.rejects(put([...large.held, ...other.held], 10n, true), /the batch fails/);
  await put(other.held, 5n, false);
  await large.release();
  await other.release();
  await settled();
});

test('T-I11 a transaction that slept until its commission was rejected cannot be committed any more', async (t) => {
  const { small, settled } = await start(t);
  const { ledger } = small;
  const serial = await issueCommission(ledger, { name: 'slept', charges: [small.charge(5n)], key: 'slept' });
  assert.deepEqual(
    await recoverCommissions(ledger),
    { accepted: 0, rejected: 0 },
    'it may belong to work under way',
  );
  assert.deepEqual(await recoverCommissions(small.later()), { accepted: 0, rejected: 1 });
  const late = ledger.store.transaction((tx) =>
    tx.quota.record([serial], { decision: 'accept', kept: false, now: new Date() }),
  );
  await assert.rejects(late, (thrown) => isUniqueViolation(thrown));
  await settled();
  await small.make('slept', 5n, 'slept'); // what identity finds again is given up: another is issued
  await settled();
});

test('T-I11 recovery waits for a transaction that is about to record its serial, and accepts it', async (t) => {
  const { small, counter } = await start(t);
  const { ledger } = small;
  const serial = await issueCommission(ledger, { name: '', charges: [small.charge(5n)], key: 'slow' });
  const [recorded, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = ledger.store.transaction(async (tx) => {
    await tx.quota.record([serial], { decision: 'accept', kept: false, now: new Date() });
    recorded.resolve();
    await commit.promise;
  });
  await recorded.promise;
  const recovery = recoverCommissions(small.later());
  await sleep(300); // until it waits for the row
  commit.resolve();
  await slow;
  assert.equal((await recovery).rejected, 0);
  await recoverCommissions(small.later());
  assert.deepEqual(await counter(), { usage: 5n, pending: 0n });
});

test('a reservation stands while its work gives a sign of life, and is given back when that ends', async (t) => {
  const { small, counter } = await start(t);
  const reservations = new Reservations(small.ledger, { ...small.charge(0n), name: 'an upload' });
  await reservations.take(30n);
  await recoverCommissions(small.later(2));
  assert.deepEqual(
    await counter(),
    { usage: 30n, pending: 30n },
    'alive for five minutes after its last sign',
  );
  await recoverCommissions(small.later());
  assert.deepEqual(await counter(), { usage: 0n, pending: 0n }, 'dead');
  await reservations.release();
  await small.put({ a: 7n }, 20n);
  await small.ledger.settler.done();
  assert.deepEqual(await counter(), { usage: 7n, pending: 0n });
});

test('when identity hangs, what is paid for under locks gives up in seconds, nothing is charged, and the rest goes on', async (t) => {
  const { small, way, settled } = await start(t);
  await small.make('a', 10n);
  await small.ledger.settler.done();
  way.hang = /commissions/;
  const began = performance.now();
  const paying = assert.rejects(small.put({ a: 20n }), (thrown) => is(thrown, 'identity_down'));
  assert.equal(await small.used(), 10n);
  await small.put({ a: 10n }).catch(() => undefined); // changes nothing that costs: it only waits for the row
  await paying;
  assert.ok(performance.now() - began < 15_000);
  way.hang = undefined;
  await recoverCommissions(small.later());
  await settled();
});
