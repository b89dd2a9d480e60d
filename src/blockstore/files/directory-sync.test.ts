import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { DirectorySync } from '#blockstore/files/directory-sync';
import { type FileSystemPort, realFileSystem } from '#platform/file-system';

test('callers that come during a sync share the next one, never the running one', async () => {
  const pending: (() => void)[] = [];
  const fs: FileSystemPort = {
    ...realFileSystem,
    syncDirectory: () => new Promise((resolve) => pending.push(resolve)),
  };
  const directories = new DirectorySync(fs);
  const done: string[] = [];
  const first = directories.sync('/d').then(() => done.push('first'));
  const second = directories.sync('/d').then(() => done.push('second'));
  const third = directories.sync('/d').then(() => done.push('third'));
  assert.equal(pending.length, 1);
  pending[0]?.();
  await first;
  await setImmediate();
  assert.deepEqual(done, ['first']);
  assert.equal(pending.length, 2);
  pending[1]?.();
  await Promise.all([second, third]);
  assert.deepEqual(done, ['first', 'second', 'third']);
});
