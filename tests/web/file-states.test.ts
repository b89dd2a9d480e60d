import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { startCloud } from '#kit/cloud';
import { logIn, noBrowser, sessionOf, startBrowser, watchedPage, WITHOUT_MOTION } from './kit/browser.ts';
import { checkThemes, openPage } from './steps/pages.ts';

const HOSTILE = '<script>document.title = "run"; alert(1)</script>';
const LOOKS = [
  { viewport: { width: 1440, height: 900 } },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
] as const;

test(
  'every state of Files can be used by everybody, and what is stored cannot act in it',
  { skip: noBrowser },
  async (t) => {
    const cloud = await startCloud(t);
    const person = await cloud.user();
    const friend = await cloud.user();
    const account = `/pithos/object-store/v1/${person.uuid}`;
    const put = (name: string, body: string, type: string, headers: Record<string, string> = {}) =>
      person.put(`${account}/pithos/${name}`, body, { 'content-type': type, ...headers });
    for (const container of ['pithos', 'trash']) await person.put(`${account}/${container}`);
    await put('page.html', HOSTILE, 'text/html');
    await put('drawing.svg', `<svg xmlns="http://www.w3.org/2000/svg">${HOSTILE}</svg>`, 'image/svg+xml');
    await put('paper.pdf', `%PDF-1.4\n${HOSTILE}`, 'application/pdf');
    await put('photo.png', HOSTILE, 'image/png');
    await put('folder/in.txt', 'in', 'text/plain', { 'x-object-sharing': `read=${friend.uuid}` });
    await person.put(`${account}/trash/pithos/gone.txt`, 'gone');
    const browser = await startBrowser(t);
    const storageState = await sessionOf(browser, cloud.url, person);

    const menu = async (page: Page, name: string, deed: string) => {
      await openPage(page, cloud.url, '/files');
      await page.getByRole('button', { name: `Actions of ${name}`, exact: true }).click();
      await page.getByRole('menuitem', { name: deed, exact: true }).click();
      await page.getByRole('dialog').waitFor();
    };
    const details = async (page: Page, name: string) => {
      await openPage(page, cloud.url, `/files?container=pithos&details=${name}`);
      await page.getByRole('dialog').getByText('Changed by').waitFor();
      await page.getByText('Now', { exact: true }).waitFor();
    };
    const states: Record<string, (page: Page) => Promise<void>> = {
      rename: (page) => menu(page, 'page.html', 'Rename…'),
      move: (page) => menu(page, 'page.html', 'Move to…'),
      sharing: async (page) => {
        await menu(page, 'page.html', 'Share…');
        await page.getByText('Only you.').waitFor();
      },
      'details and versions': (page) => details(page, 'page.html'),
      search: async (page) => {
        await openPage(page, cloud.url, '/files?filter=in&scope=everywhere');
        await page.getByText('in.txt').waitFor();
      },
      'an empty search': async (page) => {
        await openPage(page, cloud.url, '/files?filter=nowhere&scope=everywhere');
        await page
          .getByText(/Nothing/)
          .first()
          .waitFor();
      },
      trash: async (page) => {
        await openPage(page, cloud.url, '/files?container=trash&folder=pithos/');
        await page.getByText('gone.txt').waitFor();
      },
      'several at once': async (page) => {
        await openPage(page, cloud.url, '/files');
        for (const name of ['page.html', 'photo.png'])
          await page.getByRole('checkbox', { name: `Select ${name}` }).check();
        await page.getByRole('toolbar').waitFor();
      },
    };
    for (const look of LOOKS) {
      await t.test(`axe finds nothing in any state, in both themes: ${look.viewport.width} px`, async () => {
        const context = await browser.newContext({ ...WITHOUT_MOTION, ...look, storageState });
        const { page, complaints } = await watchedPage(context);
        for (const [state, reach] of Object.entries(states)) {
          await reach(page);
          await checkThemes(page, state);
        }
        assert.deepEqual(complaints, []);
        await context.close();
      });
    }

    await t.test('T-O10 what is looked at runs nothing, whatever it is and says that it is', async () => {
      const context = await browser.newContext({ ...WITHOUT_MOTION, storageState });
      const { page } = await watchedPage(context);
      await page.addInitScript("Object.defineProperty(navigator, 'pdfViewerEnabled', { value: true })");
      let alerted = false;
      page.on('dialog', (dialog) => {
        alerted = true;
        void dialog.dismiss();
      });
      for (const name of ['page.html', 'drawing.svg']) {
        await details(page, name);
        await page
          .getByRole('region', { name: `Preview of ${name}` })
          .getByText('<script>')
          .waitFor();
      }
      await details(page, 'photo.png');
      await page.getByText('The preview could not be loaded.').waitFor();
      await details(page, 'paper.pdf');
      const frame = page.getByTitle('Preview of paper.pdf');
      await frame.waitFor();
      assert.match((await frame.getAttribute('src')) ?? '', /^blob:/);
      for (const each of page.frames()) assert.notEqual(await each.title().catch(() => ''), 'run');
      assert.equal(alerted, false);
      await context.close();
    });

    await t.test(
      'a browser without a viewer of documents says so, and the document can be downloaded',
      async () => {
        const context = await browser.newContext({ ...WITHOUT_MOTION, storageState });
        const { page } = await watchedPage(context);
        await page.addInitScript("Object.defineProperty(navigator, 'pdfViewerEnabled', { value: false })");
        await details(page, 'paper.pdf');
        await page.getByText('This browser shows no PDF inside of a page.').waitFor();
        await page.getByRole('dialog').getByRole('link', { name: 'Download', exact: true }).waitFor();
        await context.close();
      },
    );

    await t.test('Files has a heading while it waits, and when nothing is to be had', async () => {
      const context = await browser.newContext({ ...WITHOUT_MOTION, storageState });
      const { page } = await watchedPage(context);
      let answerNow = (): void => undefined;
      const asked = new Promise<void>((resolve) => (answerNow = resolve));
      await page.route(
        (url) => url.pathname === `/ui/api${account}`,
        async (route) => {
          await asked;
          await route.fulfill({ status: 500, body: '' });
        },
      );
      await page.goto(`${cloud.url}/ui/files`);
      await page.getByRole('heading', { name: 'Files', level: 1 }).waitFor();
      answerNow();
      await page.getByRole('heading', { name: 'The files could not be loaded', level: 1 }).waitFor();
      await context.close();
    });

    await t.test('the trash of somebody who deleted nothing is empty', async () => {
      const context = await browser.newContext(WITHOUT_MOTION);
      const { page } = await watchedPage(context);
      await logIn(page, cloud.url, friend);
      await openPage(page, cloud.url, '/files?container=trash');
      await page.getByText('The trash is empty').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Empty trash…' }).count(), 0);
      await context.close();
    });
  },
);
