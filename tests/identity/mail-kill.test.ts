import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { queueMails } from '#identity/domain/mails/queue-mails';
import { sendMails } from '#identity/domain/mails/send-mails';
import { smtpServer } from '#identity/smtp/smtp-server';
import { runChild } from '#kit/child';
import { startMailServer } from '#kit/mail-server';
import { testClock } from '#platform/clock';
import { startIdentity } from './identity-kit.ts';
import { openForTest } from './open-identity.ts';

const CHILD = join(import.meta.dirname, 'mail-kill-child.ts');
const RECIPIENTS = ['a@example.org', 'b@example.org', 'c@example.org'];
/** After what a dead process had claimed is free again. */
const LATER_MS = 11 * 60_000;

for (const [point, twice] of [
  ['identity.mail.claimed', 0],
  ['identity.mail.taken', 1],
] as const)
  test(`T-F1 a sender killed at ${point} loses no mail, and sends ${twice === 0 ? 'none' : 'only the one it had no time to write down'} again`, async (t) => {
    const server = await startMailServer(t);
    const settings = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: server.port };
    const { service, url } = await startIdentity(t, { settings });
    await service.store.transaction((tx) =>
      queueMails(service, tx, [
        {
          template: 'im/plain_email.txt',
          to: RECIPIENTS,
          variables: { user: { realname: 'All', email: 'all@example.org' }, text: 'news' },
        },
      ]),
    );
    const ended = await runChild(CHILD, url, `${point}#1=kill`, String(server.port));
    assert.equal(ended.signal, 'SIGKILL', ended.output);
    const clock = testClock(new Date(Date.now() + LATER_MS));
    const next = await openForTest({ url, settings, clock });
    t.after(() => next.close());
    await sendMails(next.service, smtpServer(next.service.settings), new AbortController().signal);
    const messageIds = server.mails.map(({ source }) => /^Message-ID: (.*?)\r?$/im.exec(source)?.[1]);
    assert.deepEqual([...new Set(server.mails.flatMap(({ to }) => to))].toSorted(), RECIPIENTS);
    assert.equal(new Set(messageIds).size, RECIPIENTS.length);
    assert.ok(messageIds.length - RECIPIENTS.length <= twice * 4, messageIds.join());
    const { mails } = await next.service.store.mails.list({
      state: 'sent',
      match: undefined,
      offset: 0,
      limit: 10,
    });
    assert.equal(mails.length, RECIPIENTS.length);
  });
