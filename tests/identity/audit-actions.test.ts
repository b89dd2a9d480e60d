import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditAction, auditActions } from '#contract/audit-words';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { createUser } from '#identity/domain/accounts/create-user';
import { addGroup } from '#identity/domain/accounts/groups';
import { addTerms, signTerms } from '#identity/domain/accounts/terms';
import { sendVerificationLink } from '#identity/domain/accounts/verification-link';
import { assignProfile, keepProfile, removeProfile } from '#identity/domain/auth-profiles/auth-profiles';
import { addComponent, modifyComponent, removeComponent } from '#identity/domain/catalog/components';
import { importServices } from '#identity/domain/catalog/import-catalog';
import { modifyResources } from '#identity/domain/catalog/resources';
import { mailToLookAt, sendMailAgain } from '#identity/domain/mails/looked-at';
import { terminateExpired } from '#identity/domain/projects/expired-projects';
import { modifyBaseProjects, modifyProject } from '#identity/domain/projects/modify-project';
import { operator } from '#identity/domain/projects/actor';
import { authorize, readAuthorization } from '#identity/domain/programs/authorization';
import { handOver } from '#identity/domain/programs/hand-over';
import { addClient, removeClient } from '#identity/domain/programs/oauth2-clients';
import { setRenewal } from '#identity/domain/projects/renewal';
import { repairLimits } from '#identity/domain/quota/verify-limits';
import type { AuditEntry } from '#platform/audit/entry';
import { operatorOrigin } from '#platform/audit/origin';
import { testClock } from '#platform/clock';
import { PASSWORD } from './identity-kit.ts';
import { ACCOUNT, startProjects } from './projects/kit.ts';

const RESOURCES = { 'cyclades.vm': { member_capacity: 2, project_capacity: 20 } };
const MORE = { 'cyclades.vm': { projectCapacity: 30n, memberCapacity: 3n } };
const YEARS_MS = 20 * 365 * 24 * 3_600_000;
/** Of the clean-up, which the test of the chain has. */
const ELSEWHERE: readonly AuditAction[] = ['audit.prune'];

test('every action of the catalogue is recorded by what does it, with who did it and what it changed', async (t) => {
  const clock = testClock(new Date('2027-01-01T00:00:00Z'));
  const cloud = await startProjects(t, { clock });
  const { admin, service } = cloud;
  const { store } = service;
  const host = { ...service, origin: operatorOrigin('maria') };
  const entries = async (query: Parameters<typeof store.audit.newest>[0] = {}): Promise<AuditEntry[]> =>
    (await store.audit.newest(query, { limit: 1000 })).reverse();
  const ada = await cloud.user('ada@example.org');
  const bob = await cloud.user('bob@example.org');
  const cem = await cloud.user('cem@example.org');

  await t.test('projects: who applied, who decided and why, and what is in force since', async () => {
    const project = await cloud.project(ada, { name: 'lab.example.org', resources: RESOURCES });
    const membership = await cloud.join(bob, project);
    await cloud.step(ada, membership, 'accept');
    for (const action of ['suspend', 'unsuspend', 'terminate', 'reinstate'])
      assert.equal((await cloud.act(admin, project, { [action]: { reason: `to ${action}` } })).status, 200);
    await setRenewal(host, operator, { project, renews: false });
    await modifyProject(host, project, { maxMembers: 7n, resources: MORE });
    const found = await entries({ object: project });
    assert.deepEqual(
      found.map(({ action, actorName, source, objectName }) => [action, actorName, source, objectName]),
      [
        ['application.submit', ada.email, 'api', 'lab.example.org'],
        ['application.approve', admin.email, 'api', 'lab.example.org'],
        ['membership.join', bob.email, 'api', bob.email],
        ['membership.accept', ada.email, 'api', bob.email],
        ['project.suspend', admin.email, 'api', 'lab.example.org'],
        ['project.unsuspend', admin.email, 'api', 'lab.example.org'],
        ['project.terminate', admin.email, 'api', 'lab.example.org'],
        ['project.reinstate', admin.email, 'api', 'lab.example.org'],
        ['project.renewal', 'maria', 'command', 'lab.example.org'],
        ['project.modify', 'maria', 'command', 'lab.example.org'],
      ],
    );
    const details = found.map((entry) => JSON.parse(entry.details) as Record<string, unknown>);
    assert.deepEqual(details[1]?.['cyclades.vm'], { from: null, to: '20, 2' });
    assert.equal(details[4]?.['reason'], 'to suspend');
    assert.deepEqual(details[9]?.['maxMembers'], { from: '9223372036854775807', to: '7' });
    assert.deepEqual(details[9]?.['cyclades.vm'], { from: '20, 2', to: '30, 3' });
    assert.deepEqual(
      (await entries({ object: 'lab.example.org' })).map(({ id }) => id),
      found.map(({ id }) => id),
      'it is found by its name, too',
    );
  });

  await t.test('the steps of applications and memberships', async () => {
    const applied = async (): Promise<[string, number]> => {
      const { id, application } = (await cloud.apply(ada)).json as { id: string; application: number };
      return [id, application];
    };
    const [one, first] = await applied();
    await cloud.act(admin, one, { deny: { app_id: first } });
    await cloud.act(admin, one, { reopen: { app_id: first } });
    await cloud.act(admin, one, { deny: { app_id: first } });
    await cloud.act(ada, one, { dismiss: { app_id: first } });
    const [two, second] = await applied();
    await cloud.act(ada, two, { cancel: { app_id: second } });
    const open = await cloud.project(ada, { leave_policy: 'auto', end_date: '2028-01-01T00:00:00Z' });
    const asked = await cloud.join(bob, open);
    await cloud.step(ada, asked, 'reject');
    await cloud.step(bob, await cloud.join(bob, open), 'cancel');
    const enrolled = { enroll: { project: open, user: cem.email } };
    const { id } = (await cloud.enter(ada, enrolled)).json as { id: number };
    await cloud.step(cem, id, 'leave');
    await cloud.enter(ada, enrolled);
    await cloud.step(ada, id, 'remove');
    clock.advance(YEARS_MS);
    await terminateExpired(service, operator);
    clock.advance(-YEARS_MS);
    const last = (await entries({ object: open })).at(-1);
    assert.deepEqual(
      [last?.action, last?.actorName, last?.source],
      ['project.terminate', 'identity', 'work'],
    );
  });

  await t.test('accounts, by commands and by themselves', async () => {
    const dan = await createUser(host, {
      ...{ email: 'dan@example.org', firstName: 'Dan', lastName: 'D', password: PASSWORD },
    });
    assert.equal(await sendVerificationLink(host, dan.uuid), 'sent');
    await changeAccount(host, dan.uuid, { verify: true });
    await changeAccount(host, dan.uuid, { reject: { reason: 'unknown here' } });
    await changeAccount(host, dan.uuid, { remove: true });
    await addGroup(host, 'students');
    await addGroup(host, 'students');
    assert.equal((await entries({ action: 'group' })).length, 1, 'one that is there is not made');
    await changeAccount(host, cem.uuid, {
      addGroups: ['students'],
      level: 3,
      baseQuota: { 'cyclades.vm': 9n },
    });
    await changeAccount(host, cem.uuid, { password: { chosen: 'another long one' }, email: 'cem@new.org' });
    await changeAccount(host, cem.uuid, { deactivate: { reason: 'gone' } });
    await changeAccount(host, cem.uuid, { activate: true });
    const [quota] = await entries({ action: 'account.quota' });
    assert.deepEqual((JSON.parse(quota!.details) as object)['cyclades.vm' as never], {
      from: '9223372036854775807',
      to: '9',
    });
    await cloud.call('POST', `${ACCOUNT}/myaccount/default_project`, {
      token: ada.token,
      body: { project_id: ada.uuid },
    });
    const log = { email: ada.email, password: PASSWORD };
    const cookie = (
      (await cloud.call('POST', '/astakos/ui/session', { body: log })).headers['set-cookie'] ?? ''
    )
      .split(';', 1)
      .join();
    await cloud.call('DELETE', '/astakos/ui/session', { headers: { cookie, 'x-requested-with': 'synnefo' } });
  });

  await t.test('the catalog, terms, policies, quota and mails', async () => {
    await addComponent(host, {
      ...{ name: 'billing', baseUrl: 'https://b.example.org', uiUrl: null, mayForce: false },
    });
    await modifyComponent(host, 'billing', { baseUrl: 'https://c.example.org', renewToken: true });
    await importServices(host, [
      { name: 'billing_api', type: 'billing', component: 'billing', endpoints: [], resources: [] },
    ]);
    await removeComponent(host, 'billing');
    await modifyResources(host, new Map([['cyclades.vm', { projectDefault: 5n }]]));
    await modifyBaseProjects(host, { exclude: [], change: { resources: MORE }, dryRun: false });
    assert.equal((await entries({ object: bob.uuid, action: 'project.modify' })).length, 1);
    const terms = await addTerms(host, { location: '/etc/terms', document: 'Be kind.' });
    await signTerms(host, ada, terms);
    await keepProfile(
      host,
      { name: 'campus', provider: 'ldap', isExclusive: false, policies: {} },
      { update: false },
    );
    await keepProfile(
      host,
      { name: 'campus', provider: 'ldap', isExclusive: true, policies: {} },
      { update: true },
    );
    await assignProfile(host, 'campus', { groups: ['students'], users: [] });
    await removeProfile(host, 'campus');
    await repairLimits(host);
    const { mails } = await store.mails.list({ state: undefined, match: undefined, offset: 0, limit: 1 });
    const { id } = mails[0]!;
    await mailToLookAt(host, id);
    await store.mails.keepWaiting(clock.now());
    await sendMailAgain({ ...host, settings: { ...service.settings, EMAIL_HOST: 'mail.example.org' } }, id);
    const [component] = await entries({ action: 'component.modify' });
    assert.deepEqual(JSON.parse(component!.details), {
      baseUrl: { from: 'https://b.example.org', to: 'https://c.example.org' },
      token: 'another one',
    });
  });

  await t.test('programs that act for people', async () => {
    const client = {
      identifier: 'viewer',
      type: 'confidential',
      isTrusted: false,
      secret: 'not to be seen',
    } as const;
    await addClient(host, { ...client, redirectUrls: ['https://view.example.org/'] });
    const asked = await readAuthorization(service, { response_type: 'code', client_id: 'viewer' });
    await authorize(host, ada, asked);
    await removeClient(host, 'viewer');
    const [scheme = ''] = service.settings.ASTAKOS_REDIRECT_ALLOWED_SCHEMES;
    await handOver(host, { user: ada, session: '' }, { next: `${scheme}://local/`, renew: false });
  });

  const seen = new Set([...(await entries()).map(({ action }) => action), ...ELSEWHERE]);
  assert.deepEqual(
    auditActions.filter((action) => !seen.has(action)),
    [],
    'each action of the catalogue is done here',
  );
});
