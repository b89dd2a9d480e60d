import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openDatabase } from '#platform/database/database';
import { startCommands } from './commands-kit.ts';

test('groups are made once and listed with how many are in each', async (t) => {
  const { run, rows } = await startCommands(t);
  assert.deepEqual(await run('group-add', 'students'), { status: 0, out: 'Group created\n', err: '' });
  assert.equal((await run('group-add', 'students')).out, 'Group created\n', 'also when it was there');
  await run('user-add', '-g', 'students', '--group', 'staff', 'ada@example.org', 'Ada', 'Example');
  const listed = await rows(
    'group-list',
    '--filter-by',
    'name!=admin',
    '-o',
    'name,users_count',
    '--sort-by',
    'name',
  );
  assert.deepEqual(listed, [
    { name: 'staff', users_count: '1' },
    { name: 'students', users_count: '1' },
  ]);
  assert.deepEqual(Object.keys((await rows('group-list'))[0]!), ['id', 'name', 'users_count']);
  for (const name of ['', 'a,b', 'x'.repeat(256)]) assert.equal((await run('group-add', name)).status, 1);
});

test('new terms are to be signed by everybody, and user-show says who has', async (t) => {
  const { run, rows, identity, file } = await startCommands(t);
  const ada = await identity.user('ada@example.org');
  assert.ok(!('has_signed_terms' in (await rows('user-show', ada.uuid))[0]!), 'there are none');
  const terms = file('<p>Be kind.</p>');
  const asked = await run('term-add', terms);
  assert.equal(asked.status, 1);
  assert.deepEqual(await run('term-add', terms, '--yes'), { status: 0, out: 'Created term id 1\n', err: '' });
  const signed = async (user: string): Promise<string | undefined> =>
    (await rows('user-show', user))[0]?.['has_signed_terms'];
  assert.equal(await signed(ada.uuid), 'False');
  await run('user-modify', ada.uuid, '--sign-terms');
  assert.equal(await signed(ada.uuid), 'True');
  await run('user-add', 'new@example.org', 'N', 'New');
  assert.equal(await signed('new@example.org'), 'False', 'who comes later has to sign as well');
  assert.match((await run('term-add', '/nowhere', '--yes')).err, /^CommandError: \/nowhere cannot be read/);
  assert.match((await run('term-add', file(' \n'), '--yes')).err, /is empty/);
});

test('cleanup-full ends what is over and nothing else; fix-superusers lets administrators in', async (t) => {
  const { run, rows, identity } = await startCommands(t);
  const { store } = identity.service;
  const ada = await identity.user('ada@example.org');
  const body = { email: 'ada@example.org', password: 'correct horse battery' };
  assert.equal((await identity.call('POST', '/astakos/ui/session', { body })).status, 200);
  assert.deepEqual(await run('cleanup-full'), {
    status: 0,
    out: '',
    err: '0 expired sessions were removed.\n',
  });
  await store.signIn.insertSession({
    secretHash: Buffer.alloc(32),
    userId: ada.id,
    createdAt: new Date(0),
    expiresAt: new Date(1),
    address: '',
    userAgent: '',
  });
  assert.equal((await run('cleanup-full')).err, '1 expired sessions were removed.\n');
  const [listed] = await rows(
    'user-list',
    '-o',
    'last_login,last_login_details',
    '--auth-providers',
    '--display-mails',
  );
  assert.deepEqual(listed, {
    last_login: listed?.['last_login'],
    last_login_details: `local: ${listed?.['last_login']}`,
    providers: 'local',
    email: 'ada@example.org',
  });

  assert.equal((await run('fix-superusers')).out, 'No superuser needed a fix.\n');
  await run('user-modify', ada.uuid, '--set-admin');
  const database = openDatabase<unknown>({ url: identity.url });
  await sql`delete from sign_in_methods`.execute(database);
  await database.destroy();
  assert.equal((await run('fix-superusers')).out, 'Fixed 1 superuser(s).\n');
  assert.equal((await rows('user-show', ada.uuid))[0]?.['providers'], 'local');
});
