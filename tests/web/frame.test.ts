import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContextOptions } from 'playwright-core';
import { startCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';
import {
  accessProblems,
  noBrowser,
  sessionOf,
  startBrowser,
  watchedPage,
  WCAG,
  WITHOUT_MOTION,
} from './kit/browser.ts';
import {
  answer,
  FLAVORS,
  flavors,
  IMAGES,
  images,
  ordersOf,
  SERVER,
  server,
  SERVERS,
} from './steps/fixtures.ts';
import { openPage } from './steps/pages.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('the frame shows what somebody may do, and in which project', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t);
  const browser = await startBrowser(t);
  const pageOf = async (person: TestUser, look: BrowserContextOptions = {}) => {
    const storageState = await sessionOf(browser, cloud.url, person);
    const context = await browser.newContext({ ...WITHOUT_MOTION, ...look, storageState });
    const { page } = await watchedPage(context);
    await openPage(page, cloud.url, '/');
    return page;
  };

  await t.test('only an administrator is led to the whole cloud, and back', async () => {
    const admin = await pageOf(await cloud.admin());
    await admin.getByRole('link', { name: 'Administration' }).click();
    await admin.getByRole('heading', { name: 'State of the cloud', level: 1 }).waitFor();
    await admin.getByText('Accounts and quota').waitFor();
    await admin.getByText('Active accounts').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await admin.emulateMedia({ colorScheme });
      assert.deepEqual(await accessProblems(admin), []);
    }
    assert.equal(await admin.getByRole('link', { name: 'Files', exact: true }).count(), 0);
    await admin.getByRole('link', { name: 'Back to my cloud' }).click();
    await admin.getByRole('link', { name: 'Machines', exact: true }).waitFor();
    await admin.context().close();

    const page = await pageOf(await cloud.user());
    assert.equal(await page.getByRole('link', { name: 'Administration' }).count(), 0);
    await page.goto(`${cloud.url}/ui/admin`);
    await page.getByRole('heading', { name: 'There is nothing here for you' }).waitFor();
    await page.context().close();
  });

  await t.test('a page takes every answer that was asked for before its script was there', async () => {
    const ada = await cloud.user();
    await ada.put(`/pithos/object-store/v1/${ada.uuid}/box`);
    await ada.put(`/pithos/object-store/v1/${ada.uuid}/box/notes/day.txt`, 'rain');
    const page = await pageOf(ada);
    const left = () => page.evaluate('Object.keys(window.firstAnswers)');
    await page.locator('.meter-head').first().waitFor();
    assert.deepEqual(await left(), []);
    await page.goto(`${cloud.url}/ui/files?container=box&folder=notes/`);
    await page.getByRole('link', { name: 'day.txt', exact: true }).waitFor();
    assert.deepEqual(await left(), []);
    await page.context().close();
  });

  await t.test('on a phone what has no room in the bar is under More, in groups', async () => {
    const page = await pageOf(await cloud.admin(), PHONE);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menu').getByText('Account', { exact: true }).waitFor();
    await page.getByRole('menuitem', { name: 'Keys & API access' }).waitFor();
    assert.deepEqual(await accessProblems(page, WCAG), []);
    await page.getByRole('menuitem', { name: 'Administration' }).click();
    await page.getByRole('heading', { name: 'State of the cloud', level: 1 }).waitFor();
    await page.context().close();
  });

  await t.test(
    'who has two projects chooses one, by keyboard; pages show it and make things in it',
    async () => {
      const ada = await cloud.user({ limits: { 'cyclades.vm': 2 } });
      const atlas = await cloud.project('Genome atlas', [ada], {
        'cyclades.vm': 12,
        'cyclades.cpu': 48,
        'cyclades.ram': 2 ** 37,
        'cyclades.disk': 2 ** 40,
      });
      const page = await pageOf(ada, { viewport: { width: 1440, height: 900 } });
      await answer(page, SERVERS, {
        json: {
          servers: [
            server(1, { name: 'own-1', tenant_id: ada.uuid }),
            server(2, { name: 'atlas-2', tenant_id: atlas }),
          ],
        },
      });
      await answer(page, FLAVORS, { json: flavors() });
      await answer(page, IMAGES, { json: images(ada.uuid) });
      await openPage(page, cloud.url, '/');
      await page.getByRole('heading', { name: 'Quota of your own project' }).waitFor();
      await page.getByRole('link', { name: 'own-1' }).waitFor();
      await page.getByRole('button', { name: 'Project: Your own project' }).press('Enter');
      await page.getByRole('menuitem', { name: 'Genome atlas' }).getByText('Machines: 0 of 12').waitFor();
      assert.deepEqual(await accessProblems(page, WCAG), []);
      await page.keyboard.type('g');
      for (let tries = 0; tries < 3; tries += 1) {
        const chosen = await page.locator('[role=menuitem]:focus').textContent();
        if (chosen?.includes('Genome') === true) break;
        await page.keyboard.press('ArrowDown');
      }
      const asked = page.waitForRequest(
        (request) =>
          new URL(request.url()).search === `?project=${atlas}` && request.url().includes('/quotas'),
      );
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Quota of Genome atlas' }).waitFor();
      await asked;
      await page.waitForURL(`**/ui/?project=${atlas}`);
      await page.getByRole('link', { name: 'atlas-2' }).waitFor();
      assert.equal(await page.getByRole('link', { name: 'own-1' }).count(), 0);

      const main = page.getByRole('navigation', { name: 'Main', exact: true });
      await main.getByRole('link', { name: /^Machines/ }).click();
      await page.waitForURL(`**/ui/machines?project=${atlas}`);
      await page.getByRole('article', { name: 'atlas-2' }).waitFor();
      assert.equal(await page.getByRole('article', { name: 'own-1' }).count(), 0);

      const orders = await ordersOf(page, SERVER, { json: { server: { ...server(9), adminPass: 'x' } } });
      await page.getByRole('link', { name: 'New machine' }).click();
      await page
        .getByRole('complementary')
        .getByText(/of 12$/)
        .waitFor();
      await page.getByRole('button', { name: 'Create machine' }).click();
      await page.waitForURL(/\/machines\/9/);
      assert.equal((orders[0] as { server: { project: string } }).server.project, atlas);
      await page.context().close();
    },
  );
});
