import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTarget } from './raw-path.ts';

test('a target is cut at its first question mark and decoded nowhere', () => {
  assert.deepEqual(readTarget('/cyclades/compute/v2.0/a%2Fb?x=?&y=%2e'), {
    path: '/cyclades/compute/v2.0/a%2Fb',
    query: '?x=?&y=%2e',
    browser: false,
    first: 'cyclades',
  });
});

test('the prefix of the console is taken off, once', () => {
  const target = readTarget('/ui/api/ui/api/pithos');
  assert.ok('path' in target);
  assert.deepEqual([target.path, target.first, target.browser], ['/ui/api/pithos', 'ui', true]);
});

test('T-G5 dot segments are refused in every spelling, but not in names of objects', () => {
  for (const segment of ['.', '..', '%2e', '%2E%2e', '.%2e', '%2e.']) {
    for (const path of [
      `/${segment}`,
      `/cyclades/${segment}/x`,
      `/cyclades/compute/v2.0/servers/${segment}`,
    ]) {
      assert.ok('status' in readTarget(path), path);
    }
    assert.ok('path' in readTarget(`/pithos/object-store/v1/u/c/${segment}/x`));
    assert.ok('path' in readTarget(`/ui/api/pithos/object-store/v1/u/c/${segment}/x`));
  }
  assert.ok('path' in readTarget('/cyclades/compute/v2.0/servers/...'));
});
