import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityCommands } from '#identity/commands/commands';
import { startCommands } from './commands-kit.ts';

/** What each command that shows one thing is asked for, where there is one. */
const SHOWN: Record<string, string> = {
  'user-show': 'ada@example.org',
  'component-show': 'astakos',
  'service-show': 'astakos_account',
};

test('every list and every show says the same in pretty, csv and json, and takes what lists take', async (t) => {
  const { run, rows, identity } = await startCommands(t);
  await identity.user('ada@example.org');
  for (const { name } of identityCommands) {
    const word = SHOWN[name];
    if (word !== undefined) assert.equal((await rows(name, word)).length, 1, name);
    if (!name.endsWith('-list')) continue;
    await rows(name);
    const fields = (await run(name, '--list-fields', '--output-format', 'json')).out;
    assert.match(fields, /^ *Field +Description\n-+\n/, `${name} tells its fields to a person`);
    const columns = [...fields.matchAll(/^ *(\S+(?: \S+)?) {2}/gm)].slice(1).map(([, column]) => column!);
    const all = await rows(name, '-o', columns.join(','));
    for (const row of all) assert.deepEqual(Object.keys(row), columns, name);
    const bare = await run(name, '--output-format', 'csv', '--no-headers', '-o', columns[0]!);
    assert.equal(bare.out.split('\r\n').length - 1, all.length, name);
    assert.equal((await run(name, '-o', 'nonsense')).status, 2, name);
    assert.equal((await run(name, 'a-word-too-many')).status, 2, name);
  }
});

test('a list with a row of each kind of value spells None, True and False as scripts expect', async (t) => {
  const { rows, identity } = await startCommands(t);
  await identity.user('ada@example.org');
  const columns = 'id,active,admin,verified,activation_sent,groups,last_login_details';
  assert.deepEqual(await rows('user-list', '-o', columns), [
    {
      id: '1',
      active: 'True',
      admin: 'False',
      verified: 'True',
      activation_sent: 'None',
      groups: '',
      last_login_details: '',
    },
  ]);
});
