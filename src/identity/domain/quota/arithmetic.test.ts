import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { INFINITE } from '#contract/infinite';
import { afterAccept, afterIssue, afterReject, type Counters, refusalOf } from './arithmetic.ts';
import type { Holding } from './provision.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: INFINITE });
const amount = fc.oneof(
  fc.bigInt({ min: -5n, max: 5n }),
  fc.constantFrom(INFINITE, -INFINITE, -INFINITE - 1n),
  int64,
);

const empty: Holding = {
  id: 1n,
  holder: 'user:u',
  source: 'project:p',
  resource: 'r',
  limit: 2n,
  usageMin: 0n,
  usageMax: 0n,
};

test('T-I13 any sequence of issues, accepts and rejects keeps 0 ≤ min ≤ max ≤ 2^63-1 and the pending sum', () => {
  const step = fc.record({
    quantity: amount,
    force: fc.boolean(),
    accept: fc.boolean(),
    resolveOne: fc.boolean(),
  });
  const limit = fc.oneof(fc.constant(INFINITE), fc.bigInt({ min: 0n, max: 10n }));
  fc.assert(
    fc.property(limit, fc.array(step, { maxLength: 40 }), (upper, steps) => {
      let counters: Counters = { usageMin: 0n, usageMax: 0n };
      const pending: bigint[] = [];
      for (const { quantity, force, accept, resolveOne } of steps) {
        const oldest = resolveOne ? pending.shift() : undefined;
        if (oldest !== undefined) counters = (accept ? afterAccept : afterReject)(counters, oldest);
        const holding = { ...empty, ...counters, limit: upper };
        const { holder, source, resource } = holding;
        if (refusalOf({ holder, source, resource, quantity }, holding, force) === undefined) {
          counters = afterIssue(counters, quantity);
          pending.push(quantity);
        }
        const open = pending.reduce((sum, one) => sum + (one < 0n ? -one : one), 0n);
        assert.ok(
          counters.usageMin >= 0n && counters.usageMin <= counters.usageMax && counters.usageMax <= INFINITE,
        );
        assert.equal(open, counters.usageMax - counters.usageMin);
      }
    }),
    { numRuns: 500 },
  );
});

test('accepting an issue is what the change says, rejecting it is as if it never was', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 100n }), fc.bigInt({ min: -100n, max: 100n }), (held, quantity) => {
      const before = { usageMin: held, usageMax: held };
      const issued = afterIssue(before, quantity);
      assert.deepEqual(afterReject(issued, quantity), before);
      const after = held + quantity;
      assert.deepEqual(afterAccept(issued, quantity), { usageMin: after, usageMax: after });
    }),
  );
});

test('a refusal tells limit and usage as they are before the change', () => {
  const key = { holder: 'user:u', source: 'project:p', resource: 'r' };
  const full = { ...empty, usageMin: 1n, usageMax: 2n };
  const over = refusalOf({ ...key, quantity: 1n }, full, false);
  assert.equal(over?.status, 413);
  assert.equal(over?.message, 'user:u has not enough capacity of r.');
  assert.deepEqual(over?.data, {
    name: 'NoCapacityError',
    provision: { ...key, quantity: 1n },
    limit: 2n,
    usage: 2n,
  });
  const under = refusalOf({ ...key, quantity: -2n }, full, true);
  assert.equal(under?.message, 'user:u attempts to release more r than it contains.');
  assert.deepEqual(under?.data, {
    name: 'NoQuantityError',
    provision: { ...key, quantity: -2n },
    limit: 0n,
    usage: 1n,
  });
  const missing = refusalOf({ ...key, quantity: 1n }, undefined, true);
  assert.deepEqual(missing?.data, { name: 'NoHoldingError', provision: { ...key, quantity: 1n } });
});

test('nothing is an import: it fails over the limit, and force lets it pass', () => {
  const over = { ...empty, limit: 1n, usageMin: 2n, usageMax: 2n };
  const nothing = { holder: 'user:u', source: 'project:p', resource: 'r', quantity: 0n };
  assert.equal(refusalOf(nothing, over, false)?.status, 413);
  assert.equal(refusalOf(nothing, over, true), undefined);
});
