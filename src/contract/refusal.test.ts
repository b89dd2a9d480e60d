import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFault } from './refusal.ts';

const refused = (text: string, headers: Record<string, string> = {}) =>
  readFault({ status: 413, headers, text });

test('a refusal is read from its document, and its code from the header beside it', () => {
  const text =
    '{"overLimit":{"code":413,"message":"Too much.","details":"of disk","data":{"limit":9223372036854775807}}}';
  const headers = { 'x-fault-code': 'quota_exceeded', 'retry-after': '7', 'x-request-id': 'r1' };
  assert.deepEqual(refused(text, headers), {
    status: 413,
    code: 'quota_exceeded',
    fault: 'overLimit',
    message: 'Too much.',
    details: 'of disk',
    data: { limit: 9223372036854775807n },
    shortages: '',
    retryAfterSeconds: 7,
    requestId: 'r1',
  });
  const shortages = '[{"resource":"cyclades.vm"}]';
  assert.equal(refused(text, { ...headers, 'x-quota-shortages': shortages }).shortages, shortages);
});

test('what is no document of a fault has no words and no code', () => {
  for (const text of [
    '',
    '<html>502</html>',
    '{"overLimit":{"mess',
    '{}',
    '{"a":null}',
    '[1]',
    '{"a":"text"}',
  ])
    assert.deepEqual([refused(text).message, refused(text).fault, refused(text).code], ['', '', ''], text);
});
