import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { allCommands } from '#manage/commands';
import { openDatabase } from '#platform/database/database';
import { PASSWORD } from '../identity-kit.ts';
import { startCommands } from './commands-kit.ts';

test('the administration commands of accounts', async (t) => {
  const { identity, run, rows: json } = await startCommands(t);
  const logIn = async (email: string, password: string): Promise<number> =>
    (await identity.call('POST', '/astakos/ui/session', { body: { email, password } })).status;

  let uuid = '';
  let password = '';

  await t.test('user-add makes an account with a random password and says both', async () => {
    const { status, out, err } = await run(
      'user-add',
      'Ada@Example.org',
      'Ada',
      'Example',
      '-g',
      'students',
      '--admin',
    );
    assert.equal(status, 0, err);
    const match = /^User created successfully with UUID: ([0-9a-f-]{36})\n and password: ([\w-]{24})\n$/.exec(
      out,
    );
    assert.ok(match !== null, out);
    [, uuid = '', password = ''] = match;
    assert.equal(await logIn('ada@example.org', password), 403);
    const bad = await run('user-add', 'nonsense', 'A', 'B');
    assert.deepEqual([bad.status, bad.err], [1, "CommandError: 'nonsense' is not an e-mail address.\n"]);
  });

  await t.test('user-modify verifies and accepts; a second acceptance fails', async () => {
    const verified = await run('user-modify', uuid, '--verify', '--accept');
    assert.deepEqual([verified.status, verified.out], [0, '']);
    assert.equal(verified.err, 'Account verified (pending moderation)\nAccount accepted and activated\n');
    assert.equal(await logIn('ada@example.org', password), 200);
    const again = await run('user-modify', uuid, '--accept');
    assert.equal(again.status, 1);
    assert.match(again.err, /^CommandError: Failed to accept: The account is Accepted\/Active/);
    const taken = await run('user-add', 'ada@example.org', 'A', 'B');
    assert.equal(taken.err, 'CommandError: There is already a user with the e-mail ada@example.org.\n');
  });

  await t.test('user-list and user-show never show a credential', async () => {
    const [row] = await json('user-list');
    assert.deepEqual(row, {
      id: '1',
      displayname: 'ada@example.org',
      realname: 'Ada Example',
      uuid,
      active: 'True',
      admin: 'True',
    });
    assert.deepEqual(await json('user-list', '-o', 'uuid,groups', '--filter-by', 'active=true,id=1'), [
      { uuid, groups: 'admin, students' },
    ]);
    assert.deepEqual(await json('user-list', '--pending-verification'), []);
    const csv = await run('user-list', '--output-format', 'csv', '--no-headers', '-o', 'id,displayname');
    assert.equal(csv.out, '1,ada@example.org\r\n');
    for (const name of ['1', uuid, 'ADA@example.org']) {
      const shown = await run('user-show', name, '--quota', '--projects');
      assert.equal(shown.status, 0, shown.err);
      assert.match(shown.out, /^status +: Accepted\/Active \(manually accepted\)$/m);
      assert.match(shown.out, /cyclades\.vm +inf +0/);
      assert.ok(!/argon2|token_hash|password/.test(shown.out));
    }
    assert.equal(
      (await run('user-show', 'nobody@example.org')).err,
      "CommandError: There is no user 'nobody@example.org'.\n",
    );
  });

  await t.test('user-modify renews password and token, and shows each once', async () => {
    const renewed = await run('user-modify', '1', '--renew-password', '--renew-token');
    const match = /^User's new password: (\S+)\nUser's new token: ([\w-]{43})\n$/.exec(renewed.out);
    assert.ok(match !== null, renewed.out);
    const [, newPassword = '', token = ''] = match;
    assert.equal(await logIn('ada@example.org', password), 401);
    assert.equal(await logIn('ada@example.org', newPassword), 200);
    assert.equal((await identity.call('GET', '/astakos/account/v1.0/quotas', { token })).status, 200);
    const given = await run('user-modify', uuid, '--password', PASSWORD);
    assert.match(given.err, /can be seen by other users/);
    assert.equal(await logIn('ada@example.org', PASSWORD), 200);
  });

  await t.test('user-modify changes groups, permissions, e-mail and activity, all or nothing', async () => {
    const refused = await run('user-modify', uuid, '--add-permission', 'x', '--add-group', 'nobody made it');
    assert.deepEqual(
      [refused.status, refused.err],
      [1, 'CommandError: Group named nobody made it does not exist\n'],
    );
    const done = await run(
      'user-modify',
      uuid,
      '--set-noadmin',
      '--delete-group',
      'students',
      '--add-permission',
      'a',
      '--add-permission',
      'b',
      '--set-email',
      'Ada@New.org',
    );
    assert.equal(done.status, 0, done.err);
    await run('user-modify', uuid, '--delete-permission', 'a');
    const { out } = await run('user-show', 'ada@new.org');
    assert.match(out, /^permissions +: b$/m);
    assert.match(out, /^groups +: $/m);
    assert.equal((await run('user-modify', uuid, '--set-inactive', '--inactive-reason', 'left')).status, 0);
    assert.match(
      (await run('user-show', '1')).out,
      /^status +: Accepted\/Inactive \(left\) \(manually accepted\)$/m,
    );
    assert.equal((await run('user-modify', uuid, '--set-active')).err, `Account ${uuid} activated\n`);
  });

  await t.test('user-modify refuses what says nothing, or two things at once', async () => {
    const words: [string[], RegExp, exitCode?: 1][] = [
      [[], /^CommandError: Nothing to change was given: see user-modify -h\.\n$/],
      [['--reject-reason', 'why'], /Nothing to change was given/],
      [['--set-active', '--set-inactive'], /Give --set-active or --set-inactive, not both/],
      [['--set-admin', '--set-noadmin'], /Give --set-admin or --set-noadmin, not both/],
      [['--renew-password', '--password', 'x'], /Give --password or --renew-password, not both/],
      [['--set-email', 'nonsense'], /'nonsense' is not an e-mail address/, 1],
    ];
    for (const [options, sentence, exitCode = 2] of words) {
      const { status, err } = await run('user-modify', uuid, ...options);
      assert.equal(status, exitCode, options.join(' '));
      assert.match(err, sentence);
    }
    assert.match((await run('user-show', uuid)).out, /^email +: Ada@New\.org$/m);
  });

  await t.test(
    'T-S9 a limit is changed for one account, shown beside the old one, and not unasked',
    async () => {
      const limitOf = async (): Promise<string | undefined> =>
        (await json('quota', '--user', uuid, '--unit-style', 'none')).find(
          ({ resource }) => resource === 'pithos.diskspace',
        )?.['total quota'];
      const unlimited = await limitOf();
      const wanted = ['user-modify', uuid, '--set-base-quota', 'pithos.diskspace'];
      const asked = await run(...wanted, '20GB');
      assert.equal(asked.status, 1);
      assert.match(
        asked.err,
        /^Ada@New\.org: pithos\.diskspace from inf to 20\.0 GB\nCommandError: Change this limit\?/,
      );
      assert.equal(await limitOf(), unlimited);
      assert.equal((await run(...wanted, '20GB', '--yes')).status, 0);
      assert.equal(await limitOf(), String(20n * 1024n ** 3n));
      assert.equal((await run('quota', '--verify')).err, 'Everything in sync.\n');
      assert.equal((await run(...wanted, 'default', '-f')).status, 0);
      assert.equal(await limitOf(), unlimited);
      for (const [options, sentence, exitCode] of [
        [[...wanted, 'lots', '--yes'], /'lots' is not an amount/, 2],
        [[...wanted, '--yes'], /takes 2 words: <resource> <amount>/, 2],
        [
          ['user-modify', uuid, '--set-base-quota', 'no.such', '1', '--yes'],
          /There is no resource 'no\.such'/,
          1,
        ],
      ] as const) {
        const { err, status } = await run(...options);
        assert.match(err, sentence);
        assert.equal(status, exitCode, err);
      }
      const { out } = await run('user-add', 'new@example.org', 'N', 'New');
      const [, fresh = ''] = /UUID: (\S+)/.exec(out) ?? [];
      const early = await run('user-modify', fresh, '--set-base-quota', 'cyclades.vm', '1', '--yes');
      assert.match(early.err, /has no project of its own yet: accept it first/);
      await run('user-modify', fresh, '--delete', '--yes');
    },
  );

  await t.test('what is shown in JSON is one document, tables and all', async () => {
    const [shown, ...others] = await json('user-show', uuid, '--quota', '--projects');
    assert.equal(others.length, 0);
    assert.equal(shown?.['uuid'], uuid);
    const { quota, memberships } = shown as unknown as Record<string, Record<string, string>[]>;
    assert.ok(quota?.some(({ resource }) => resource === 'cyclades.vm'));
    assert.equal(memberships?.[0]?.['project id'], uuid);
  });

  await t.test('a command that is not there is named, with what was meant', async () => {
    for (const line of [['user-lst'], ['user-lst', '--help'], ['help', 'user-lst']]) {
      const { status, out, err } = await run(...line);
      assert.deepEqual([status, out], [2, ''], line.join(' '));
      assert.match(err, /^Unknown command: 'user-lst'\..*user-list.* Type 'snf-manage help' for usage\.\n$/);
    }
    const wrong = await run('user-list', '--bogus');
    assert.deepEqual(
      [wrong.status, wrong.err],
      [2, "error: unknown option '--bogus' (--help shows the usage)\n"],
    );
    assert.equal((await run('--version')).out, '0.21\n');
  });

  await t.test(
    'every command takes --data-dir, --config-dir and --yes, and the help has them all',
    async () => {
      const { out: help } = await run('help');
      for (const { name } of await allCommands()) {
        const words = name.split(' ');
        assert.ok(help.includes(`  ${words[0]} `), name);
        const { out } = await run(...words, '--help');
        for (const option of ['--data-dir', '--config-dir', '--yes'])
          assert.ok(out.includes(option), `${name} ${option}`);
      }
    },
  );

  await t.test('what a refused change would have made is not told', async () => {
    await run('user-add', 'held@example.org', 'H', 'Eld');
    const line = ['user-modify', 'held@example.org', '--verify', '--renew-password', '--renew-token'];
    const refused = await run(...line, '--set-email', 'ada@new.org');
    assert.deepEqual(
      [refused.status, refused.out, refused.err],
      [1, '', 'CommandError: There is already a user with the e-mail ada@new.org.\n'],
    );
    const done = await run(...line);
    assert.match(done.out, /^User's new password: \S{24}\nUser's new token: \S+\n$/);
    assert.match(done.err, /^Account verified/);
    await run('user-modify', 'held@example.org', '--delete', '--yes');
  });

  await t.test('a password and a token that the database did not commit are told to nobody', async () => {
    const database = openDatabase<unknown>({ url: identity.url });
    await sql`create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'no commit today'; end $$`.execute(database);
    await sql`create constraint trigger refuse after update on users deferrable initially deferred
      for each row execute function refuse()`.execute(database);
    const { status, out, err } = await run('user-modify', uuid, '--renew-password', '--renew-token');
    await sql`drop function refuse cascade`.execute(database);
    await database.destroy();
    assert.deepEqual([status, out], [1, '']);
    assert.match(err, /no commit today/);
    assert.equal(await logIn('ada@new.org', PASSWORD), 200);
  });

  await t.test('a weak password is refused with the rule, and nothing is made or changed', async () => {
    const rule = /^CommandError: This password is easy to guess: .*\. A password has at least 10 characters/m;
    const added = await run('user-add', 'weak@example.org', 'W', 'Eak', '--password', 'Password123!');
    assert.deepEqual([added.status, added.out], [1, '']);
    assert.match(added.err, rule);
    assert.match((await run('user-show', 'weak@example.org')).err, /There is no user/);
    assert.match((await run('user-modify', uuid, '--password', 'Ada@New.org1')).err, rule);
    assert.match(
      (await run('help', 'user-add')).out.replaceAll(/\s+/g, ' '),
      /A password has at least 10 characters/,
    );
  });

  await t.test('T-S9 removing an account shows it and needs a yes', async () => {
    await run('user-add', 'gone@example.org', 'G', 'One');
    const asked = await run('user-modify', 'gone@example.org', '--delete');
    assert.equal(asked.status, 1);
    assert.match(
      asked.err,
      /^1 account: gone@example.org \([0-9a-f-]{36}\)\nCommandError: Remove this account\? /,
    );
    assert.equal((await run('user-modify', 'gone@example.org', '--delete', '--yes')).status, 0);
    assert.equal((await json('user-list')).length, 1);
    const accepted = await run('user-modify', '1', '--delete', '-f');
    assert.deepEqual(
      [accepted.status, accepted.err],
      [1, 'CommandError: Only an account that was never accepted can be deleted.\n'],
    );
  });
});
