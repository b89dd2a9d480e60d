import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './http.ts';

test('a call about a name that a browser would shorten is not made: it would be about something else', () => {
  for (const path of ['/store/a/c/x/..', '/store/a/c/./y?delimiter=/', '/store/a/c/%2E%2e'])
    assert.throws(() => addressOf(path), { code: 'name_unreachable' }, path);
  assert.equal(addressOf('/store/a/c/...?q=/../'), '/ui/api/store/a/c/...?q=/../');
});
