import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCloud } from '#kit/cloud';
import { startMailServer } from '#kit/mail-server';
import { until } from '#kit/until';

test('in a running cloud mails leave by themselves, each once', async (t) => {
  const server = await startMailServer(t);
  const cloud = await startCloud(t, {
    roles: ['identity', 'gateway'],
    settings: {
      EMAIL_HOST: '127.0.0.1',
      EMAIL_PORT: server.port,
      BRANDING_SERVICE_NAME: 'Okeanos',
      ADMINS: [['Root', 'root@example.org']],
    },
  });
  await cloud.user({ email: 'ada@example.org' });
  await until(() => server.mails.length >= 2, 60_000);
  await cloud.restart();
  await cloud.user({ email: 'bob@example.org' });
  await until(() => server.mails.length >= 4, 60_000);
  assert.deepEqual(server.mails.map(({ to, source }) => `${to.join()}: ${subjectOf(source)}`).toSorted(), [
    'ada@example.org: Welcome to Okeanos',
    'bob@example.org: Welcome to Okeanos',
    'root@example.org: Okeanos account activated (ada@example.org)',
    'root@example.org: Okeanos account activated (bob@example.org)',
  ]);
  assert.equal(
    server.mails.filter(({ to }) => to.includes('admin@synnefo.local')).length,
    0,
    'the first administrator has an address that nobody has',
  );
});

function subjectOf(source: string): string {
  return /^Subject: (.*?)\r?$/m.exec(source)?.[1] ?? '';
}
