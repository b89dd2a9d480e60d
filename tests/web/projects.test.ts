import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '#kit/until';
import { makeImage, startComputeCloud } from '../compute/kit/compute-cloud.ts';
import {
  accessProblems,
  noBrowser,
  pagesOf,
  sessionOf,
  startBrowser,
  watchedPage,
  WITHOUT_MOTION,
} from './kit/browser.ts';
import { answer, PROJECTS, QUOTAS, quotas, UNREACHABLE } from './steps/fixtures.ts';
import { checkThemes, openPage } from './steps/pages.ts';
import { application, asked, ATLAS, member, project } from './steps/projects.ts';

const ONE = `${PROJECTS}/${ATLAS}`;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test(
  'the pages of projects show each state of a project, its members and applications',
  { skip: noBrowser },
  async (t) => {
    const cloud = await startComputeCloud(t, {
      settings: { PROJECT_CREATION_RECIPIENTS: ['desk@example.org'] },
    });
    const person = await cloud.user();
    const browser = await startBrowser(t);
    const storageState = await sessionOf(browser, cloud.url, person);
    const pages = pagesOf(browser, { ...WITHOUT_MOTION, storageState });
    const listed = (page: Page, projects: unknown[]) =>
      answer(page, PROJECTS, { json: { projects, decides: false } });
    const managed = { owner: person.uuid, owner_email: person.email, manages: true, requests: 1 };

    await t.test(
      'a list says what each project is, who is in it and when it ends, or what projects are for',
      async () => {
        const page = await pages.open();
        await listed(page, []);
        await openPage(page, cloud.url, '/projects');
        await page.getByText('No projects yet').waitFor();
        assert.deepEqual(await accessProblems(page), []);
        await listed(page, [
          project({ ...managed, end_date: new Date(Date.now() + 9.5 * 24 * 3600_000).toISOString() }),
          project({ id: 'b', name: 'other.example.org', state: 'suspended' }),
          project({ id: 'c', name: 'new.example.org', state: 'uninitialized' }),
        ]);
        await page.reload();
        const row = page.getByRole('row', { name: /atlas\.lab\.example\.org/ });
        await row.getByText('Ends in 10 days').waitFor();
        await row.getByText('1 asks').waitFor();
        await page.getByText('Suspended').waitFor();
        await page.getByText('Waiting for approval').waitFor();
        await checkThemes(page, 'the list of projects');
        await answer(page, PROJECTS, UNREACHABLE);
        await page.reload();
        await page.getByText('The projects could not be loaded').waitFor();
        await pages.close(page);
      },
    );

    await t.test(
      'who is no member sees what a project grants and asks to join; who asked takes it back',
      async () => {
        const page = await pages.open();
        await answer(page, ONE, { json: project() });
        const calls: unknown[] = [];
        await page.route(
          (url) => url.pathname.includes('/projects/memberships'),
          (route) => {
            calls.push(route.request().postDataJSON());
            return route.fulfill({ json: { id: 7 } });
          },
        );
        await openPage(page, cloud.url, `/projects/${ATLAS}`);
        await page.getByRole('meter', { name: 'Machines' }).waitFor();
        assert.equal(await page.getByRole('navigation', { name: 'About the project' }).count(), 0);
        await checkThemes(page, 'a project of others');
        await answer(page, ONE, {
          json: project({
            membership: {
              id: 7,
              user: person.uuid,
              project: ATLAS,
              state: 'requested',
              allowed_actions: ['cancel'],
              requested: '2026-11-30T09:00:00+00:00',
            } as never,
          }),
        });
        await page.getByRole('button', { name: 'Ask to join' }).click();
        await page.getByText('The owner of atlas.lab.example.org decides.').waitFor();
        await page.getByRole('button', { name: 'Withdraw the request' }).click();
        await until(() => calls.length > 1);
        assert.deepEqual(calls, [{ join: { project: ATLAS } }, { cancel: '' }]);
        await pages.close(page);
      },
    );

    await t.test(
      'who manages a project accepts several at once, by keyboard, and adds people from a pasted list',
      async () => {
        const page = await pages.open();
        await answer(page, ONE, { json: project(managed) });
        const members = [
          member(1, 'ada@example.org', { state: 'requested' }),
          member(2, 'bob@example.org', { state: 'requested' }),
          member(3, 'cleo@example.org'),
        ];
        await answer(page, `${ONE}/members`, { json: { members } });
        const accepted: string[] = [];
        await page.route(
          (url) => /\/projects\/memberships/.test(url.pathname),
          (route) => {
            const { pathname } = new URL(route.request().url());
            const body = route.request().postDataJSON() as { enroll?: { user: string } };
            if (body.enroll?.user === 'nobody@example.org')
              return route.fulfill({
                status: 409,
                json: { conflict: { code: 409, message: 'Unknown users', details: '' } },
              });
            accepted.push(body.enroll?.user ?? pathname.split('/').at(-2) ?? '');
            return route.fulfill({ json: { id: 9 } });
          },
        );
        await openPage(page, cloud.url, `/projects/${ATLAS}/members`);
        await page.getByRole('button', { name: 'Accept ada@example.org' }).waitFor();
        await checkThemes(page, 'the members of a project');
        await page.keyboard.press('j');
        await page
          .getByRole('row', { name: /ada@example/ })
          .getByRole('checkbox')
          .check();
        await page
          .getByRole('row', { name: /bob@example/ })
          .getByRole('checkbox')
          .check();
        await page.getByRole('toolbar').getByRole('button', { name: 'Accept' }).click();
        await page.getByRole('toolbar').waitFor({ state: 'detached' });
        assert.deepEqual(accepted.toSorted(), ['1', '2']);

        await page.getByRole('button', { name: 'Add people' }).click();
        const dialog = page.getByRole('dialog', { name: 'Add people' });
        await dialog.getByLabel('E-mail addresses').fill('Dora <dora@example.org>, nobody@example.org');
        await dialog.getByRole('button', { name: 'Add 2 people' }).click();
        await dialog.getByText('Unknown users').waitFor();
        assert.deepEqual(await accessProblems(page), []);
        assert.equal(await dialog.getByLabel('E-mail addresses').inputValue(), 'nobody@example.org');
        await dialog.getByText('dora@example.org').waitFor();
        await pages.close(page);
      },
    );

    await t.test(
      'usage is told by person; an application tells what was asked, what is, and what became of it',
      async () => {
        const page = await pages.open(PHONE);
        await answer(page, ONE, { json: project({ ...managed, last_application: asked(31) as never }) });
        await answer(page, QUOTAS, { json: quotas(person.uuid, {}) });
        await answer(page, `${ONE}/members`, { json: { members: [member(3, 'cleo@example.org')] } });
        await answer(page, `${ONE}/applications`, {
          json: {
            applications: [
              application(31, { applicant: person.uuid }),
              application(30, { state: 'denied', response: 'Not this year.' }),
            ],
          },
        });
        const at = (days: number) => new Date(Date.now() - days * 24 * 3600_000).toISOString();
        await answer(page, `${ONE}/usage-history`, {
          json: {
            since: at(7),
            until: at(0),
            points: [9, 6, 2].map((days) => ({ at: at(days), usage: 12 - days })),
          },
        });
        await openPage(page, cloud.url, `/projects/${ATLAS}/usage`);
        await page.getByRole('img', { name: 'Machines: 10 at most, 10 at the end.' }).waitFor();
        await page.getByText('2 of 4').waitFor();
        await checkThemes(page, 'usage of a project');
        await openPage(page, cloud.url, `/projects/${ATLAS}/changes`);
        await page.getByText('40 in all, 4 each').first().waitFor();
        await page.getByText('Now: 20 in all, 4 each').waitFor();
        await page.getByText('Not this year.').waitFor();
        await checkThemes(page, 'applications of a project');
        await openPage(page, cloud.url, `/projects/${ATLAS}`);
        await page.getByRole('button', { name: 'Withdraw the application' }).waitFor();

        const said: unknown[] = [];
        await page.route(`**${ONE}/renewal`, (route) => {
          said.push(route.request().postDataJSON());
          return route.fulfill({ status: 200 });
        });
        const end_date = new Date(Date.now() + 4.5 * 24 * 3600_000).toISOString();
        await answer(page, ONE, { json: project({ ...managed, end_date }) });
        await page.reload();
        await page.getByRole('button', { name: 'Ask for more time' }).click();
        const dialog = page.getByRole('dialog', { name: /^More time for/ });
        await dialog.getByLabel('Ends', { exact: true }).fill('2020-01-01');
        await dialog.getByRole('button', { name: 'Ask for more time' }).click();
        await dialog.getByText(/^It must end after/).waitFor();
        assert.deepEqual(await accessProblems(page), []);
        await dialog.getByRole('button', { name: 'Cancel' }).click();
        await dialog.waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'I won’t renew' }).click();
        await until(() => said.length > 0);
        assert.deepEqual(said, [{ renews: false }]);
        await pages.close(page);
      },
    );

    await t.test(
      'a person asks for a project, an administrator approves it in the console, a second person is added; both make machines until the project is full, and more is asked for with exactly what was missing',
      async () => {
        const name = 'genomics.lab.example.org';
        const second = await cloud.user();
        await makeImage(await cloud.user({ limits: { 'pithos.diskspace': 2 ** 30 } }), 'tiny', {
          isPublic: true,
        });
        const pageOf = async (account: Parameters<typeof sessionOf>[2]) => {
          const theirs = await browser.newContext({
            ...WITHOUT_MOTION,
            storageState: await sessionOf(browser, cloud.url, account),
          });
          return (await watchedPage(theirs)).page;
        };
        const owner = await pageOf(person);
        await openPage(owner, cloud.url, '/projects');
        await owner.getByRole('link', { name: 'Ask for a project' }).click();
        await owner.getByRole('button', { name: 'Ask for a project' }).click();
        await owner.getByText('Give the project a name.').first().waitFor();
        await owner.getByLabel('Name', { exact: true }).fill(name);
        await owner.getByLabel('Purpose', { exact: true }).fill('Genomes of bees');
        await owner.getByRole('button', { name: 'Next' }).click();
        await owner.getByLabel('Machines: In all').fill('2');
        await owner.getByLabel('Machines: For each member').fill('20');
        for (const resource of ['Running CPUs', 'Running memory', 'Disks'])
          for (const whose of ['In all', 'For each member'])
            await owner.getByLabel(`${resource}: ${whose}`).fill('8');
        await owner.getByRole('button', { name: 'Next' }).click();
        await owner.getByLabel('Ends', { exact: true }).fill('2030-06-30');
        await owner.getByRole('button', { name: 'Ask for a project' }).click();
        await owner.getByText('A member’s limit is higher than the project’s.').first().waitFor();
        assert.deepEqual(await accessProblems(owner), []);
        await owner.getByLabel('Machines: For each member').fill('2');
        await owner.getByRole('complementary').getByText('2 in all, 2 each').waitFor();
        await owner.getByRole('button', { name: 'Ask for a project' }).click();
        await owner.getByText('Waiting for approval').first().waitFor();
        const path = new URL(owner.url()).pathname.replace('/ui', '');

        const admin = await pageOf(await cloud.admin());
        await openPage(admin, cloud.url, '/admin/applications');
        const review = admin.getByRole('region', { name: /^Application/ });
        await review.getByText('2 in all, 2 each').waitFor();
        await review.getByText('Genomes of bees').waitFor();
        await checkThemes(admin, 'an application to decide');
        await review.getByRole('button', { name: 'Approve' }).click();
        await admin.getByText('Nothing waits for a decision').waitFor();

        await openPage(owner, cloud.url, path);
        await owner.getByRole('button', { name: 'Become a member' }).click();
        await owner.getByRole('button', { name: 'Leave' }).waitFor();
        await openPage(owner, cloud.url, `${path}/members`);
        await owner.getByRole('button', { name: 'Add people' }).click();
        const invitation = owner.getByRole('dialog', { name: 'Add people' });
        await invitation.getByLabel('E-mail addresses').fill(second.email);
        await invitation.getByRole('button', { name: 'Add 1 person' }).click();
        await owner.getByRole('row', { name: second.email }).getByText('Member', { exact: true }).waitFor();

        const page = await pageOf(second);
        await openPage(page, cloud.url, path);
        await page.getByRole('button', { name: 'Leave' }).waitFor();
        for (const member of [page, owner]) {
          await member.getByRole('button', { name: 'Project: Your own project' }).click();
          await member.getByRole('menuitem', { name }).click();
          await member.getByRole('button', { name: `Project: ${name}` }).waitFor();
          await createMachine(member, cloud.url, path);
          await member.waitForURL(/\/machines\/\d+/);
        }

        await createMachine(page, cloud.url, path);
        const more = page.getByRole('link', { name: 'Ask for more' }).first();
        await more.waitFor();
        assert.deepEqual(await accessProblems(page), []);
        await more.click();
        const mailto = page.getByRole('link', { name: person.email });
        assert.equal(await mailto.getAttribute('href'), `mailto:${encodeURIComponent(person.email)}`);

        await createMachine(owner, cloud.url, path);
        await owner.getByRole('link', { name: 'Ask for more' }).first().click();
        assert.equal(await owner.getByLabel('Machines: In all').inputValue(), '3');
        assert.equal(await owner.getByLabel('Machines: For each member').inputValue(), '2');
        assert.deepEqual(await accessProblems(owner), []);
        await owner.getByRole('button', { name: 'Name and purpose' }).click();
        await owner.getByLabel('Reason', { exact: true }).fill('One for each of us and one to try things.');
        await owner.getByRole('button', { name: 'Ask for a change' }).click();
        await owner.getByText('Waiting for approval').first().waitFor();

        await openPage(admin, cloud.url, '/admin/applications');
        await admin.getByText('3 in all, 2 each').waitFor();
        await admin.getByRole('button', { name: 'Approve' }).click();
        await admin.getByText('Nothing waits for a decision').waitFor();
        await createMachine(owner, cloud.url, path);
        await owner.waitForURL(/\/machines\/\d+/);

        await openPage(admin, cloud.url, '/admin/projects');
        await admin.getByRole('button', { name: `Actions of ${name}` }).click();
        await admin.getByRole('menuitem', { name: 'End project' }).click();
        const question = admin.getByRole('dialog', { name: `End ${name}?` });
        await question.getByLabel('Type').fill(name);
        assert.deepEqual(await accessProblems(admin), []);
        await question.getByRole('button', { name: 'End project' }).click();
        await admin.getByRole('row', { name }).getByText('Ended').waitFor();
        await checkThemes(admin, 'all projects');

        await openPage(admin, cloud.url, `/admin/mail?filter=${person.email}`);
        await admin.getByText('This cloud has no mail server').waitFor();
        await checkThemes(admin, 'the mails');
        await admin
          .getByRole('link', { name: /approved/ })
          .first()
          .click();
        const mail = admin.getByRole('dialog', { name: /approved/ });
        await mail.getByText(name).first().waitFor();
        assert.deepEqual(await accessProblems(admin), []);
        await mail.getByRole('button', { name: 'Send it' }).click();
        await mail.getByText('The cloud has no mail server').waitFor();
        for (const [to, subject] of [
          [second.email, new RegExp(name)],
          ['desk@example.org', new RegExp(name)],
        ] as const) {
          await openPage(admin, cloud.url, `/admin/mail?filter=${to}`);
          await admin.getByRole('link', { name: subject }).first().waitFor();
        }
      },
    );
  },
);

/** Asks for a machine as the form of a new one stands, in the project of that page. */
async function createMachine(page: Page, url: string, project: string): Promise<void> {
  await openPage(page, url, `/machines/new?project=${project.split('/').at(-1)}`);
  await page.getByRole('button', { name: /^Create/ }).click();
}
