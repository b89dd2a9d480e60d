import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queueMails } from '#identity/domain/mails/queue-mails';
import { startCommands } from './commands-kit.ts';

test('mail-list and mail-show tell what became of mails; on the host a link is whole while nobody got it', async (t) => {
  const { identity, run, rows } = await startCommands(t);
  const { service } = identity;
  await service.store.transaction((tx) =>
    queueMails(service, tx, [
      {
        template: 'registration/password_email.txt',
        to: ['ada@example.org', 'bob@example.org'],
        variables: {
          user: { realname: 'Ada', email: 'ada@example.org' },
          url: 'https://cloud.example.org/ui/reset?key=k3y',
        },
      },
    ]),
  );
  const [first] = await rows('mail-list', '--filter-by', 'to=ada@example.org', '-o', 'to,state,subject');
  assert.deepEqual(first, { to: 'ada@example.org', state: 'kept', subject: 'Password reset on Synnefo' });
  assert.equal((await rows('mail-list')).length, 2);
  const shown = await run('mail-show', '1');
  assert.match(shown.out, /https:\/\/cloud\.example\.org\/ui\/reset\?key=k3y/);
  const none = await run('mail-show', '77');
  assert.deepEqual([none.status, none.err], [1, 'CommandError: There is no mail 77.\n']);
  assert.equal((await run('mail-show', 'x')).status, 2);
});
