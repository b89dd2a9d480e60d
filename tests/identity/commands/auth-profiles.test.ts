import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCommands } from './commands-kit.ts';

test('a profile is kept, changed, made for somebody, and removed', async (t) => {
  const { run, rows, identity } = await startCommands(t);
  const ada = await identity.user('ada@example.org');
  await run('group-add', 'students');
  const stored = await run(
    'authpolicy-add',
    'campus',
    'ldap',
    '--exclusive',
    '--add-policy',
    'False',
    '--limit-policy',
    '2',
  );
  assert.deepEqual(stored, { status: 0, out: 'Profile stored\n', err: '' });
  const again = await run('authpolicy-add', 'campus', 'ldap');
  assert.deepEqual(
    [again.status, again.err],
    [1, "CommandError: There is already a profile 'campus': give --update to change it.\n"],
  );
  assert.deepEqual(await run('authpolicy-set', 'campus', '--group', 'students', '--user', ada.uuid), {
    status: 0,
    out: '',
    err: '',
  });
  const [listed] = await rows('authpolicy-list');
  assert.deepEqual(listed, {
    id: '1',
    name: 'campus',
    provider: 'ldap',
    exclusive: 'True',
    groups: 'students',
    users: 'ada@example.org',
  });
  const updated = await run(
    'authpolicy-add',
    'campus',
    'local',
    '--update',
    '--unset-add-policy',
    '--login-policy',
    '1',
  );
  assert.equal(updated.out, 'Profile updated\n');
  const [shown] = await rows('authpolicy-show', 'campus');
  assert.deepEqual(shown, {
    id: '1',
    'is active': 'True',
    name: 'campus',
    'is exclusive': 'False',
    policies: 'login: True, limit: 2',
    groups: 'students',
    users: 'ada@example.org',
    provider: 'local',
  });
  const asked = await run('authpolicy-set', 'campus', '--user', 'ada@example.org');
  assert.equal(asked.status, 1);
  assert.match(asked.err, /^It is for 2 now: students, ada@example\.org\nCommandError: Replace them all\?/);
  assert.equal((await run('authpolicy-set', 'campus', '--user', String(ada.id), '--yes')).status, 0);
  assert.deepEqual((await rows('authpolicy-list', '-o', 'groups,users'))[0], {
    groups: '',
    users: 'ada@example.org',
  });
  assert.equal((await run('authpolicy-remove', 'campus')).status, 1);
  assert.equal((await run('authpolicy-remove', 'campus', '--yes')).status, 0);
  assert.equal((await rows('group-list')).length > 0, true, 'groups and accounts stay');
  assert.match((await run('authpolicy-show', 'campus')).err, /There is no profile 'campus'/);
});

test('a profile is refused that names nobody, or says two things', async (t) => {
  const { run } = await startCommands(t);
  await run('authpolicy-add', 'campus', 'ldap');
  for (const [words, sentence, status] of [
    [['authpolicy-set', 'campus', '--group', 'nobody'], /Group named nobody does not exist/, 1],
    [['authpolicy-set', 'campus', '--user', '99'], /There is no user '99'/, 1],
    [['authpolicy-set', 'other'], /There is no profile 'other'/, 1],
    [['authpolicy-add', 'x', 'Not A Provider'], /is not the name of a way to log in/, 1],
    [['authpolicy-add', ' ', 'local'], /A profile has a name/, 1],
    [['authpolicy-add', 'x', 'local', '--add-policy', '1', '--unset-add-policy'], /not both/, 2],
    [['authpolicy-add', 'x', 'local', '--limit-policy', 'many'], /must be a whole number/, 2],
    [['authpolicy-add', 'x', 'local', '--login-policy', 'maybe'], /is True or False/, 2],
    [['authpolicy-add', 'x'], /missing required argument/, 2],
  ] as const) {
    const result = await run(...words);
    assert.match(result.err, sentence);
    assert.equal(result.status, status, result.err);
  }
});
