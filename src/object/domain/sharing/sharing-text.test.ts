import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSharing, sharingText } from './sharing-text.ts';

test('holders are read in lower case, each once and sorted; whoever may write need not be named to read', () => {
  assert.deepEqual(parseSharing('read=B, a,a ; write = A,c'), { read: ['b'], write: ['a', 'c'] });
  assert.deepEqual(parseSharing(''), { read: [], write: [] });
});

test('everybody swallows the other holders of a list, and stays beside those who may write', () => {
  assert.deepEqual(parseSharing('read=a,*;write=b'), { read: ['*'], write: ['b'] });
  assert.deepEqual(parseSharing('read=*;write=*'), { read: ['*'], write: ['*'] });
});

test('what is no list of holders is refused', () => {
  for (const text of ['read', 'read=', 'read=,', 'own=a', `read=${'a'.repeat(257)}`])
    assert.throws(() => parseSharing(text), { code: 'bad_sharing' }, text);
});

test('what is written is read back as the same', () => {
  for (const text of ['read=a,b', 'write=c', 'read=*; write=c', 'read=a; write=a:b,c'])
    assert.equal(sharingText(parseSharing(text)), text);
  assert.equal(sharingText({ read: [], write: [] }), undefined);
});
