import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { addTerms } from '#identity/domain/accounts/terms';
import { addClient } from '#identity/domain/programs/oauth2-clients';
import { startCloud } from '#kit/cloud';
import { makeUser, PASSWORD } from '../identity/identity-kit.ts';
import { openForTest } from '../identity/open-identity.ts';
import { noBrowser, startBrowser, watchedPage } from './kit/browser.ts';
import { checkPage } from './steps/pages.ts';

test('pages on which a person agrees to something', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t);
  const { service, close } = await openForTest({ url: cloud.databaseUrl('identity') });
  t.after(close);
  const ada = await makeUser(service, 'ada@example.org');
  // a program of others, on another origin
  const program = createServer((_request, response) =>
    response.end('<!doctype html><title>in</title>in'),
  ).listen(0);
  t.after(() => program.close());
  await once(program, 'listening');
  const there = `http://localhost:${(program.address() as AddressInfo).port}`;
  for (const identifier of ['viewer', 'part'])
    await addClient(service, {
      identifier,
      type: 'confidential',
      secret: 'secret',
      isTrusted: identifier === 'part',
      redirectUrls: [there],
    });
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

  await t.test(
    'T-I18 T-G15 a program gets its token by a click alone, on a page that shows where it goes',
    async () => {
      const web = new URLSearchParams({ next: `${there}/x` }).toString();
      assert.equal((await page.request.get(`${cloud.url}/astakos/weblogin/login?${web}`)).status(), 403);
      await checkPage(page, cloud.url, '/weblogin?next=pithos%3A%2F%2Fdesktop%2Fx');
      await page.getByText('pithos://desktop', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Hand over access' }).click();
      await page.getByText('The program has its access').waitFor();
      await page.goto(`${cloud.url}/astakos/weblogin/login?next=pithos://desktop&force`);
      await page.getByRole('button', { name: 'another account' }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Hand over access' }).count(), 0);
      await page.getByRole('button', { name: 'another account' }).click();
      await logIn();
      await page.getByRole('button', { name: 'Hand over access' }).waitFor();
    },
  );

  await t.test('a program of others is agreed to, a part of the cloud is not asked about', async () => {
    const query = (client: string) =>
      new URLSearchParams({
        response_type: 'code',
        client_id: client,
        redirect_uri: `${there}/in`,
        state: '12345678901234567890',
      });
    await page.goto(`${cloud.url}/astakos/oauth2/auth?${query('viewer').toString()}`);
    await page.getByText('viewer asks for access as ada@example.org').waitFor();
    const { pathname, search } = new URL(page.url());
    await checkPage(page, cloud.url, pathname.slice(3) + search);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/in\?code=[\w-]{60}&state=12345678901234567890$/);
    await page.goto(`${cloud.url}/astakos/oauth2/auth?${query('part').toString()}`);
    await page.waitForURL(/\/in\?code=[\w-]{60}&state=12345678901234567890$/);
  });

  assert.deepEqual(complaints, []);
});
