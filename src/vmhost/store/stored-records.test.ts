import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StoredRecords } from './stored-records.ts';

interface Thing {
  id: string;
  file: string;
  word: string;
}

test('an update does not bring back a record that is being forgotten, and leaves one of the same name alone', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'snf-records-'));
  t.after(() => rm(folder, { recursive: true }));
  const open = (): Promise<StoredRecords<string, Thing>> =>
    StoredRecords.open<string, Thing>(
      folder,
      { keyOf: ({ id }) => id, fileOf: ({ file }) => file },
      (_file, error) => assert.ifError(error),
    );
  const records = await open();
  const old = { id: 'a', file: 'a1', word: 'old' };
  await records.save(old);
  old.word = 'changed';
  assert.equal(await records.update(old), true);
  assert.equal((await open()).get('a')?.word, 'changed');
  const [, whileItGoes] = await Promise.all([records.forget(old), records.update(old)]);
  assert.deepEqual([whileItGoes, records.size, (await open()).size], [false, 0, 0]);
  await records.save({ id: 'a', file: 'a2', word: 'new' });
  assert.equal(await records.update(old), false);
  assert.deepEqual([...(await open()).values()], [{ id: 'a', file: 'a2', word: 'new' }]);
});
