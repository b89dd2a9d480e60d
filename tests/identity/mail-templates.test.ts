import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { OutgoingMail } from '#identity/domain/mails/mail-composer';
import { mailTemplates } from '#identity/domain/mails/mail-templates';
import type { TemplateName } from '#identity/domain/mails/mail-variables';
import { sampleVariables } from '#identity/domain/mails/sample-variables';
import { identityRole } from '#identity/service';
import { identitySettings } from '#identity/settings';
import { readOwnTemplates } from '#identity/templates/read-templates';
import { readSettings } from '#platform/settings';
import type { RoleContext } from '#platform/service/role';
import { startIdentity } from './identity-kit.ts';
import { BASE_URL } from './open-identity.ts';

const names = Object.keys(mailTemplates) as TemplateName[];
const sampleOf = (template: TemplateName): OutgoingMail =>
  ({ template, to: 'ada@example.org', variables: sampleVariables[template] }) as OutgoingMail;

test('every mail has a text of ours, which says what the mail is for, whose cloud it is, and where to ask', async (t) => {
  const { service } = await startIdentity(t, {
    settings: {
      BRANDING_SERVICE_NAME: 'Okeanos',
      BRANDING_COMPANY_NAME: 'Example',
      CONTACT_EMAIL: 'h@example.org',
    },
  });
  const own = readOwnTemplates();
  for (const name of names) {
    const mail = await service.mailComposer.compose(sampleOf(name));
    assert.ok(mail !== undefined, name);
    assert.match(mail.subject, /Okeanos/, name);
    assert.doesNotMatch(mail.subject + mail.body, /\{\{|\{%|undefined|\[object/, name);
    if (own[name]?.includes('im/email.txt') === true) {
      assert.match(mail.body, /h@example\.org/, name);
      assert.match(mail.body, /Okeanos · EXAMPLE/, name);
    }
  }
  assert.deepEqual(
    Object.keys(own).filter((name) => name !== 'im/email.txt' && !names.includes(name as TemplateName)),
    [],
    'a text that no mail is made of',
  );
});

test('an application reads as the guide shows it: days as dd/mm/yyyy, and what it leaves alone by its name', async (t) => {
  const { service } = await startIdentity(t);
  const { object } = sampleVariables['im/projects/project_modification_notification.txt'];
  const mail = await service.mailComposer.compose({
    template: 'im/projects/project_modification_notification.txt',
    variables: {
      object: {
        ...object,
        name: null,
        start_date: null,
        limit_on_members_number: 2n ** 63n - 1n,
        projectresourcegrant_set: { all: [] },
      },
    },
  });
  assert.match(mail!.body, /Asked on: +03\/02\/2031/);
  assert.match(mail!.body, /Name: +\[no change\]/);
  assert.match(mail!.body, /Begins: +\[no change\]/);
  assert.match(mail!.body, /Ends: +04\/02\/2032/);
  assert.match(mail!.body, /Most members: +Inf/);
  assert.match(mail!.body, /Quota:\n +\[no change\]/);
  assert.match(mail!.body, /snf-manage project-control --approve 800012345/);
});

test("the operator's texts stand in the place of ours one by one, also the one that all extend", async (t) => {
  const directory = overrides(t, {
    'im/welcome_email.txt':
      '{% extends "im/email.txt" %}\n{% block content %}Hi {{ user.realname }}: {{ url }}{% endblock %}',
    'im/email.txt': '{% block content %}{% endblock %}\n\nYours, {{ BRANDING_COMPANY_NAME }}',
    'registration/email_change_email.txt': 'Press {{ url }}',
  });
  const { service } = await startIdentity(t, { settings: { MAIL_TEMPLATES_DIRECTORY: directory } });
  const { body } = (await service.mailComposer.compose(sampleOf('im/welcome_email.txt')))!;
  assert.match(body, /^Hi Ada Sample: https:\/\/sample\.invalid\S+\n\nYours, GRNET\n$/);
  const change = await service.mailComposer.compose(
    sampleOf('registration/email_change_email_new_email.txt'),
  );
  assert.match(change!.body, /^Press https:/, 'the older name of the mail to the new address');
  const invitation = await service.mailComposer.compose(sampleOf('im/invitation.txt'));
  assert.match(invitation!.body, /Yours, GRNET/);
  assert.equal(await startWith(directory), 'started');
});

test('a text that lacks what its mail is for, has a mistake, or names what there is not, stops the start by name', async (t) => {
  const refusals: [file: string, text: string, said: RegExp][] = [
    [
      'im/welcome_email.txt',
      'Welcome, {{ user.realname }}!',
      /im\/welcome_email\.txt: the mail must have \{\{ url \}\}/,
    ],
    [
      'registration/password_email.txt',
      '{{ url }} {{ user.realnam }}',
      /registration\/password_email\.txt: .*realnam/,
    ],
    ['im/invitation.txt', '{{ url }} {% if x %}', /im\/invitation\.txt: .*(?:not closed|endif)/],
    ['im/plain_email.txt', '{{ text|shout }}', /im\/plain_email\.txt: .*shout/],
    [
      'im/email.txt',
      'We write to you.',
      /im\/email\.txt: of im\/activation_email\.txt: the mail must have \{\{ url \}\}/,
    ],
  ];
  for (const [file, text, said] of refusals)
    assert.match(await startWith(overrides(t, { [file]: text })), said);
  assert.match(
    await startWith('/no/such/folder'),
    /MAIL_TEMPLATES_DIRECTORY: \/no\/such\/folder cannot be read/,
  );
});

test('a text that fails all the same costs no mail: ours is taken', async (t) => {
  const directory = overrides(t, {
    'im/welcome_email.txt': '{% for x in (1..100000000) %}{{ x }}{% endfor %}{{ url }}',
  });
  const { service } = await startIdentity(t, { settings: { MAIL_TEMPLATES_DIRECTORY: directory } });
  assert.match(
    (await service.mailComposer.compose(sampleOf('im/welcome_email.txt')))!.body,
    /^Dear Ada Sample/,
  );
});

test('T-I24 a name that is a template or a header arrives as text', async (t) => {
  const { service } = await startIdentity(t);
  for (const name of ['{{ BRANDING_SERVICE_NAME }}', 'a\nBcc: all@example.org', '{% raw %}']) {
    const object = {
      ...sampleVariables['im/projects/project_termination_notification.txt'].object,
      realname: name,
    };
    const mail = await service.mailComposer.compose({
      template: 'im/projects/project_termination_notification.txt',
      to: 'ada@example.org',
      variables: { object },
    });
    const shown = name.replace('\n', ' ');
    assert.equal(mail!.subject, `Synnefo project terminated (${shown})`);
    assert.ok(mail!.body.includes(`your project ${shown} has been terminated`));
  }
});

test('a password for the mail server travels to another machine only where the connection is encrypted', async () => {
  const far = { EMAIL_HOST: 'mail.example.org', EMAIL_HOST_USER: 'cloud' };
  assert.match(await startWith('', far), /EMAIL_HOST_PASSWORD would travel readable to mail\.example\.org/);
  assert.equal(await startWith('', { ...far, EMAIL_USE_TLS: true }), 'started');
  assert.equal(await startWith('', { ...far, EMAIL_PORT: 465 }), 'started');
  assert.equal(await startWith('', { ...far, EMAIL_HOST: '127.0.0.1' }), 'started');
});

/** What the role says to its settings before anything is started. */
async function startWith(directory: string, given: Record<string, unknown> = {}): Promise<string> {
  const settings = readSettings(identitySettings, {
    given: { MAIL_TEMPLATES_DIRECTORY: directory, ...given },
  });
  const context = { settings, baseUrl: BASE_URL, clock: { now: () => new Date() } } as unknown as RoleContext;
  return identityRole.check(context).then(
    () => 'started',
    (error: unknown) => String(error),
  );
}

function overrides(t: TestContext, texts: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'templates-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}
