import { mailsOver } from '#contract/program-clients';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { createUser } from '#identity/domain/accounts/create-user';
import { personWords } from '#identity/domain/mails/account-mails';
import { sendMails } from '#identity/domain/mails/send-mails';
import type { OutgoingMail } from '#identity/domain/mails/mail-composer';
import { recipientsOf } from '#identity/domain/mails/recipients';
import { queueMails } from '#identity/domain/mails/queue-mails';
import { smtpServer } from '#identity/smtp/smtp-server';
import { identitySettings, type IdentitySettings } from '#identity/settings';
import { readSettings } from '#platform/settings';
import { freePort } from '#kit/free-port';
import { startMailServer, type TestMailServer } from '#kit/mail-server';
import { injectTransport } from '#platform/http/transport';
import { testClock, type TestClock } from '#platform/clock';
import { Secret } from '#platform/secret';
import { PASSWORD, startIdentity, type TestIdentity } from './identity-kit.ts';

const MINUTE_MS = 60_000;
const TO = 'ada@example.org';

interface Mailing extends TestIdentity {
  clock: TestClock;
  queue(mail?: Partial<OutgoingMail>): Promise<void>;
  /** One run of the sender; what it throws is its answer. */
  send(): Promise<string>;
  states(): Promise<string[]>;
}

test('what an administrator accepts is told: to the user and to those whom the settings name; verifying tells nobody', async (t) => {
  const identity = await startIdentity(t, {
    settings: { ADMINS: [['Root', 'root@example.org']], HELPDESK: [['Help', 'help@example.org']] },
  });
  const created = await createUser(identity.service, {
    email: TO,
    firstName: 'Ada',
    lastName: 'Example',
    password: PASSWORD,
  });
  await changeAccount(identity.service, created.uuid, { verify: true });
  assert.deepEqual(await subjects(identity), []);
  await changeAccount(identity.service, created.uuid, { accept: true });
  assert.deepEqual(await subjects(identity), [
    'ada@example.org: Welcome to Synnefo',
    'help@example.org: Synnefo account activated (ada@example.org)',
    'root@example.org: Synnefo account activated (ada@example.org)',
  ]);
  await assert.rejects(changeAccount(identity.service, created.uuid, { accept: true }), {
    code: 'wrong_user_state',
  });
  assert.equal((await subjects(identity)).length, 3);
});

test('who gets mails is read as the guide prints it', (t) => {
  const configDirectory = mkdtempSync(join(tmpdir(), 'settings-'));
  t.after(() => rmSync(configDirectory, { recursive: true, force: true }));
  writeFileSync(
    join(configDirectory, '00-snf-common-admins.conf'),
    [
      'ADMINS = (',
      "    ('Root', 'root@example.org'),",
      ')',
      "MANAGERS = [('Kai', 'kai@example.org')]",
      'HELPDESK = ()',
      "ACCOUNT_NOTIFICATIONS_RECIPIENTS = ['kai@example.org', 'kai@example.org']",
      'EMAIL_USE_TLS = True',
    ].join('\n'),
  );
  const settings = readSettings(identitySettings, { configDirectory });
  assert.equal(settings.EMAIL_USE_TLS, true);
  assert.deepEqual(recipientsOf(settings, 'ACCOUNT_ACTIVATED_RECIPIENTS'), ['kai@example.org']);
  assert.deepEqual(recipientsOf(settings, 'PROJECT_CREATION_RECIPIENTS'), ['kai@example.org']);
  assert.deepEqual(recipientsOf(settings, 'FEEDBACK_NOTIFICATIONS_RECIPIENTS'), []);
});

test('a mail of a change that is taken back never was', async (t) => {
  const mailing = await startMailing(t, await startMailServer(t));
  await assert.rejects(
    mailing.service.store.transaction(async (tx) => {
      await queueMails(mailing.service, tx, [welcome()]);
      throw new Error('taken back');
    }),
  );
  assert.deepEqual(await mailing.states(), []);
});

test('a mail leaves as text and as a page, under a Message-ID of the cloud', async (t) => {
  const server = await startMailServer(t);
  const mailing = await startMailing(t, server, { SERVER_EMAIL: 'Cloud <cloud@example.org>' });
  await mailing.queue();
  assert.equal(await mailing.send(), '');
  const [mail] = server.mails;
  assert.ok(mail !== undefined);
  assert.deepEqual([mail.from, mail.to], ['cloud@example.org', [TO]]);
  assert.match(mail.source, /^Message-ID: <[0-9a-f-]{36}@127\.0\.0\.1>\r?$/im);
  assert.match(mail.source, /^Subject: Welcome to Synnefo\r?$/m);
  assert.match(mail.source, /Content-Type: text\/plain/);
  assert.match(mail.source, /Content-Type: text\/html/);
  assert.match(
    mail.source,
    /<a href=3D"http:\/\/127\.0\.0\.1:8080\/ui\/|<a href="http:\/\/127\.0\.0\.1:8080\/ui\//,
  );
  assert.deepEqual(await mailing.states(), ['sent after 1']);
  await mailing.send();
  assert.equal(server.mails.length, 1);
});

test('many mails leave in one run', async (t) => {
  const server = await startMailServer(t);
  const mailing = await startMailing(t, server);
  await mailing.queue({ to: Array.from({ length: 50 }, (_, at) => `user-${at}@example.org`) });
  await mailing.send();
  assert.equal(new Set(server.mails.flatMap(({ to }) => to)).size, 50);
  assert.equal(server.mails.length, 50);
});

test('with a name and a password the mail server is logged in to', async (t) => {
  const server = await startMailServer(t, { user: 'cloud', password: 'secret' });
  const good = await startMailing(t, server, {
    EMAIL_HOST_USER: 'cloud',
    EMAIL_HOST_PASSWORD: new Secret('secret'),
  });
  await good.queue();
  await good.send();
  assert.equal(server.mails.length, 1);
  const wrong = await startMailing(t, server, {
    EMAIL_HOST_USER: 'cloud',
    EMAIL_HOST_PASSWORD: new Secret('guess'),
  });
  await wrong.queue();
  assert.match(await wrong.send(), /535|wrong name/);
  assert.deepEqual(await wrong.states(), ['waiting after 1'], 'the mail itself was not refused');
});

test('where the connection must be encrypted nothing leaves without a certificate that is trusted', async (t) => {
  for (const starttls of [false, true]) {
    const server = await startMailServer(t, { starttls });
    const mailing = await startMailing(t, server, { EMAIL_USE_TLS: true });
    await mailing.queue();
    assert.match(await mailing.send(), starttls ? /self-signed|certificate/ : /STARTTLS/);
    assert.deepEqual([server.seen.length, await mailing.states()], [0, ['waiting after 1']]);
    const trusting = await startMailing(t, server);
    await trusting.queue();
    await trusting.send();
    assert.equal(server.mails.length, 1, 'where it need not be, an offer of encryption is not taken');
  }
});

test('a mail server that is down for an hour loses nothing and gets nothing twice', async (t) => {
  const port = await freePort();
  const mailing = await startMailing(t, { port });
  for (const name of ['a', 'b', 'c']) await mailing.queue({ to: `${name}@example.org` });
  for (let minute = 0; minute < 60; minute += 1) {
    await mailing.send();
    mailing.clock.advance(MINUTE_MS);
  }
  const states = await mailing.states();
  assert.ok(
    states.every((state) => state.startsWith('waiting')),
    states.join(),
  );
  const server = await startMailServer(t, { port });
  for (let minute = 0; minute < 6; minute += 1) {
    await mailing.send();
    mailing.clock.advance(MINUTE_MS);
  }
  assert.deepEqual(server.mails.flatMap(({ to }) => to).toSorted(), [
    'a@example.org',
    'b@example.org',
    'c@example.org',
  ]);
});

test('a server that asks to come later is asked later, and then has the same mail', async (t) => {
  const server = await startMailServer(t);
  const mailing = await startMailing(t, server);
  server.next('later', 'later', 'accept');
  await mailing.queue();
  assert.equal(await mailing.send(), '', 'it was a word about this mail only');
  await mailing.send();
  assert.deepEqual(await mailing.states(), ['waiting after 1']);
  mailing.clock.advance(MINUTE_MS);
  await mailing.send();
  mailing.clock.advance(MINUTE_MS);
  await mailing.send();
  assert.deepEqual(await mailing.states(), ['waiting after 2'], 'the second wait is longer');
  mailing.clock.advance(MINUTE_MS);
  await mailing.send();
  assert.deepEqual([server.mails.length, await mailing.states()], [1, ['sent after 3']]);
});

test('a recipient that the server refuses for good is not tried again, and the others get theirs', async (t) => {
  const server = await startMailServer(t);
  const mailing = await startMailing(t, server);
  server.next('refuse', 'accept');
  await mailing.queue({ to: 'gone@example.org' });
  await mailing.send();
  await mailing.queue();
  await mailing.send();
  mailing.clock.advance(600 * MINUTE_MS);
  await mailing.send();
  assert.deepEqual(await mailing.states(), ['failed after 1', 'sent after 1']);
  assert.equal(server.mails.length, 1);
});

test('a server that closes after the text may have it: it is sent again under the same Message-ID', async (t) => {
  const server = await startMailServer(t);
  const mailing = await startMailing(t, server);
  server.next('close after data', 'accept');
  await mailing.queue();
  assert.notEqual(await mailing.send(), '');
  mailing.clock.advance(MINUTE_MS);
  await mailing.send();
  assert.equal(server.seen.length, 2);
  const [first, second] = server.seen.map(({ source }) => /^Message-ID: .*$/im.exec(source)?.[0]);
  assert.equal(first, second);
});

test('a server that says nothing holds up a stop no longer than a mail under way may take to its end', async (t) => {
  const server = await startMailServer(t);
  const mailing = await startMailing(t, server);
  server.next('hang');
  for (let count = 0; count < 10; count += 1) await mailing.queue();
  const stopped = new AbortController();
  const run = sendMails(mailing.service, smtpServer(mailing.service.settings), stopped.signal);
  setTimeout(() => stopped.abort(), 200);
  await run.catch(() => undefined);
  assert.ok((await mailing.states()).every((state) => state.startsWith('waiting')));
});

test('a database that is away when the server has taken a mail is told a moment later, and the mail is not sent again', async (t) => {
  const server = await startMailServer(t);
  const { service, clock, queue, send, states } = await startMailing(t, server);
  await queue();
  let failures = 2;
  const mails = new Proxy(service.store.mails, {
    get(target, name) {
      if (name === 'setSent' && failures-- > 0) return () => Promise.reject(new Error('away'));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const away = { ...service, pause: async () => undefined, store: { ...service.store, mails } };
  await sendMails(away, smtpServer(service.settings), new AbortController().signal);
  clock.advance(60 * MINUTE_MS);
  await send();
  assert.deepEqual([server.mails.length, await states()], [1, ['sent after 1']]);
});

test('mails are given up after days', async (t) => {
  const mailing = await startMailing(t, { port: await freePort() });
  await mailing.queue();
  await mailing.send();
  mailing.clock.advance(6 * 24 * 60 * MINUTE_MS);
  await mailing.send();
  assert.deepEqual(await mailing.states(), ['failed after 2']);
});

test('without a mail server mails are kept, and sent when an administrator says so', async (t) => {
  const identity = await startIdentity(t);
  const admin = await identity.user('admin@example.org');
  await changeAccount(identity.service, admin.uuid, { isAdmin: true });
  const client = mailsOver(injectTransport(identity.app), admin.token);
  const { mails, sends } = await client.mails({ state: 'kept', limit: 10 });
  assert.deepEqual(
    [sends, mails.map(({ state, to }) => [state, to])],
    [false, [['kept', 'admin@example.org']]],
  );
  const { id } = mails[0]!;
  await assert.rejects(client.sendAgain(id), { status: 409, code: 'no_mail_server' });

  const server = await startMailServer(t);
  const later = await startIdentity(t, { url: identity.url, settings: settingsFor(server) });
  await sendMails(later.service, smtpServer(later.service.settings), new AbortController().signal);
  assert.equal(server.mails.length, 0, 'what was kept does not leave by itself');
  const now = mailsOver(injectTransport(later.app), admin.token);
  assert.equal((await now.sendAgain(id)).state, 'waiting');
  await sendMails(later.service, smtpServer(later.service.settings), new AbortController().signal);
  assert.deepEqual(
    server.mails.map(({ to }) => to),
    [['admin@example.org']],
  );
  await assert.rejects(now.sendAgain(id), { status: 409, code: 'mail_ended' });
  const { state, text, subject } = await now.mail(id);
  assert.deepEqual([state, subject], ['sent', 'Welcome to Synnefo']);
  assert.match(text, /^Dear Ada Example,/);
  await assert.rejects(now.mail(999_999), { status: 404, code: 'mail_not_found' });
});

test('T-I26 mails show administrators no key of a link, before and after they are sent; nobody else sees any', async (t) => {
  const server = await startMailServer(t);
  const mailing = await startMailing(t, server);
  const admin = await mailing.user('admin@example.org');
  const bob = await mailing.user('bob@example.org');
  await changeAccount(mailing.service, admin.uuid, { isAdmin: true });
  const key = 'k3y-0123456789abcdef0123456789abcdef';
  await mailing.queue({
    template: 'registration/password_email.txt',
    variables: {
      user: personWords({ uuid: 'u', email: TO, firstName: 'Ada', lastName: '' }),
      url: `https://cloud.example.org/ui/reset/${key}?auth=${key}#${key}`,
    },
  } as Partial<OutgoingMail>);
  const look = async (): Promise<string> => {
    const list = await mailing.call('GET', '/astakos/ui/mails?match=password', { token: admin.token });
    const { mails } = list.json as { mails: { id: number }[] };
    const one = await mailing.call('GET', `/astakos/ui/mails/${mails[0]!.id}`, { token: admin.token });
    assert.equal(one.status, 200);
    return list.text + one.text;
  };
  const before = await look();
  assert.match(before, /https:\/\/cloud\.example\.org\/ui\/reset/);
  assert.doesNotMatch(before, /k3y/);
  await mailing.send();
  assert.ok(server.mails.some(({ source }) => source.includes('k3y')));
  assert.doesNotMatch(await look(), /k3y/);
  const kept = await mailing.service.store.mails.list({
    state: 'sent',
    match: 'password',
    offset: 0,
    limit: 1,
  });
  const row = await mailing.service.store.mails.find(kept.mails[0]!.id);
  assert.doesNotMatch(row?.body ?? '', /k3y/, 'what was sent opens nothing, wherever it is read');
  for (const path of ['/astakos/ui/mails', '/astakos/ui/mails/1']) {
    assert.equal((await mailing.call('GET', path, { token: bob.token })).status, 404);
    assert.equal((await mailing.call('GET', path)).status, 401);
  }
});

test('T-I24 of mails that strangers can have sent, one recipient gets five an hour', async (t) => {
  const mailing = await startMailing(t, await startMailServer(t));
  const mail = {
    template: 'im/activation_email.txt',
    variables: { user: { realname: 'Ada', email: TO }, url: 'https://cloud.example.org/' },
  } as Partial<OutgoingMail>;
  for (let count = 0; count < 7; count += 1) await mailing.queue(mail);
  await mailing.queue({ ...mail, to: 'bob@example.org' });
  assert.equal((await mailing.states()).length, 6);
  mailing.clock.advance(61 * MINUTE_MS);
  await mailing.queue(mail);
  assert.equal((await mailing.states()).length, 7);
});

function welcome(): OutgoingMail {
  return {
    template: 'im/welcome_email.txt',
    to: TO,
    variables: { user: { realname: 'Ada Example', email: TO }, url: 'http://127.0.0.1:8080/ui/' },
  };
}

function settingsFor({ port }: { port: number }): Partial<IdentitySettings> {
  return { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: port };
}

async function startMailing(
  t: TestContext,
  server: Pick<TestMailServer, 'port'>,
  settings: Partial<IdentitySettings> = {},
): Promise<Mailing> {
  const clock = testClock();
  const identity = await startIdentity(t, { clock, settings: { ...settingsFor(server), ...settings } });
  const { service } = identity;
  return {
    ...identity,
    clock,
    queue: (mail = {}) =>
      service.store.transaction(async (tx) => {
        await queueMails(service, tx, [{ ...welcome(), ...mail } as OutgoingMail]);
      }),
    send: () =>
      sendMails(service, smtpServer(service.settings), new AbortController().signal).then(
        () => '',
        (error: unknown) => String(error),
      ),
    states: async () => {
      const { mails } = await service.store.mails.list({
        state: undefined,
        match: undefined,
        offset: 0,
        limit: 100,
      });
      return mails.map(({ state, tries }) => `${state} after ${tries}`).reverse();
    },
  };
}

async function subjects({ service }: TestIdentity): Promise<string[]> {
  const { mails } = await service.store.mails.list({
    state: undefined,
    match: undefined,
    offset: 0,
    limit: 100,
  });
  return mails.map(({ recipient, subject }) => `${recipient}: ${subject}`).toSorted();
}
