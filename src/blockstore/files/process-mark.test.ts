import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasEnded, processMark } from './process-mark.ts';

test('a process that runs is told from one that ended and from those of other machines', () => {
  const mine = processMark();
  const [boot, space, pid, started] = mine.split('.');
  assert.equal(hasEnded(mine), false);
  assert.equal(hasEnded(`${mine}.a1b2`), false, 'whatever follows the mark');
  assert.equal(
    hasEnded(`${boot}.${space}.${pid}.${Number(started) - 1}`),
    true,
    'its number was given to another',
  );
  assert.equal(hasEnded(`${boot}.${space}.4194305.1`), true, 'no process has such a number');
  assert.equal(hasEnded(`00000000.${space}.${pid}.${started}`), undefined);
  assert.equal(hasEnded(`${boot}.1.4194305.1`), undefined, 'of another container of this machine');
  assert.equal(hasEnded(`${boot}.${pid}.${started}.a1b2`), undefined, 'a mark of an earlier release');
  assert.equal(hasEnded('0123456789abcdef-1'), undefined, 'a name of an earlier release');
});
