import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { startCloud } from '#kit/cloud';
import { accessProblems, noBrowser, startBrowser, watchedPage, WITHOUT_MOTION } from './kit/browser.ts';
import { inPage } from './kit/in-page.ts';
import {
  answer,
  failedServer,
  FLAVORS,
  flavors,
  IMAGES,
  images,
  SERVER,
  server,
  SERVERS,
} from './steps/fixtures.ts';
import { PAGES } from './steps/pages.ts';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Where pictures of the pages go for who wants to look at them. */
const PICTURES = process.env['PICTURES'] ?? '';

/** A page in Greek of a person who has machines, one of which failed. */
async function openInGreek(page: Page, url: string, path: string): Promise<void> {
  await page.goto(`${url}/ui${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.getByLabel('Φορτώνει').first().waitFor({ state: 'detached' });
}

async function furnish(page: Page, owner: string): Promise<void> {
  const failed = failedServer(231);
  const machines = [server(1), server(2, { status: 'STOPPED' }), failed];
  await answer(page, SERVERS, { json: { servers: machines } });
  for (const machine of machines)
    await answer(page, `${SERVER}/${machine.id}`, { json: { server: machine } });
  await answer(page, `${SERVER}/231/diagnostics`, { json: failed.diagnostics });
  await answer(page, FLAVORS, { json: flavors() });
  await answer(page, IMAGES, { json: images(owner) });
}

/** Nothing on the page is cut off or stands out of it, and axe finds nothing. */
async function check(page: Page, name: string): Promise<void> {
  if (PICTURES !== '') {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }
  assert.equal(await page.getAttribute('html', 'lang'), 'el', name);
  assert.deepEqual(await inPage(page, 'cut-off'), [], `cut off on ${name}`);
  const sideways = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
  assert.ok(sideways <= 0, `${name} is ${sideways} px wider than the window`);
  assert.deepEqual(await accessProblems(page), [], `axe on ${name}`);
}

test(
  'the console speaks Greek to whose browser asks for it, or who chose it',
  { skip: noBrowser },
  async (t) => {
    const cloud = await startCloud(t);
    const person = await cloud.user();
    const browser = await startBrowser(t);

    async function logInInGreek(context: BrowserContext): Promise<Page> {
      const { page } = await watchedPage(context);
      await page.goto(`${cloud.url}/ui/log-in`);
      await page.getByLabel('Κωδικός', { exact: true }).fill(person.password);
      await check(page, `log-in-${page.viewportSize()?.width}`);
      await page.getByLabel('E-mail').fill(person.email);
      await page.getByRole('button', { name: 'Σύνδεση' }).click();
      await page.getByRole('heading', { level: 1, name: /Καλώς ορίσατε/ }).waitFor();
      return page;
    }

    for (const viewport of [WIDE, PHONE])
      await t.test(`every page fits a window of ${viewport.width} px, and is for everybody`, async () => {
        const context = await browser.newContext({ ...WITHOUT_MOTION, locale: 'el-GR', viewport });
        const page = await logInInGreek(context);
        await check(page, `welcome-${viewport.width}`);
        await furnish(page, person.uuid);
        for (const path of [...PAGES, '/machines/1', '/machines/1/settings', '/machines/231']) {
          await openInGreek(page, cloud.url, path);
          await check(page, `${path.replaceAll(/\W+/g, '-')}-${viewport.width}`);
        }
        const scripts = await page.evaluate<string[]>(
          'performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".js"))',
        );
        assert.deepEqual(
          scripts.filter((name) => name.includes('/assets/en/')),
          [],
          'no text of another language is fetched',
        );
        await context.close();
      });

    await t.test(
      'the choice in the menu holds over what the browser asks for, until it is taken back',
      async () => {
        const context = await browser.newContext({ ...WITHOUT_MOTION, locale: 'el-GR', viewport: WIDE });
        const page = await logInInGreek(context);
        await page.getByRole('button', { name: person.email }).click();
        await page.getByRole('menuitem', { name: 'English' }).click();
        await page.getByRole('heading', { level: 1, name: /Welcome/ }).waitFor();
        await page.reload();
        await page.getByRole('heading', { level: 1, name: /Welcome/ }).waitFor();
        assert.equal(await page.getAttribute('html', 'lang'), 'en');
        await page.getByRole('button', { name: person.email }).click();
        await page.getByRole('menuitem', { name: 'Ελληνικά' }).click();
        await page.getByRole('heading', { level: 1, name: /Καλώς ορίσατε/ }).waitFor();
        await context.close();
      },
    );

    await t.test('who is not logged in chooses the language, too, and how the console looks', async () => {
      const context = await browser.newContext({ ...WITHOUT_MOTION, locale: 'el-GR', viewport: PHONE });
      const { page } = await watchedPage(context);
      await page.goto(`${cloud.url}/ui/machines?filter=web`);
      await page.getByRole('button', { name: 'Σκοτεινή' }).click();
      await page.locator('[data-mantine-color-scheme=dark]').waitFor();
      await check(page, 'log-in-dark');
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { level: 1, name: 'Log in' }).waitFor();
      await page.locator('[data-mantine-color-scheme=dark]').waitFor();
      await page.getByLabel('E-mail').fill(person.email);
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.waitForURL(/\/ui\/machines\?filter=web$/);
      await context.close();
    });
  },
);
