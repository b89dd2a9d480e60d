import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Upload } from './upload.ts';
import { uploadWork } from './upload-work.ts';

const upload = (object: string, said: Partial<Upload>): Upload => ({
  id: 1,
  file: new File([], 'file'),
  target: { account: 'ada', by: 'ada', container: 'box', object } as Upload['target'],
  state: 'sending',
  done: 0,
  total: 100,
  sent: 0,
  known: undefined,
  rate: 0,
  replace: false,
  attempts: 0,
  failure: '',
  ...said,
});

test('uploads into one folder are one piece of work; what is done is none', () => {
  const uploads = [
    upload('a b/one', { done: 50 }),
    upload('a b/two', { state: 'waiting', total: 300, done: 50 }),
    upload('three', { state: 'paused' }),
    upload('four', { state: 'done' }),
    upload('five', { target: { account: 'eve', by: 'ada', container: 'hers', object: 'five' } }),
  ];
  assert.deepEqual(
    uploadWork(uploads).map(({ name, state, href }) => [name, state, href]),
    [
      ['box/a b/', 'Uploading 25%', '/files?container=box&folder=a+b%2F'],
      ['three', 'Waiting to be uploaded', '/files?container=box'],
      ['five', 'Uploading 0%', '/files?container=hers&owner=eve'],
    ],
  );
  assert.deepEqual(uploadWork([]), []);
});
