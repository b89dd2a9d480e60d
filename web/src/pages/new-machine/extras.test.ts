import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../api/api-error.ts';
import {
  type Extras,
  extraProblems,
  extrasOf,
  FILE_BYTES,
  keptText,
  NEW_FILE,
  NO_EXTRAS,
  orderOf,
  refusedField,
  USER_DATA_BYTES,
} from './extras.ts';

const file = { ...NEW_FILE, path: '/etc/motd', text: 'Γεια' };
const fieldsOf = (said: Partial<Extras>): string[] => Object.keys(extraProblems({ ...NO_EXTRAS, ...said }));

test('what the cloud would refuse of password, user data and files is told on its field before', () => {
  assert.deepEqual(fieldsOf({}), []);
  assert.deepEqual(fieldsOf({ password: 'Correct7horse', userData: 'x', files: [file] }), []);
  for (const password of ['Short7', 'nouppercase7', 'NoDigitsHere'])
    assert.deepEqual(fieldsOf({ password }), ['password']);
  assert.deepEqual(fieldsOf({ userData: 'x'.repeat(USER_DATA_BYTES) }), []);
  assert.deepEqual(fieldsOf({ userData: 'x'.repeat(USER_DATA_BYTES + 1) }), ['userData']);
  assert.deepEqual(fieldsOf({ files: [{ ...file, text: 'ά'.repeat(FILE_BYTES / 2) }] }), []);
  assert.deepEqual(fieldsOf({ files: [{ ...file, text: 'ά'.repeat(FILE_BYTES / 2 + 1) }] }), [
    'files.0.text',
  ]);
  for (const path of ['', 'etc/motd', '/etc/', '/etc/../motd', `/${'x'.repeat(255)}`])
    assert.deepEqual(fieldsOf({ files: [{ ...file, path }] }), ['files.0.path'], path);
  assert.deepEqual(fieldsOf({ files: [file, file] }), ['files.1.path']);
  assert.deepEqual(fieldsOf({ files: [{ ...file, owner: '', group: 'a b', mode: '8' }] }), [
    'files.0.owner',
    'files.0.group',
    'files.0.mode',
  ]);
});

test('an order has text as base64 and the mode as a number, and a password only where the image sets one', () => {
  const extras = { password: 'Correct7horse', userData: '#!/bin/sh', files: [file] };
  assert.deepEqual(orderOf(extras, { password: true }), {
    adminPass: 'Correct7horse',
    user_data: Buffer.from('#!/bin/sh').toString('base64'),
    personality: [
      {
        path: '/etc/motd',
        contents: Buffer.from('Γεια').toString('base64'),
        owner: 'root',
        group: 'root',
        mode: 0o440,
      },
    ],
  });
  assert.deepEqual(orderOf({ ...NO_EXTRAS, password: 'Correct7horse' }, { password: false }), {});
});

test('a refusal lands on its field, and a tab keeps all but the password', () => {
  const extras = { password: 'secret', userData: 'x', files: [file, { ...file, text: 'longer' }] };
  const refusal = (code: string) => refusedField(new ApiError({ status: 400, code, path: '' }), extras);
  assert.equal(refusal('personality_limit'), 'files.1.text');
  assert.equal(refusal('user_data_too_long'), 'userData');
  assert.equal(refusal('quota_exceeded'), undefined);
  assert.deepEqual(extrasOf(keptText(extras)), { ...extras, password: '' });
  assert.equal(keptText({ ...NO_EXTRAS, password: 'secret' }), undefined);
  assert.deepEqual(extrasOf('{'), NO_EXTRAS);
});
