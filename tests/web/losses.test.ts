import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { openIdentity } from '#identity/service';
import { startCloud } from '#kit/cloud';
import { until } from '#kit/until';
import {
  accessProblems,
  logIn,
  noBrowser,
  sessionOf,
  startBrowser,
  watchedPage,
  WITHOUT_MOTION,
} from './kit/browser.ts';
import {
  answer,
  FLAVORS,
  flavors,
  IMAGES,
  images,
  QUOTAS,
  quotas,
  server,
  SERVER,
  SERVERS,
} from './steps/fixtures.ts';
import { upload } from './steps/files.ts';
import { openPage } from './steps/pages.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test(
  'the console loses nothing in an outage or a reload, and acts in nobody else’s name',
  { skip: noBrowser },
  async (t) => {
    const cloud = await startCloud(t);
    const person = await cloud.user();
    const browser = await startBrowser(t);
    const storageState = await sessionOf(browser, cloud.url, person);
    const stranger = server(7, {
      user_id: person.uuid,
      name: 'invoice\u202efdp',
      created: new Date().toISOString(),
    });
    const machines = [server(1, { name: 'atlas' }), server(2, { status: 'STOPPED' }), stranger];

    const pageWith = async (
      path: string,
      options: Parameters<typeof browser.newContext>[0] = {},
      prepare: (page: Page) => Promise<void> = async () => {},
    ): Promise<Page> => {
      const context = await browser.newContext({ ...WITHOUT_MOTION, storageState, ...options });
      const { page } = await watchedPage(context);
      await answer(page, SERVERS, { json: { servers: machines } });
      await answer(page, FLAVORS, { json: flavors() });
      await answer(page, IMAGES, { json: images(person.uuid) });
      await answer(page, QUOTAS, { json: quotas(person.uuid, {}) });
      for (const machine of machines)
        await answer(page, `${SERVER}/${machine.id}`, { json: { server: machine } });
      await prepare(page);
      await openPage(page, cloud.url, path);
      return page;
    };
    const close = (page: Page) => page.context().close();

    await t.test(
      'T-C13 a password that was not kept is there after a reload, who leaves without a key is warned, and it goes when it is kept',
      async () => {
        let kept = false;
        const page = await pageWith('/machines/7', {}, async (fresh) => {
          await fresh.route(
            (url) => url.pathname === `/ui/api${SERVER}/7/password`,
            (route) => {
              if (route.request().method() === 'DELETE') kept = true;
              if (kept)
                return route.fulfill({ status: kept && route.request().method() === 'DELETE' ? 204 : 404 });
              const json = {
                password: 'Abcdef1234',
                expires: new Date(Date.now() + 3_600_000).toISOString(),
              };
              return route.fulfill({ json });
            },
          );
        });
        await page.getByRole('button', { name: 'Show the password' }).click();
        await page.getByText('Abcdef1234').waitFor();
        // An image that sets no password has none to show; nobody is sent to a log-in that cannot work.
        await answer(page, IMAGES, { json: images(person.uuid, { EXCLUDE_ALL_TASKS: 'yes' }) });
        await page.reload();
        await page.getByText('Debian sample').first().waitFor();
        assert.equal(await page.getByText('The password of root').count(), 0);
        await answer(page, IMAGES, { json: images(person.uuid) });
        await page.reload();
        await page.getByText('The password of root').waitFor();
        await page.getByRole('link', { name: 'Files' }).first().click();
        const warning = page.getByRole('dialog', { name: 'The password is not kept yet' });
        await warning.waitFor();
        assert.deepEqual(await accessProblems(page), []);
        await warning.getByRole('button', { name: 'Stay here' }).click();
        await page.getByRole('button', { name: 'I have kept it' }).click();
        await page.getByText('The password of root').waitFor({ state: 'detached' });
        await page.getByRole('link', { name: 'Files' }).first().click();
        await page.waitForURL(/\/ui\/files/);
        await close(page);
      },
    );

    await t.test(
      'a dialog with something typed in it asks before a key or a press beside it closes it',
      async () => {
        const page = await pageWith('/access/ssh-keys');
        const add = () => page.getByRole('button', { name: 'Add key' }).first().click();
        const dialog = page.getByRole('dialog', { name: 'Add an SSH key' });
        const question = page.getByRole('dialog', { name: 'What you typed is not saved' });
        await add();
        await dialog.waitFor();
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });

        await add();
        await dialog.getByLabel('Public key').fill('ssh-ed25519 AAAA half of it');
        await page.keyboard.press('Escape');
        await question.waitFor();
        assert.deepEqual(await accessProblems(page), []);
        await page.keyboard.press('Escape');
        await question.waitFor({ state: 'detached' });
        await page.mouse.click(10, 10);
        await question.getByRole('button', { name: 'Stay here' }).click();
        await dialog.getByRole('button', { name: 'Close' }).click();
        await question.getByRole('button', { name: 'Stay here' }).click();
        await question.waitFor({ state: 'detached' });
        assert.equal(await dialog.getByLabel('Public key').inputValue(), 'ssh-ed25519 AAAA half of it');
        await page.keyboard.press('Escape');
        await question.getByRole('button', { name: 'Leave' }).click();
        await dialog.waitFor({ state: 'detached' });
        await close(page);
      },
    );

    await t.test('who leaves a new machine half filled is asked; choices stay in the address', async () => {
      const page = await pageWith('/machines/new');
      await page.getByRole('button', { name: 'Change name and access' }).click();
      await page.getByLabel('Name', { exact: true }).fill('half-filled');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('Password (optional)').fill('weak');
      await page.getByLabel('Password (optional)').press('Enter');
      await page.getByText('At least 10 characters, 128 at most').waitFor();
      await page.getByRole('link', { name: 'Files' }).first().click();
      const question = page.getByRole('dialog', { name: 'What you typed is not saved' });
      await question.getByRole('button', { name: 'Stay here' }).click();
      assert.equal(await page.getByLabel('Password (optional)').inputValue(), 'weak');
      await page.getByRole('link', { name: 'Files' }).first().click();
      await question.getByRole('button', { name: 'Leave' }).click();
      await page.waitForURL(/\/ui\/files/);
      // Until it is gone it asks who goes back, too.
      await page.getByRole('heading', { name: 'New machine' }).waitFor({ state: 'detached' });
      await page.goBack();
      await page.getByText('“half-filled”').waitFor();
      await close(page);
    });

    await t.test(
      'in an outage the frame stays, a page whose script is missing says so and comes by itself, and nothing can be ordered',
      async () => {
        // Who saves data gets no script before its page is opened: however slow all is, this one is not there yet.
        const page = await pageWith('/machines/1', {}, async (fresh) => {
          await fresh.addInitScript(
            "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })",
          );
        });
        await page.context().setOffline(true);
        await page.getByText(/No connection\. Showing what we knew at/).waitFor();
        await page.getByRole('button', { name: 'Shut down', exact: true, disabled: true }).waitFor();
        await page.getByRole('button', { name: 'Actions of atlas' }).click();
        assert.equal(
          await page.getByRole('menuitem', { name: 'Destroy…' }).getAttribute('aria-disabled'),
          'true',
        );
        await page.keyboard.press('Escape');
        await page.getByRole('link', { name: 'Images', exact: true }).first().click();
        await page.getByText('This page could not be loaded').waitFor();
        await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
        assert.deepEqual(await accessProblems(page), []);
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByText('This page could not be loaded').waitFor();
        await page.context().setOffline(false);
        await page.getByRole('heading', { name: 'Images', level: 1 }).waitFor();
        await page.getByText(/No connection/).waitFor({ state: 'detached' });
        await close(page);
      },
    );

    await t.test('unknown addresses and destroyed machines keep the frame and a way home', async () => {
      const gone = server(9, { status: 'DELETED', deleted: true });
      const page = await pageWith('/nothing/here', {}, (fresh) =>
        answer(fresh, `${SERVER}/9`, { json: { server: gone } }),
      );
      await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
      await page.getByRole('link', { name: 'Go to the Overview' }).waitFor();
      await openPage(page, cloud.url, '/machines/9/settings');
      await page.getByText('machine-9 was destroyed').waitFor();
      await page.getByRole('link', { name: 'All machines' }).click();
      await page.getByRole('heading', { name: 'Machines', level: 1 }).waitFor();
      await close(page);
    });

    await t.test('a screen that is lost is connected again and again by itself', async () => {
      const page = await pageWith('/machines/1');
      await page.clock.install();
      let asked = 0;
      await page.route(
        (url) => url.pathname === `/ui/api${SERVER}/1/action`,
        (route) => {
          asked += 1;
          return route.fulfill({ status: 503, json: { serviceUnavailable: { code: 503, message: 'Away' } } });
        },
      );
      await page.getByRole('link', { name: 'Screen', exact: true }).click();
      for (let times = 1; times <= 6; times += 1) {
        await until(() => asked >= times);
        await page.clock.runFor(16_000);
      }
      await page.getByText('Connecting…').waitFor();
      await close(page);
    });

    await t.test('hidden marks in a name are shown, and need not be typed to destroy it', async () => {
      const page = await pageWith('/machines');
      await page.getByRole('article', { name: 'invoice' }).getByText('U+202E').first().waitFor();
      await openPage(page, cloud.url, '/machines/7?ask=destroy');
      const dialog = page.getByRole('dialog', { name: 'Destroy invoice⟨U+202E⟩fdp?' });
      await dialog.getByRole('textbox').fill('invoicefdp');
      assert.equal(await dialog.getByRole('button', { name: 'Destroy machine' }).isDisabled(), false);
      await close(page);
    });

    await t.test('on a phone the fields of a new metadata entry are wide enough to read', async () => {
      const page = await pageWith('/machines/1/settings', {
        ...PHONE,
        viewport: { width: 320, height: 640 },
      });
      for (const name of ['Name of the entry', 'Value of the entry']) {
        const box = await page.getByRole('textbox', { name }).boundingBox();
        assert.ok((box?.width ?? 0) >= 140, `${name} is ${box?.width} px wide`);
      }
      await close(page);
    });

    await t.test(
      'another account that logs in in another tab is told, and this page does nothing in its name',
      async () => {
        const other = await cloud.user();
        const context = await browser.newContext(WITHOUT_MOTION);
        const { page } = await watchedPage(context);
        const again = await context.newPage();
        await page.clock.install();
        await logIn(page, cloud.url, person);
        await openPage(page, cloud.url, '/access/ssh-keys');
        await logIn(again, cloud.url, other);
        await page.getByRole('dialog', { name: 'Another account is logged in now' }).waitFor();
        assert.deepEqual(await accessProblems(page), []);
        let calls = 0;
        page.on('request', (request) => (calls += request.url().includes('/cyclades/') ? 1 : 0));
        await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
        await page.clock.fastForward(60_000);
        await twoFrames(page);
        assert.equal(calls, 0);
        await page.getByRole('button', { name: `Go on as ${other.email}` }).click();
        await page.getByText(other.email).first().waitFor();
        await context.close();
      },
    );

    await t.test('a log-out in one tab and a new password are noticed in the open pages', async () => {
      const context = await browser.newContext(WITHOUT_MOTION);
      const { page } = await watchedPage(context);
      const again = await context.newPage();
      await logIn(page, cloud.url, person);
      await openPage(again, cloud.url, '/access');
      await again.getByRole('button', { name: person.email }).click();
      await again.getByRole('menuitem', { name: 'Log out' }).click();
      const ended = page.getByRole('dialog', { name: 'Your session ended' });
      await ended.waitFor();
      await ended.getByRole('textbox', { name: 'Password' }).fill(person.password);
      await ended.getByRole('button', { name: 'Log in' }).click();
      await ended.waitFor({ state: 'detached' });
      const identity = await openIdentity(cloud.running().cloud.contextFor('identity'));
      await changeAccount(identity.service, person.uuid, { password: { chosen: 'another horse battery' } });
      await identity.close();
      await page.getByRole('link', { name: 'Machines', exact: true }).first().click();
      await ended.waitFor({ timeout: 60_000 });
      await context.close();
    });
  },
);

const MIB = 1024 * 1024;

/** What was due has been done and drawn. */
const twoFrames = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');

test('uploads go on over everything that can happen to them', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t);
  const person = await cloud.user();
  const browser = await startBrowser(t);
  const context = await browser.newContext(WITHOUT_MOTION);
  const { page } = await watchedPage(context);
  await logIn(page, cloud.url, person);
  await openPage(page, cloud.url, '/files');
  const tray = page.getByRole('region', { name: 'Uploads' });
  const isBlock = (url: URL): boolean => url.searchParams.has('update');
  const choose = (name: string, content: Buffer) => upload(page, name, content);
  /** Blocks stay on their way until released. */
  const holdBlocks = () => page.route(isBlock, () => {});
  const release = () => page.unrouteAll({ behavior: 'ignoreErrors' });
  const closeTray = async () => {
    await tray.getByRole('button', { name: 'Close the list of uploads' }).click();
    await tray.waitFor({ state: 'detached' });
  };

  await t.test(
    'what loses the network goes on when it is back, and no byte is told as known that it sent',
    async () => {
      let sent = 0;
      await page.route(isBlock, (route) => ((sent += 1) <= 1 ? route.continue() : undefined));
      await choose('long.bin', randomBytes(12 * MIB));
      await until(() => sent > 1);
      await page.context().setOffline(true);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await tray.getByText('Waiting for the connection; goes on by itself').waitFor();
      await page.waitForTimeout(3_000);
      await page.context().setOffline(false);
      await tray.getByText('1 file uploaded').waitFor();
      assert.equal(await tray.getByText('had them already').count(), 0);
      await closeTray();
    },
  );

  await t.test('what is cancelled ends, what is paused while it is checked stays paused', async () => {
    await holdBlocks();
    await choose('cancelled.bin', randomBytes(9 * MIB));
    await tray
      .getByText(/ of 9 MiB/)
      .first()
      .waitFor();
    await tray.getByRole('button', { name: 'Cancel cancelled.bin' }).click();
    await tray.getByText('Cancelled').first().waitFor();
    await release();
    await closeTray();
    const isCheck = (request: { url(): string }): boolean => request.url().includes('checked.bin');
    const [look, pause] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await page.route(/checked\.bin/, async (route) => {
      look.resolve();
      await pause.promise;
      await route.continue().catch(() => undefined);
    });
    await choose('checked.bin', randomBytes(40 * MIB));
    await look.promise;
    // answered late, or given up by the pause
    const over = Promise.race([
      page.waitForEvent('requestfinished', isCheck),
      page.waitForEvent('requestfailed', isCheck),
    ]);
    await tray.getByRole('button', { name: 'Pause all' }).click();
    pause.resolve();
    await over;
    await tray.locator('[data-upload=paused]').waitFor();
    await twoFrames(page);
    assert.equal(await tray.locator('[data-upload=paused]').count(), 1);
    await release();
    await tray.getByRole('button', { name: 'Cancel checked.bin' }).click();
    await closeTray();
  });

  await t.test('a file that was changed or removed while it is sent is told as that', async () => {
    await holdBlocks();
    const changed = await choose('changed.bin', randomBytes(9 * MIB));
    await tray
      .getByText(/ of 9 MiB/)
      .first()
      .waitFor();
    await tray.getByRole('button', { name: 'Pause changed.bin' }).click();
    await writeFile(changed, 'shorter');
    await release();
    await tray.getByRole('button', { name: 'Continue changed.bin' }).click();
    await tray.getByText(/Failed: The file on this computer was changed/).waitFor();
    await rm(changed);
    await tray.getByRole('button', { name: 'Try changed.bin again' }).click();
    await tray.getByText(/Failed: The file is no longer where it was/).waitFor();
    await closeTray();
  });

  await t.test(
    'the same file twice is asked about; nothing moves under the pointer; the list can be scrolled past the tray',
    async () => {
      await holdBlocks();
      const content = randomBytes(9 * MIB);
      const path = await choose('twice.bin', content);
      await page.getByLabel('Files to upload').setInputFiles(path);
      await tray.getByText('This name is in the list twice').waitFor();
      assert.deepEqual(await accessProblems(page), []);
      assert.equal(
        await page.evaluate(
          "document.querySelector('.files-list').scrollHeight > 0 && parseInt(getComputedStyle(document.querySelector('.files-list')).paddingBottom) >= document.querySelector('.tray').offsetHeight",
        ),
        true,
      );
      // Under the pointer nothing changes its place; when it has gone, what needs somebody is above what is paused.
      const states = () =>
        tray
          .locator('[data-upload]')
          .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-upload')));
      assert.deepEqual(await states(), ['sending', 'twice']);
      await tray.getByRole('button', { name: 'Pause twice.bin' }).click();
      await tray.getByText('Paused', { exact: true }).first().waitFor();
      assert.deepEqual(await states(), ['paused', 'twice']);
      await page.mouse.move(5, 5);
      await until(async () => (await states()).join() === 'twice,paused');
      await tray.getByRole('button', { name: 'Keep both' }).click();
      await release();
      await tray.getByRole('button', { name: 'Pause all' }).click();
      await tray.getByRole('button', { name: 'Continue all' }).click();
      await tray.getByText('2 files uploaded').waitFor();
      await closeTray();
      await page.getByRole('link', { name: 'twice (2).bin', exact: true }).waitFor();
    },
  );

  await t.test('after a reload it says what was cut off, until the file is chosen again', async () => {
    await holdBlocks();
    const content = randomBytes(9 * MIB);
    await choose('cut.bin', content);
    await tray
      .getByText(/ of 9 MiB/)
      .first()
      .waitFor();
    await page.reload();
    const note = page.getByRole('note', { name: 'Uploads that were cut off' });
    await note.getByText('cut.bin').waitFor();
    assert.deepEqual(await accessProblems(page), []);
    await release();
    await choose('cut.bin', content);
    await note.waitFor({ state: 'detached' });
    await tray.getByText('1 file uploaded').waitFor();
    await closeTray();
  });

  await t.test(
    'the trash tells how much lies in it, and a disk becomes an image under its own name',
    async () => {
      await page.getByRole('button', { name: 'Actions of long.bin' }).click();
      await page.getByRole('menuitem', { name: 'Register as image…' }).click();
      assert.equal(await page.getByRole('dialog').getByLabel('Name', { exact: true }).inputValue(), 'long');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Actions of long.bin' }).click();
      await page.getByRole('menuitem', { name: 'Move to trash' }).click();
      await page.getByRole('button', { name: 'Actions of long.bin' }).waitFor({ state: 'detached' });
      await openPage(page, cloud.url, '/files?container=trash');
      await page.getByTestId('trash-sum').getByText('1 file, 12 MiB').waitFor();
      await page.getByRole('columnheader', { name: 'Deleted' }).waitFor();
      const row = page.getByRole('row', { name: 'My files' });
      await row.getByRole('cell', { name: '12 MiB', exact: true }).waitFor();
      await row.getByRole('cell', { name: 'just now', exact: true }).waitFor();
      assert.deepEqual(await accessProblems(page), []);
    },
  );
});
