import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrderOf, inTrayOrder, type Upload, type UploadState } from './upload.ts';

const upload = (id: number, state: UploadState) => ({ id, state }) as Upload;
const words = (uploads: Upload[]) => uploads.map(({ id, state }) => `${id} ${state}`);

test('what runs stands on top, then what needs somebody, then what waits; what has ended is last', () => {
  const added = [
    upload(1, 'done'),
    upload(2, 'paused'),
    upload(3, 'failed'),
    upload(4, 'waiting'),
    upload(5, 'twice'),
    upload(6, 'sending'),
    upload(7, 'already'),
    upload(8, 'checking'),
  ];
  assert.deepEqual(words(inTrayOrder(added)), [
    '6 sending',
    '8 checking',
    '3 failed',
    '5 twice',
    '4 waiting',
    '2 paused',
    '1 done',
    '7 already',
  ]);
});

test('a list that somebody points at keeps its order whatever happens; what is new comes at the end', () => {
  const now = [upload(1, 'done'), upload(2, 'sending'), upload(3, 'waiting'), upload(4, 'sending')];
  assert.deepEqual(words(inOrderOf(now, [3, 1, 2])), ['3 waiting', '1 done', '2 sending', '4 sending']);
});
