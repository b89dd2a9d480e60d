import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUser } from '#identity/domain/accounts/create-user';
import { startCloud } from '#kit/cloud';
import { PASSWORD } from '../identity/identity-kit.ts';
import { openForTest } from '../identity/open-identity.ts';
import {
  accessProblems,
  noBrowser,
  pagesOf,
  sessionOf,
  startBrowser,
  WITHOUT_MOTION,
} from './kit/browser.ts';
import { answer, UNREACHABLE } from './steps/fixtures.ts';
import { checkPage, checkThemes, openPage } from './steps/pages.ts';

const USERS = '/astakos/ui/users';

test('people and administrators see to accounts in the console', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t, { roles: ['identity', 'object', 'compute', 'gateway'] });
  const admin = await cloud.admin();
  const ada = await cloud.user({ email: 'ada@example.org' });
  const browser = await startBrowser(t);
  const adas = pagesOf(browser, {
    ...WITHOUT_MOTION,
    storageState: await sessionOf(browser, cloud.url, ada),
  });
  const administrators = pagesOf(browser, {
    ...WITHOUT_MOTION,
    storageState: await sessionOf(browser, cloud.url, admin),
  });

  await t.test('a person takes another name, ends a session, and changes the password', async () => {
    await sessionOf(browser, cloud.url, ada);
    const page = await adas.open();
    await openPage(page, cloud.url, '/profile');
    await page.getByLabel('First name').fill('Augusta');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.getByRole('button', { name: /Augusta Example/ }).waitFor();
    await page.getByRole('link', { name: 'Security' }).click();
    await page.getByText('This one').waitFor();
    await page.getByRole('button', { name: /^End the session/ }).click();
    await page.getByRole('button', { name: /^End the session/ }).waitFor({ state: 'detached' });
    await page.getByLabel('Password of now').fill('not the password');
    await page.getByLabel('New password', { exact: true }).fill('seven green umbrellas');
    await page.getByLabel('New password again').fill('seven green umbrellas');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('This is not your password.').waitFor();
    assert.deepEqual(await accessProblems(page), []);
    await page.getByLabel('Password of now').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The password is changed.').waitFor();
    await page.reload();
    await page.getByText('This one').waitFor();
    await adas.close(page);
  });

  await t.test('an administrator rejects and accepts who waits, shuts out, and takes it back', async () => {
    const { service, close } = await openForTest({ url: cloud.databaseUrl('identity') });
    t.after(close);
    const account = { email: 'nell@example.org', firstName: 'Nell', lastName: 'Novice', password: PASSWORD };
    const { uuid } = await createUser(service, account);
    const page = await administrators.open();
    await openPage(page, cloud.url, '/admin/users?state=unverified');
    await page.getByRole('link', { name: 'nell@example.org' }).click();
    await page.getByRole('button', { name: 'Confirm e-mail' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm e-mail' }).click();
    await page.getByText('Needs approval').waitFor();
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await page.getByText('Say why.').waitFor();
    assert.deepEqual(await accessProblems(page), []);
    await page.getByLabel('Reason').fill('Not of our lab');
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await page.getByText('The reason that was given: Not of our lab').waitFor();
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('button', { name: 'Change limit: Machines' }).click();
    await page.getByRole('textbox', { name: 'Limit' }).fill('7');
    await page.getByRole('dialog').getByRole('button', { name: 'Change limit' }).click();
    await page.getByRole('meter', { name: 'Machines' }).waitFor();
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('button', { name: 'Activate', exact: true }).waitFor();
    await page
      .getByRole('alert')
      .filter({ hasText: 'nell@example.org is deactivated.' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await page.getByRole('button', { name: 'Deactivate' }).waitFor();
    await page.getByRole('link', { name: 'Who changed this account' }).click();
    await page
      .getByRole('row', { name: /nell@example.org/ })
      .first()
      .waitFor();
    await checkPage(page, cloud.url, `/admin/users/${uuid}`);
    await openPage(page, cloud.url, '/admin/users');
    await checkThemes(page, 'all users');
    await openPage(page, cloud.url, `/admin/users/${admin.uuid}`);
    assert.ok(await page.getByRole('button', { name: 'Deactivate' }).isDisabled());
    await answer(page, USERS, UNREACHABLE);
    await page.goto(`${cloud.url}/ui/admin/users`);
    await page.getByText('The users could not be loaded').waitFor();
    await administrators.close(page);
  });

  await t.test('to others there is no such page', async () => {
    const page = await adas.open();
    await page.goto(`${cloud.url}/ui/admin/users`);
    await page.getByRole('heading', { name: 'There is nothing here for you' }).waitFor();
    await adas.close(page);
  });
});
