import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeUid } from './owner.ts';

const WHOLE = '         0          0 4294967295\n';

test('each machine gets a user that no other has', () => {
  assert.equal(freeUid(new Set(), WHOLE), 2_000_000_000);
  assert.equal(freeUid(new Set([2_000_000_000, 2_000_000_001]), WHOLE), 2_000_000_002);
});

test('in a small user namespace the users are those that it has', () => {
  const uid = freeUid(new Set(), '         0     100000      65536\n');
  assert.ok(uid !== undefined && uid >= 61_000 && uid < 65_534);
});

test('when every user is taken there is none', () => {
  const taken = new Set(Array.from({ length: 65_536 }, (_, index) => 2_000_000_000 + index));
  assert.equal(freeUid(taken, WHOLE), undefined);
});
