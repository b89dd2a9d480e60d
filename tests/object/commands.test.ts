import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Said, runCommand } from '#kit/commands';
import { objectCommands } from '#object/commands/commands';
import type { ObjectStorage } from '#object/domain/object-storage';
import { ALICE, BOB, startObject } from './kit/start-object.ts';

const NOBODY = '00000000-0000-4000-8000-00000000000f';

test('the administrator looks at objects, limits containers and removes accounts', async (t) => {
  const { storage, as, db, directory } = await startObject(t);
  const run = (...line: string[]): Promise<Said> =>
    runCommand(objectCommands, storage as ObjectStorage, line);
  const manage = (...line: string[]): Promise<Said> => run('pithos-manage-accounts', ...line);
  const alice = as('alice-token', ALICE);
  const bob = as('bob-token', BOB);
  for (const [person, name] of [
    [alice, 'box'],
    [alice, 'empty'],
    [bob, 'box'],
  ] as const)
    assert.equal((await person('PUT', `/${name}`)).status, 201);
  const headers = {
    'content-type': 'text/plain',
    'x-object-meta-color': 'red',
    'x-object-sharing': `read=${BOB}`,
  };
  assert.equal((await alice('PUT', '/box/a/b.txt', { headers, body: 'first' })).status, 201);
  assert.equal((await alice('PUT', '/box/a/b.txt', { headers, body: 'second!' })).status, 201);
  assert.equal((await alice('POST', '', { headers: { 'x-account-group-friends': BOB } })).status, 202);

  await t.test('file-show by place, by uuid, and as it was', async () => {
    const shown = (await run('file-show', ALICE, 'box', 'a/b.txt')).records[0]!;
    assert.deepEqual(
      [shown['name'], shown['bytes'], shown['type'], shown['metadata X-Object-Meta-Color']],
      [`${ALICE}/box/a/b.txt`, 7, 'text/plain', 'red'],
    );
    assert.deepEqual([shown['permissions_path'], shown['permissions_read']], ['a/b.txt', [BOB]]);
    const byUuid = await run('file-show', String(shown['uuid']), '--hashmap');
    assert.deepEqual(byUuid.records[0], shown);
    assert.equal(byUuid.tables[0]?.rows.length, 1);
    const versions = await alice('GET', '/box/a/b.txt?version=list&format=json');
    const [[first]] = (versions.json as { versions: [[number, number]] }).versions;
    assert.equal(
      (await run('file-show', ALICE, 'box', 'a/b.txt', '--obj-version', `${first}`)).records[0]?.['bytes'],
      5,
    );
    await assert.rejects(run('file-show', 'nonsense'), /Invalid UUID: nonsense/);
    await assert.rejects(run('file-show', NOBODY), { status: 404 });
    await assert.rejects(run('file-show', ALICE, 'box'), /Invalid number of arguments/);
  });

  await t.test(
    'set-container-quota: in all accounts or one, seen before it is done, and obeyed',
    async () => {
      const dry = await manage('set-container-quota', 'box', '6', '--dry');
      assert.match(dry.notes[0]!, /^2 containers would be limited/);
      assert.equal((await bob('PUT', '/box/seven', { body: '1234567' })).status, 201);
      const set = await manage('set-container-quota', 'box', '6', '--report');
      assert.match(set.notes[0]!, /^2 containers were limited, 0 accounts/);
      assert.equal((await bob('PUT', '/box/more', { body: '1234567' })).status, 413);
      const one = await manage('set-container-quota', 'empty', '6', '--report');
      assert.deepEqual(
        one.tables[0]?.rows.map(([account]) => account),
        [BOB],
      );
      await assert.rejects(
        manage('set-container-quota', 'empty', '6', '--account', BOB),
        /Container does not exist/,
      );
      await assert.rejects(manage('set-container-quota', 'box', '-1'), { exitCode: 2 });
    },
  );

  await t.test('export-quota writes a line an account, and no file that is there', async () => {
    const location = join(directory, 'quotas');
    await manage('export-quota', '--location', location);
    const bytes = 10n * 1024n ** 3n;
    assert.equal(
      readFileSync(location, 'utf8'),
      `${ALICE} pithos.diskspace ${bytes}\n${BOB} pithos.diskspace ${bytes}\n`,
    );
    await assert.rejects(manage('export-quota', '--location', location), /cannot be written/);
  });

  await t.test('delete asks, takes everything, and gives back what it cost', async () => {
    assert.deepEqual((await manage('list')).tables[0]?.rows, [[ALICE], [BOB]]);
    assert.deepEqual((await manage('list', '--duplicate')).tables[0]?.rows, []);
    const dry = await manage('delete', ALICE, '--dry');
    assert.deepEqual(dry.tables[0]?.rows, [
      ['box', 1n, 7n],
      ['empty', 0n, 0n],
    ]);
    assert.deepEqual(dry.tables[1]?.rows, [['friends', [BOB]]]);
    await assert.rejects(
      runCommand(objectCommands, storage as ObjectStorage, ['pithos-manage-accounts', 'delete', ALICE], {
        confirm: false,
      }),
      /Nothing was removed/,
    );
    assert.equal((await alice('GET', '/box/a/b.txt')).status, 200);
    await manage('delete', ALICE);
    assert.deepEqual((await manage('list')).tables[0]?.rows, [[BOB]]);
    const left = await db.selectFrom('nodes').select('name').where('name', '=', ALICE).execute();
    assert.deepEqual(left, []);
    await storage.ledger.settler.flush();
    const quota = await storage.identity.quotaOf(ALICE);
    assert.equal(quota.get(ALICE)?.usage, 0n);
    assert.equal((await alice('PUT', '/again')).status, 201, 'a new account of the same person begins empty');
    await assert.rejects(manage('delete', NOBODY), { status: 404 });
  });
});
