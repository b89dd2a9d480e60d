import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addTerms } from '#identity/domain/accounts/terms';
import { startCloud } from '#kit/cloud';
import { makeUser, openForTest, PASSWORD } from '../identity/identity-kit.ts';
import { noBrowser, startBrowser, watchedPage } from './kit/browser.ts';
import { checkPage } from './steps/pages.ts';

test('pages on which a person agrees to something', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t);
  const { service, close } = await openForTest({ url: cloud.databaseUrl('identity') });
  t.after(close);
  const ada = await makeUser(service, 'ada@example.org');
  const browser = await startBrowser(t);
  const { page, complaints } = await watchedPage(await browser.newContext());
  const logIn = async () => {
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
  };

  await t.test('new terms meet an open page, are shown as text, signed, and lead back', async () => {
    await page.goto(`${cloud.url}/ui/access`);
    await logIn();
    await page.getByRole('heading', { level: 1, name: 'Keys & API access' }).waitFor();
    const document =
      '<h2>Kindness</h2><p>Be kind.</p><img src=x onerror="document.title=1"><script>document.title=1</script>';
    await addTerms(service, { location: '/terms.html', document });
    await page.goto(`${cloud.url}/ui/access?program=curl`);
    await page.getByRole('heading', { level: 2, name: 'Kindness' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/ui/approval_terms');
    await checkPage(page, cloud.url, '/approval_terms?next=%2Faccess%3Fprogram%3Dcurl');
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.waitForURL(`${cloud.url}/ui/access?program=curl`);
    await page.getByRole('heading', { level: 1, name: 'Keys & API access' }).waitFor();
    await addTerms(service, { location: '/terms.html', document: 'Be kinder.' });
    await page.getByRole('link', { name: 'Machines' }).first().click();
    await page.getByText('Be kinder.').waitFor();
    assert.match(page.url(), /approval_terms\?next=%2Fmachines/);
    await page.goto(`${cloud.url}/ui/approval_terms?next=//evil.example`);
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.waitForURL(`${cloud.url}/ui/`);
  });

  assert.deepEqual(complaints, []);
});
