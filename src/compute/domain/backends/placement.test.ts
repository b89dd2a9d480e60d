import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BackendRow } from '../../store/backends/backends.ts';
import { choose } from './placement.ts';

const backend = (id: number, mfree: number, more: Partial<BackendRow> = {}) =>
  ({
    id,
    clustername: `c${id}`,
    address: 'https://c:5080',
    diskTemplates: ['file', 'drbd'],
    mfree,
    mtotal: 4096,
    dfree: 90_000,
    dtotal: 100_000,
    pinstCnt: 0,
    ctotal: 16,
    ...more,
  }) as BackendRow;
const flavor = { cpu: 1, ram: 512, disk: 1, diskTemplate: 'file' };
const wanted = { flavor, diskFormat: 'diskdump' };
const unseen = (backendId: number, count: number, more = {}) => ({ backendId, count, ...flavor, ...more });

test('servers that the figures of a back end do not show count as placed there', () => {
  const open = [backend(1, 2000), backend(2, 1500)];
  assert.equal(choose(open, [], wanted).id, 1);
  assert.equal(choose(open, [unseen(1, 2)], wanted).id, 2);
  assert.equal(choose(open, [unseen(1, 2), unseen(2, 2)], wanted).id, 1);
  assert.equal(open[0]!.mfree, 2000, 'the figures themselves stay');
});

test('a mirrored disk takes its size twice, of what waits and of what is placed', () => {
  const open = [backend(1, 3000, { dfree: 3 * 1024, dtotal: 4 * 1024 }), backend(2, 1000)];
  assert.equal(choose(open, [], { ...wanted, flavor: { ...flavor, disk: 2 } }).id, 1);
  assert.equal(choose(open, [], { ...wanted, flavor: { ...flavor, disk: 2, diskTemplate: 'drbd' } }).id, 2);
  assert.equal(choose(open, [unseen(1, 1, { diskTemplate: 'drbd' })], { ...wanted, flavor }).id, 2);
});

test('the embedded manager is given only what it can write as it is, and the reason of a refusal is told', () => {
  const embedded = backend(1, 4000, { address: 'role:vmhost' });
  const formatted = { flavor, diskFormat: 'extdump' };
  assert.equal(choose([embedded, backend(2, 1000)], [], formatted).id, 2);
  assert.throws(() => choose([embedded], [], formatted), { code: 'image_format_unserved', status: 400 });
  assert.throws(() => choose([], [], formatted), { code: 'no_backend', status: 503 });
  const template = { flavor: { ...flavor, diskTemplate: 'rbd' }, diskFormat: 'diskdump' };
  assert.throws(() => choose([embedded], [], template), { code: 'no_backend' });
});
