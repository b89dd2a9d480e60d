import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseBackend, scoreOf, templateOf } from './allocator.ts';

const a = {
  clustername: 'a',
  diskTemplates: ['file'],
  mfree: 32_768,
  mtotal: 131_072,
  dfree: 500_000,
  dtotal: 1_000_000,
  pinstCnt: 40,
  ctotal: 64,
};
const b = { ...a, clustername: 'b', mfree: 65_536, dfree: 400_000, pinstCnt: 60 };
const room = { cpu: 1, ramMib: 1024, diskMib: 10_240, template: 'file' };

test('the worked example of the specification comes out', () => {
  assert.equal(scoreOf(a).toFixed(3), '1.052');
  assert.equal(scoreOf(b).toFixed(3), '1.185');
  assert.equal(chooseBackend([a, b], room)?.clustername, 'a');
});

test('a back end that is full is left out while another has room, and tried when none has', () => {
  const full = { ...a, clustername: 'full', mfree: 10, pinstCnt: 0 };
  assert.equal(
    chooseBackend([full, b], { ...room, ramMib: 2048 })?.clustername,
    'full',
    'b has too many machines',
  );
  assert.equal(chooseBackend([full, { ...b, pinstCnt: 1 }], room)?.clustername, 'b');
});

test('a back end without the disk template is never chosen', () => {
  assert.equal(chooseBackend([a, b], { ...room, template: 'ext' }), undefined);
  assert.deepEqual(templateOf('ext_archipelago'), { template: 'ext', provider: 'archipelago' });
  assert.deepEqual(templateOf('file'), { template: 'file', provider: undefined });
});

test('a back end without processors counts as full, not as an error', () => {
  assert.equal(chooseBackend([{ ...a, ctotal: 0 }, a], room), a);
});
