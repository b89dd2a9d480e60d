import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewServer } from '#contract/new-server';
import type { ComputeSettings } from '../../settings.ts';
import {
  checkMetadata,
  checkPersonality,
  checkServerName,
  checkUserData,
  imageIdOf,
  keyNamesOf,
  passwordOf,
} from './new-server-checks.ts';

const A = '0b1c2d3e-0000-4000-8000-00000000000a';
const B = '0b1c2d3e-0000-4000-8000-00000000000b';
const settings = { MAX_PERSONALITY: 2, MAX_PERSONALITY_SIZE: 12 } as ComputeSettings;
const file = { path: '/etc/motd', contents: 'aGVsbG8=', owner: 'root', group: 'root', mode: 0o440 };

const refused = (code: string, work: () => unknown): void => assert.throws(work, { code });

test('a made password meets the rule that a wanted one has to meet', () => {
  for (let tries = 0; tries < 200; tries += 1) assert.equal(passwordOf(passwordOf(undefined)).length, 10);
  for (const weak of [
    'Short1aB',
    'nouppercase1',
    'NOLOWERCASE1',
    'NoDigitsHere',
    'Line\nBreak1',
    'Aa1'.repeat(50),
  ])
    refused('weak_password', () => passwordOf(weak));
});

test('names are any text of one line, metadata any text that an address can hold', () => {
  assert.equal(checkServerName('Ο σέρβερ μου 🖥'), 'Ο σέρβερ μου 🖥');
  for (const name of ['', 'x'.repeat(256)]) refused('bad_server_name_length', () => checkServerName(name));
  for (const name of ['a\nb', '\ud800']) refused('bad_server_name', () => checkServerName(name));
  checkMetadata({ 'a/b': 'line\nbreak', Büro: '' }, 2);
  refused('too_many_metadata', () => checkMetadata({ a: '', b: '' }, 1));
  refused('bad_metadata_key', () => checkMetadata({ ['k'.repeat(51)]: '' }, 1));
  refused('not_addressable', () => checkMetadata({ '..': '' }, 1));
  refused('metadata_value_too_long', () => checkMetadata({ a: 'v'.repeat(501) }, 1));
  for (const [key, value] of [
    ['a\tb', ''],
    ['a', '\u0000'],
    ['a', '\ud800'],
  ] as const)
    refused('metadata_not_text', () => checkMetadata({ [key]: value }, 1));
});

test('T-C7 files for a machine are few and short, in base64, and their paths climb nowhere', () => {
  checkPersonality([file, { ...file, contents: 'aGVs\r\nbG8=' }], settings);
  refused('personality_limit', () => checkPersonality([file, file, file], settings));
  refused('personality_limit', () => checkPersonality([{ ...file, contents: 'A'.repeat(20) }], settings));
  refused('personality_not_base64', () => checkPersonality([{ ...file, contents: 'aGVsbG8' }], settings));
  for (const path of [
    'etc/motd',
    '/',
    '/etc//motd',
    '/etc/../motd',
    '/./x',
    '/etc/',
    '/a\nb',
    `/${'x'.repeat(255)}`,
  ])
    refused('bad_personality_path', () => checkPersonality([{ ...file, path }], settings));
  for (const owner of ['', '-rf', 'a b', 'x'.repeat(33)])
    refused('bad_personality_owner', () => checkPersonality([{ ...file, owner }], settings));
  checkUserData(undefined);
  checkUserData('I2Nsb3VkLWNvbmZpZw==');
  refused('user_data_not_base64', () => checkUserData('#cloud-config'));
  refused('user_data_too_long', () => checkUserData('A'.repeat(65_540)));
});

test('an image is named once, as such or as the root disk, and that disk has the size of the flavor', () => {
  const root = (more: object) =>
    [{ source_type: 'image', ...more }] as unknown as NewServer['block_device_mapping_v2'];
  const of = (imageRef: string | null, devices?: NewServer['block_device_mapping_v2']) =>
    imageIdOf({ imageRef, block_device_mapping_v2: devices } as NewServer, 1);
  assert.equal(of(A.toUpperCase()), A);
  assert.equal(of('', root({ uuid: A })), A);
  assert.equal(of(A, root({ uuid: A, volume_size: 1 })), A);
  refused('image_named_twice', () => of(A, root({ uuid: B })));
  refused('image_missing', () => of(null));
  refused('root_disk_size_differs', () => of(A, root({ volume_size: 2 })));
  refused('bad_image_id', () => of('debian'));
});

test('keys are named one by one or as a list, each once', () => {
  const of = (wanted: object) => keyNamesOf(wanted as NewServer);
  assert.deepEqual(of({ 'SNF:key_names': ['a', 'b', 'a'] }), ['a', 'b']);
  assert.deepEqual(of({ 'SNF:key_names': [], key_name: 'a' }), ['a']);
  assert.throws(() => of({ 'SNF:key_names': ['a'], key_name: 'b' }), { status: 400 });
});
