import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCloud } from '#kit/cloud';
import { logIn, noBrowser, startBrowser, watchedPage } from './kit/browser.ts';
import { inPage } from './kit/in-page.ts';
import { foreignPage } from './steps/foreign-page.ts';
import { openPage } from './steps/pages.ts';

/** Text that some page, header or list would run or obey if it were ever more than text. */
const HOSTILE = '<img src=x onerror=alert(1)>"\'&{{7*7}}\u202e';

test('other sites get nothing out of a browser that is logged in', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t);
  const person = await cloud.user();
  const browser = await startBrowser(t);
  const context = await browser.newContext();
  const { page, complaints } = await watchedPage(context);
  await logIn(page, cloud.url, person);

  await t.test(
    'T-G14 a foreign page can neither change nor read anything with the cookie of the console',
    async (part) => {
      const elsewhere = await foreignPage(part, context);
      const seen = await inPage<Record<string, string>>(elsewhere, 'cross-site-attempts', cloud.url);
      assert.equal(seen['reading'], 'TypeError');
      assert.equal(seen['with header'], 'TypeError');
      assert.equal(seen['image'], 'refused');
      assert.notEqual(seen['framed'], 'readable');
      const still = await cloud.anonymous.get('/cyclades/compute/v2.0/servers', {
        'x-auth-token': person.token,
      });
      assert.equal(still.status, 200, 'the token was not renewed by the foreign page');
      await page.reload();
      await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
    },
  );

  await t.test(
    'T-W1 a foreign page gets no byte of a screen, and nobody does without a ticket',
    async (part) => {
      const screen = `${cloud.url.replace('http', 'ws')}/cyclades/screen`;
      const elsewhere = await foreignPage(part, context);
      const own = await context.newPage();
      await own.goto(`${cloud.url}/ui/`);
      const ticket = `synnefo.ticket.${'a'.repeat(43)}`;
      for (const protocols of [['binary'], ['binary', ticket]]) {
        assert.equal(await inPage(elsewhere, 'open-screen', { url: screen, protocols }), 'closed 1006');
        assert.equal(await inPage(own, 'open-screen', { url: screen, protocols }), 'closed 1006');
      }
    },
  );

  await t.test('T-W4 hostile names are text wherever they are shown', async () => {
    const store = `/pithos/object-store/v1/${person.uuid}`;
    const name = encodeURIComponent(HOSTILE);
    const token = { 'x-auth-token': person.token };
    assert.equal((await cloud.anonymous.put(`${store}/${name}`, '', token)).status, 201);
    const put = await cloud.anonymous.put(`${store}/${name}/${name}`, 'x', {
      ...token,
      'content-type': 'text/html',
    });
    assert.equal(put.status, 201);
    let alerted = false;
    page.on('dialog', (dialog) => {
      alerted = true;
      void dialog.dismiss();
    });
    await openPage(page, cloud.url, '/');
    await page.getByText('onerror=alert').first().waitFor();
    await openPage(page, cloud.url, `/files?container=${name}`);
    await page.getByRole('cell').getByText('onerror=alert').first().waitFor();
    assert.equal(await page.locator('img[src=x]').count(), 0);
    assert.equal(alerted, false);
    assert.deepEqual(complaints, []);
  });
});
