import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageRecord } from '../images/record.ts';
import { configOf } from './instance-config.ts';

const image = (properties: Record<string, string>) =>
  ({
    mapHash: 'ab',
    sizeBytes: 512n,
    diskFormat: 'diskdump',
    properties: new Map(Object.entries(properties)),
  }) as unknown as ImageRecord;
const config = (name: string, properties: Record<string, string> = {}) =>
  configOf(
    { name, personality: [], user_data: undefined },
    { image: image(properties), adminPass: 'Secret1234', authorizedKeys: [] },
  );

test('the host name is what letters, digits and dashes are left of the name', () => {
  for (const [name, hostname] of [
    ['web-1', 'web-1'],
    ['Büro Nr. 5', 'buro-nr-5'],
    ['--x--', 'x'],
    ['Σερβερ', 'server'],
    ['a'.repeat(100), 'a'.repeat(63)],
    [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
  ] as const)
    assert.equal(config(name).hostname, hostname, name);
});

test('accounts are those that the image names, as far as they are names of accounts; root without any', () => {
  assert.deepEqual(config('x', { users: 'debian  _www $(id) -rf Root' }).users, ['debian', '_www']);
  assert.deepEqual(config('x', { users: '../..' }).users, ['root']);
  assert.deepEqual(config('x').users, ['root']);
});

test('a machine gets the hash of its password, never the password, and the properties of its image', () => {
  const made = config('x', { osfamily: 'linux' });
  assert.match(made.adminPasswordHash, /^\$6\$.{16}\$/);
  assert.equal(JSON.stringify(made).includes('Secret1234'), false);
  assert.deepEqual(made.image, {
    id: 'pithosmap://ab/512',
    format: 'diskdump',
    properties: { OSFAMILY: 'linux' },
  });
});
