import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openDatabase } from '#platform/database/database';
import { startCommands, type TestCommands } from './commands-kit.ts';

interface SentMail {
  recipient: string;
  template: string;
  body: string;
}

/** All mails that were written, in their order. */
async function mailsOf({ identity }: TestCommands): Promise<SentMail[]> {
  const database = openDatabase<unknown>({ url: identity.url });
  const { rows } = await sql<SentMail>`select recipient, template, body from mails order by id`.execute(
    database,
  );
  await database.destroy();
  return rows;
}

/** The key in the link that was sent last. */
async function keySent(commands: TestCommands): Promise<string> {
  const [, key = ''] = /\/ui\/activate\?key=(\S+)/.exec((await mailsOf(commands)).at(-1)?.body ?? '') ?? [];
  assert.match(key, /^[\w-]{43}$/);
  return key;
}

const verify = async ({ identity }: TestCommands, key: string): Promise<[number, unknown]> => {
  const { status, json } = await identity.call('POST', '/astakos/ui/verification', { body: { key } });
  return [status, json];
};

test('user-activation-send mails links, and says of each user what became of it', async (t) => {
  const commands = await startCommands(t);
  const { run, rows, identity } = commands;
  await identity.user('done@example.org');
  await run('user-add', 'ada@example.org', 'Ada', 'Example');
  const sent = await run('user-activation-send', 'ada@example.org', 'done@example.org', 'nobody');
  assert.deepEqual([sent.status, sent.out], [1, '']);
  assert.equal(
    sent.err,
    "Activation sent to 'ada@example.org'\nUser email already verified 'done@example.org'\nUnknown user 'nobody'\n" +
      'No mail server is set: mails are kept, and shown in the console.\nCommandError: 1 of 3 users got nothing.\n',
  );
  assert.deepEqual(
    (await mailsOf(commands)).slice(1).map(({ recipient, template }) => [recipient, template]),
    [['ada@example.org', 'im/activation_email.txt']],
    'after the welcome of who was accepted',
  );
  assert.notEqual((await rows('user-show', 'ada@example.org'))[0]?.['activation_sent_date'], 'None');
  assert.equal((await run('user-activation-send')).status, 2);
  for (let more = 0; more < 4; more += 1) await run('user-activation-send', 'ada@example.org');
  const last = await keySent(commands);
  const sixth = await run('user-activation-send', 'ada@example.org');
  assert.match(sixth.err, /^Nothing sent to 'ada@example\.org', who got five mails in an hour/);
  assert.deepEqual(await verify(commands, last), [200, { isActive: false }], 'and the last link works on');
});

test('T-I23 a link works once, only the last one does, and not for another address or after three days', async (t) => {
  const commands = await startCommands(t, { ADMINS: '[["Eve", "eve@example.org"]]' });
  const { run, rows, identity } = commands;
  await run('user-add', 'ada@example.org', 'Ada', 'Example');
  const send = async (): Promise<string> => {
    assert.equal((await run('user-activation-send', '1')).status, 0);
    return keySent(commands);
  };
  const older = await send();
  const changed = await send();
  assert.equal((await verify(commands, older))[0], 404);
  await run('user-modify', '1', '--set-email', 'other@example.org');
  assert.equal((await verify(commands, changed))[0], 404, 'it went to another address');
  const late = await send();
  const database = openDatabase<unknown>({ url: identity.url });
  await sql`update users set activation_sent_at = activation_sent_at - interval '3 days 1 minute'`.execute(
    database,
  );
  await database.destroy();
  assert.equal((await verify(commands, late))[0], 404, 'it is too old');
  const key = await send();
  assert.deepEqual(await verify(commands, key), [200, { isActive: false }]);
  assert.equal((await verify(commands, key))[0], 404, 'it was used');
  assert.equal((await rows('user-show', '1'))[0]?.['status'], 'Pending moderation');
});

test('who verifies by link is accepted where nobody moderates; else administrators are told', async (t) => {
  const commands = await startCommands(t);
  const { run, identity } = commands;
  const settings = { ...identity.service.settings, ADMINS: [['Eve', 'eve@example.org']] };
  for (const [number, moderated] of [true, false].entries()) {
    const email = `user${number}@example.org`;
    Object.assign(identity.service, { settings: { ...settings, ASTAKOS_MODERATION_ENABLED: moderated } });
    await run('user-add', email, 'U', 'Ser');
    await run('user-activation-send', email);
    assert.deepEqual(await verify(commands, await keySent(commands)), [200, { isActive: !moderated }]);
    const told = (await mailsOf(commands)).slice(number === 0 ? 1 : 3);
    assert.deepEqual(
      told.map(({ recipient, template }) => [recipient, template]),
      moderated
        ? [['eve@example.org', 'im/account_pending_moderation_notification.txt']]
        : [
            ['eve@example.org', 'im/account_activated_notification.txt'],
            [email, 'im/welcome_email.txt'],
          ],
    );
  }
});
