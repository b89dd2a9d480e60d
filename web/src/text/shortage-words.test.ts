import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortageWords } from './shortage-words.ts';

test('what was refused says of each limit in the way what was asked, used, reserved and allowed', () => {
  assert.equal(
    shortageWords(`cyclades.vm p member 3 1 1 2, cyclades.disk p project ${2 ** 31} ${2 ** 31} 0 ${2 ** 30}`),
    'Machines: 2 asked for, 1 used, 1 reserved; your limit in the project is 3. Disks: 1 GiB asked for, 2 GiB used, 0 B reserved; the project’s limit is 2 GiB.',
  );
  assert.equal(shortageWords('what nobody understands'), '');
});
