import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContextOptions } from 'playwright-core';
import { startCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';
import {
  accessProblems,
  logIn,
  noBrowser,
  startBrowser,
  WCAG,
  watchedPage,
  WITHOUT_MOTION,
} from './kit/browser.ts';
import { openPage } from './steps/pages.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('the frame shows what somebody may do, and in which project', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t);
  const browser = await startBrowser(t);
  const pageOf = async (person: TestUser, look: BrowserContextOptions = {}) => {
    const first = await browser.newContext();
    await logIn((await watchedPage(first)).page, cloud.url, person);
    const storageState = await first.storageState();
    await first.close();
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
    assert.equal(await admin.getByRole('link', { name: 'Machines' }).count(), 0);
    await admin.getByRole('link', { name: 'Back to my cloud' }).click();
    await admin.getByRole('link', { name: 'Machines', exact: true }).waitFor();
    await admin.context().close();

    const page = await pageOf(await cloud.user());
    assert.equal(await page.getByRole('link', { name: 'Administration' }).count(), 0);
    await page.goto(`${cloud.url}/ui/admin`);
    await page.getByRole('heading', { name: 'There is nothing here for you' }).waitFor();
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
});
