import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { startCloud } from '#kit/cloud';
import { makeUser, PASSWORD } from '../identity/identity-kit.ts';
import { openForTest } from '../identity/open-identity.ts';
import { accessProblems, noBrowser, startBrowser, watchedPage } from './kit/browser.ts';
import { checkPage } from './steps/pages.ts';

test('an administrator looks through the audit and exports it', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t);
  const { service, close } = await openForTest({ url: cloud.databaseUrl('identity') });
  t.after(close);
  const root = await makeUser(service, 'root@example.org', ['Root', 'Example']);
  await changeAccount(service, root.uuid, { isAdmin: true });

  const browser = await startBrowser(t);
  const { page, complaints } = await watchedPage(await browser.newContext());
  await page.goto(`${cloud.url}/ui/`);
  await page.getByLabel('E-mail').fill('root@example.org');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor({ state: 'detached' });

  await checkPage(page, cloud.url, '/admin/audit');
  await page.getByLabel('E-mail or uuid of who did it').fill('root@example.org');
  await page.getByRole('link', { name: 'Log-in' }).click();
  const entry = page.getByRole('dialog', { name: 'Log-in' });
  await entry.getByText('session.begin').waitFor();
  assert.deepEqual(await accessProblems(page), []);
  await page.keyboard.press('Escape');
  const arrives = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as JSON lines' }).click();
  assert.equal((await arrives).suggestedFilename(), 'audit.jsonl');
  assert.deepEqual(complaints, []);
});
