import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { placeSampleImage } from '#kit/sample-image';
import { until } from '#kit/until';
import { startProcess, temporaryDirectory } from '../cloud/cloud-process.ts';
import { cannotBoot } from '../vmhost/kit/host.ts';
import { accessProblems, noBrowser, startBrowser, watchedPage, WITHOUT_MOTION } from './kit/browser.ts';
import { downloadKamakirc, readableState, renewToken } from './steps/access.ts';
import {
  trashEntry,
  walkFolder,
  walkFolderUpload,
  walkLargeFile,
  walkOrder,
  walkPause,
  walkSameName,
  walkTrash,
} from './steps/files.ts';
import { registerFromFile, removeImage, uploadDisk } from './steps/images.ts';
import * as machine from './steps/machine.ts';
import { checkPages, openPage, PAGES } from './steps/pages.ts';

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const SAID = 'logged in on the screen';

/** What the machines of this cloud have written to their serial ports. */
function serialPorts(dataDirectory: string): string {
  const machines = join(dataDirectory, 'vmhost', 'machines');
  return readdirSync(machines)
    .map((name) => readFileSync(join(machines, name, 'serial.log'), 'latin1'))
    .join('\n');
}

test(
  'a newcomer logs in, keeps files, gets a token, and runs a machine from the console',
  { skip: noBrowser },
  async (t) => {
    const dataDirectory = join(temporaryDirectory(t), 'data');
    await placeSampleImage(dataDirectory);
    const cloud = startProcess(t, ['--port', '0', '--data-dir', dataDirectory]);
    const url = await cloud.ready;
    const account = JSON.parse(readFileSync(join(dataDirectory, 'admin.json'), 'utf8')) as {
      email: string;
      password: string;
    };
    const browser = await startBrowser(t);
    const context = await browser.newContext({ viewport: DESKTOP, colorScheme: 'light' });
    const { page, complaints } = await watchedPage(context);

    await t.test(
      'whoever is not logged in is led to the log-in and from there to the page that was asked for',
      async () => {
        await page.goto(`${url}/ui/images`);
        await page.getByLabel('E-mail').fill(account.email);
        await page.getByLabel('Password', { exact: true }).fill('not the password');
        await page.getByRole('button', { name: 'Log in' }).click();
        await page.getByText('The e-mail or the password is wrong.').waitFor();
        assert.deepEqual(await accessProblems(page), []);
        await page.getByLabel('Password', { exact: true }).fill(account.password);
        await page.getByRole('button', { name: 'Log in' }).click();
        await page.getByRole('heading', { name: 'Images', level: 1 }).waitFor();
      },
    );

    await t.test('axe finds nothing on any page, in both themes and on a phone', async () => {
      const state = await context.storageState();
      for (const viewport of [DESKTOP, PHONE]) {
        const other = await browser.newContext({ viewport, ...WITHOUT_MOTION, storageState: state });
        const watched = await watchedPage(other);
        await checkPages(watched.page, url, PAGES);
        assert.deepEqual(watched.complaints, []);
        await other.close();
      }
    });

    await t.test('the first administrator is welcomed too, by no name that is no person’s', async () => {
      await openPage(page, url, '/');
      await page.getByRole('heading', { name: 'Welcome', exact: true }).waitFor();
    });

    await t.test('files go up with progress, come down with the same bytes, and lie in folders', async () => {
      await openPage(page, url, '/files');
      await walkLargeFile(page);
      await walkSameName(page);
      await walkPause(page);
      await walkFolder(page);
      await trashEntry(page, 'again.bin');
    });

    await t.test('a folder comes up as it is, and names that exist are settled for all at once', async () => {
      await openPage(page, url, '/files');
      await walkFolderUpload(page);
    });

    await t.test('order and filter of a list are in the address and survive a reload', async () => {
      await openPage(page, url, '/files');
      await walkOrder(page);
    });

    await t.test(
      'what is deleted comes back by Undo or out of the trash, and is gone for good only when its name is typed',
      async () => {
        await openPage(page, url, '/files');
        await walkTrash(page, url);
      },
    );

    await t.test('an image is made of a file and taken away again; the file stays', async () => {
      await openPage(page, url, '/files');
      await uploadDisk(page);
      await registerFromFile(page, 'atlas.raw', 'atlas', 'Άτλας & co');
      await openPage(page, url, '/images?tab=mine');
      await page.getByRole('article', { name: 'Άτλας & co' }).waitFor();
      await removeImage(page, 'Άτλας & co');
      await openPage(page, url, '/files');
      await page.getByRole('button', { name: 'Actions of atlas.raw' }).waitFor();
    });

    await t.test(
      'T-W5 the token is shown once, fills the settings of kamaki, and is nowhere when the page is left',
      async () => {
        await openPage(page, url, '/access');
        const token = await renewToken(page);
        assert.ok((await downloadKamakirc(page)).includes(`token = ${token}`));
        const reply = await fetch(`${url}/cyclades/compute/v2.0/servers`, {
          headers: { 'x-auth-token': token },
        });
        assert.equal(reply.status, 200);
        await page.getByRole('link', { name: 'Machines', exact: true }).first().click();
        await page.getByRole('heading', { name: 'Machines', level: 1 }).waitFor();
        const readable = await readableState(page);
        assert.ok(readable.length > 1000 && !readable.includes(token));
        const session = (await context.cookies()).find(({ name }) => name.includes('session'));
        assert.ok(session?.httpOnly === true && !readable.includes(session.value));
      },
    );

    await t.test(
      'a machine is made, watched, seen, logged in to, stopped, started and destroyed',
      async (part) => {
        const reason = await cannotBoot();
        if (reason !== false) return part.skip(reason);
        await openPage(page, url, '/machines');
        const path = await machine.createMachine(page, 'atlas-web-1');
        await page.getByTestId('machine-password').waitFor();
        await page.reload();
        const password = await machine.takePassword(page);
        await machine.watchBuild(page);
        assert.match((await page.getByTestId('ssh-command').textContent()) ?? '', /^ssh -p \d+ \w+@/);
        await until(() => serialPorts(dataDirectory).includes('login:'), machine.BOOT_LIMIT_MS);

        await page.getByRole('link', { name: 'Screen', exact: true }).click();
        await page.locator('[data-screen=connected]').waitFor();
        assert.deepEqual(await accessProblems(page), []);
        const before = await machine.picturesNow(page);
        assert.ok(!before.has(0), 'the screen shows something');
        await machine.typeOnScreen(page, 'root\n');
        await machine.untilScreenChanges(page, before);
        await page.waitForTimeout(1500);
        await machine.refusePaste(page, 'pässwörd');
        await machine.pasteOnScreen(page, `${password}\n`);
        await page.waitForTimeout(3000);
        await machine.pasteOnScreen(page, `echo ${SAID} > /dev/ttyS0\n`);
        await until(() => serialPorts(dataDirectory).includes(SAID), 30_000);

        const alone = await context.newPage();
        await alone.goto(`${url}/ui${path}/screen/window`);
        await alone.locator('[data-screen=connected]').waitFor();
        assert.deepEqual(await accessProblems(alone), []);
        await alone.close();

        await machine.shutDown(page);
        await page.getByText('The machine is stopped.').waitFor();
        await machine.start(page);
        await page.locator('[data-screen=connected]').waitFor();
        for (const tab of ['', '/activity', '/settings']) {
          await openPage(page, url, path + tab);
          assert.deepEqual(await accessProblems(page), [], `axe on the machine${tab}`);
        }
        await machine.destroy(page, 'atlas-web-1');
      },
    );

    await t.test('the keyboard finds and goes, and logging out leaves nothing behind', async () => {
      await openPage(page, url, '/');
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('keys');
      assert.deepEqual(await accessProblems(page), []);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Keys & API access' }).waitFor();
      await page.getByRole('button', { name: account.email }).click();
      await page.getByRole('menuitem', { name: 'Log out' }).click();
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      await page.goto(`${url}/ui/machines`);
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      assert.deepEqual(complaints, []);
    });
  },
);
