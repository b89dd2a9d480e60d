import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeKillPoint, parseFaultPlan } from './faults.ts';

test('a fault strikes at the hit it names and at no other', () => {
  const killPoint = makeKillPoint(parseFaultPlan('object.put.rows-committed#2=throw:ENOSPC'), 1);
  killPoint('object.put.rows-committed');
  killPoint('object.put.other');
  assert.throws(() => killPoint('object.put.rows-committed'), { code: 'ENOSPC' });
  killPoint('object.put.rows-committed');
});

test('a star covers every point that begins so, and a seed gives the same run', () => {
  const strikes = (seed: number): number[] => {
    const killPoint = makeKillPoint(parseFaultPlan('block.*#p0.2=throw'), seed);
    return Array.from({ length: 100 }, (_, index) => index).filter((index) => {
      try {
        killPoint(`block.${index}`);
        return false;
      } catch {
        return true;
      }
    });
  };
  assert.deepEqual(strikes(5), strikes(5));
  assert.notDeepEqual(strikes(5), strikes(6));
  assert.ok(strikes(5).length > 5 && strikes(5).length < 50);
});

test('a plan with a mistake is refused', () => {
  assert.throws(() => parseFaultPlan('nonsense'), TypeError);
});
