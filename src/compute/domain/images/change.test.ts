import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedKeys, newImageKeys } from './change.ts';

const none = new Map<string, string>();
const property = (key: string, value: string) => ({ properties: new Map([[key, value]]) });

test('a new image has the format that is assumed, and what is named', () => {
  assert.deepEqual(newImageKeys({ name: 'tiny', properties: new Map([['os', 'debian']]) }), {
    'plankton:name': 'tiny',
    'plankton:disk_format': 'diskdump',
    'plankton:container_format': 'bare',
    'plankton:property:os': 'debian',
  });
  assert.equal(
    newImageKeys({ name: 'x', diskFormat: undefined, properties: none })['plankton:disk_format'],
    'diskdump',
  );
});

test('a change sets what is named, takes empty properties away and leaves the rest', () => {
  assert.deepEqual(changedKeys({ properties: none }), { set: {}, remove: [] });
  assert.deepEqual(changedKeys({ name: 'Ωmega', ...property('os', '') }), {
    set: { 'plankton:name': 'Ωmega' },
    remove: ['plankton:property:os'],
  });
});

test('names, formats and values that no client could use are refused', () => {
  for (const [change, code] of [
    [{ name: '', properties: none }, 'image_name_empty'],
    [{ diskFormat: 'qcow2', properties: none }, 'bad_disk_format'],
    [{ containerFormat: 'ova', properties: none }, 'bad_container_format'],
    [property('a b', 'x'), 'bad_property_name'],
    [property('', 'x'), 'bad_property_name'],
    [property('k'.repeat(94), 'x'), 'bad_property_name'],
    [property('os', 'line\nbreak'), 'bad_image_value'],
    [property('os', 'v'.repeat(257)), 'bad_image_value'],
    [{ name: 'x\u0000', properties: none }, 'bad_image_value'],
  ] as const)
    assert.throws(() => changedKeys(change), { code }, JSON.stringify(change));
});
