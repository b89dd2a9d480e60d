import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { startCloud } from '#kit/cloud';
import { until } from '#kit/until';
import {
  accessProblems,
  noBrowser,
  pagesOf,
  sessionOf,
  startBrowser,
  watchedPage,
  WCAG,
  WITHOUT_MOTION,
} from './kit/browser.ts';
import {
  answer,
  failedServer,
  FLAVORS,
  flavors,
  IMAGES,
  images,
  network,
  NETWORKS,
  QUOTAS,
  quotas,
  server,
  SERVER,
  SERVERS,
  ordersOf,
} from './steps/fixtures.ts';
import { openPage, PAGES } from './steps/pages.ts';
import { backgroundAbove, lowTargets, touchesBottom } from './steps/phone.ts';

const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'B'.repeat(43)} ada@laptop`;

test(
  'the console is used by keyboard and by finger, and over interruptions',
  { skip: noBrowser },
  async (t) => {
    const cloud = await startCloud(t);
    const person = await cloud.user();
    const browser = await startBrowser(t);
    const storageState = await sessionOf(browser, cloud.url, person);
    const pages = pagesOf(browser, { ...WITHOUT_MOTION, storageState });
    const machines = [server(1), server(2, { status: 'STOPPED' }), server(3, { name: 'atlas' })];

    /** A page of the same session that knows three machines, sizes, an image and the quota of somebody with nothing. */
    const pageWith = async (path: string, look: Parameters<typeof pages.open>[0] = {}) => {
      const page = await pages.open(look);
      await answer(page, SERVERS, { json: { servers: machines } });
      await answer(page, FLAVORS, { json: flavors() });
      await answer(page, IMAGES, { json: images(person.uuid) });
      await answer(page, QUOTAS, { json: quotas(person.uuid, {}) });
      for (const machine of machines)
        await answer(page, `${SERVER}/${machine.id}`, { json: { server: machine } });
      await openPage(page, cloud.url, path);
      return page;
    };
    const { close } = pages;

    await t.test('the draft of a new machine survives a reload', async () => {
      const page = await pageWith('/machines/new');
      await page.getByRole('button', { name: 'Change size' }).click();
      await page.getByRole('radio', { name: /Medium/ }).click();
      await page.getByRole('button', { name: 'Change name and access' }).click();
      await page.getByLabel('Name', { exact: true }).fill('atlas-web-9');
      await page.waitForURL(/name=atlas-web-9/);
      await page.reload();
      assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'atlas-web-9');
      await page.getByText('2 CPU · 2 GiB memory · 8 GiB disk').waitFor();
      await close(page);
    });

    await t.test('where there are several networks a machine gets those that were chosen', async () => {
      const page = await pageWith('/machines/new');
      await answer(page, NETWORKS, { json: { networks: [network(1, 'Internet'), network(2, 'Lab')] } });
      await page.reload();
      const orders = await ordersOf(page, '/cyclades/compute/v2.0/servers', {
        json: { server: { ...server(9), adminPass: 'x' } },
      });
      await page.getByText('Internet, Lab').waitFor();
      await page.getByRole('button', { name: 'Change network' }).click();
      await page.getByLabel('Internet').uncheck();
      assert.deepEqual(await accessProblems(page), []);
      await page.getByRole('button', { name: 'Create machine' }).click();
      await page.waitForURL(/\/ui\/machines\/9$/);
      const order = orders[0] as { server: Record<string, unknown> } | undefined;
      assert.deepEqual(order?.server['networks'], [{ uuid: '2' }]);
      await close(page);
    });

    await t.test('a failed machine is tried again with a larger disk, after it was destroyed', async () => {
      const failed = failedServer(231);
      const page = await pageWith('/');
      await answer(page, SERVERS, { json: { servers: [failed] } });
      await answer(page, `${SERVER}/231`, { json: { server: failed } });
      await answer(page, `${SERVER}/231/diagnostics`, { json: failed.diagnostics });
      await openPage(page, cloud.url, '/machines/231');
      await page.getByRole('link', { name: 'Try again with a 16 GiB disk' }).click();
      await page.getByText('The machine that failed is destroyed first.').waitFor();
      await page.getByText('4 CPU · 4 GiB').waitFor();
      const deeds: string[] = [];
      page.on('request', (request) => {
        if (['POST', 'DELETE'].includes(request.method())) deeds.push(request.method());
      });
      await answer(page, `${SERVER}/231`, { json: { server: { ...failed, deleted: true } } });
      await answer(page, `${SERVER}/231`, { status: 204, method: 'DELETE' });
      const orders = await ordersOf(page, '/cyclades/compute/v2.0/servers', {
        json: { server: { ...server(9), adminPass: 'x' } },
      });
      await page.getByRole('button', { name: 'Create machine' }).click();
      await page.waitForURL(/\/ui\/machines\/9$/);
      assert.deepEqual(deeds, ['DELETE', 'POST']);
      const order = orders[0] as { server: Record<string, unknown> } | undefined;
      assert.deepEqual([order?.server['name'], order?.server['flavorRef']], ['machine-231', 3]);
      await close(page);
    });

    await t.test('machines that an order was refused for stay selected, with the reason', async () => {
      const page = await pageWith('/machines?view=table&sort=-name');
      assert.equal(
        await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort'),
        'descending',
      );
      await answer(page, `${SERVER}/1/action`, {
        status: 409,
        json: { conflictingRequest: { code: 409, message: 'Server 1 is busy.' } },
      });
      await answer(page, `${SERVER}/3/action`, { status: 202 });
      await page.getByRole('checkbox', { name: 'Select all' }).click();
      await page.getByRole('button', { name: 'Shut down 2 of 3' }).click();
      await page.getByRole('button', { name: 'Shut down 2 machines' }).click();
      await page.getByText('1 selected').waitFor();
      await page.getByRole('row', { name: 'machine-1' }).getByText('Server 1 is busy.').waitFor();
      await close(page);
    });

    await t.test('files that the quota cannot hold are refused before anything is sent', async () => {
      const page = await pageWith('/files');
      await answer(page, QUOTAS, { json: quotas(person.uuid, { 'pithos.diskspace': [990, 1000] }) });
      await openPage(page, cloud.url, '/files');
      await page.getByRole('meter', { name: 'Files' }).waitFor();
      const file = { name: 'big.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(30) };
      await page.getByLabel('Files to upload').setInputFiles(file);
      await page.getByText('20 B too much for your quota').waitFor();
      assert.equal(await page.getByRole('region', { name: 'Uploads' }).count(), 0);
      await close(page);
    });

    await t.test(
      'single keys go, move between rows and act on them, until they are switched off',
      async () => {
        const page = await pageWith('/');
        // one call: a pair is one while little time lies between its keys
        await page.keyboard.type('gm');
        await page.getByRole('heading', { name: 'Machines', level: 1 }).waitFor();
        await page.getByRole('button', { name: 'Table' }).click();
        await page.getByRole('row', { name: 'atlas' }).waitFor();
        await page.keyboard.press('j');
        await page.keyboard.press('x');
        await page.getByText('1 selected').waitFor();
        await page.keyboard.press('Escape');
        await page.getByText('1 selected').waitFor({ state: 'detached' });
        await page.keyboard.press('j');
        await page.keyboard.press('.');
        await page.getByRole('menuitem', { name: 'Destroy…' }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('menu').waitFor({ state: 'detached' });
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keys' }).waitFor();
        assert.deepEqual(await accessProblems(page), []);
        await page.getByLabel('Single letters act').click();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.keyboard.press('c');
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox').waitFor();
        assert.match(page.url(), /\/ui\/machines\?/);
        await close(page);
      },
    );

    await t.test('the palette offers what can be done with a machine; what loses it asks first', async () => {
      const page = await pageWith('/machines');
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('destroy atlas');
      await page.getByRole('option', { name: /Destroy atlas/ }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Destroy atlas?' }).waitFor();
      await page.waitForURL(/\/machines\/3\?ask=destroy/);
      await page.getByRole('button', { name: 'Keep it' }).click();
      await page.waitForURL(/\/machines\/3$/);
      await close(page);
    });

    await t.test('the palette finds files with their place, images and SSH keys, by keyboard', async () => {
      const account = `/pithos/object-store/v1/${person.uuid}`;
      await person.put(`${account}/papers`);
      await person.put(`${account}/papers/2026/atlas.txt`, 'x');
      const keypair = { name: 'atlas laptop', public_key: KEY };
      await person.post(`${COMPUTE_PREFIX}/os-keypairs`, { keypair });
      const page = await pageWith('/');
      const field = page.getByRole('combobox', { name: 'Go to, find or do' });
      const inGroup = (group: string) => page.getByRole('group', { name: group }).getByRole('option');
      await page.keyboard.press('Control+k');
      await field.fill('atlas');
      await inGroup('Machines').filter({ hasText: 'snf-3' }).waitFor();
      await inGroup('SSH keys').filter({ hasText: 'atlas laptop' }).waitFor();
      await inGroup('Files').filter({ hasText: 'atlas.txtpapers/2026' }).waitFor();
      assert.deepEqual(await accessProblems(page, WCAG), []);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/files\?.*details=2026%2Fatlas\.txt/);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await field.fill('debian');
      await inGroup('Images').filter({ hasText: 'Debian sample' }).waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/images\/5f4b0000/);
      await close(page);
    });

    await t.test(
      'on the narrowest phone nothing is pushed sideways and every target fits a finger',
      async () => {
        const page = await pageWith('/', {
          viewport: { width: 320, height: 640 },
          hasTouch: true,
          isMobile: true,
        });
        for (const path of [...PAGES, '/machines/1', '/machines/2/screen', '/machines/1/settings']) {
          await openPage(page, cloud.url, path);
          const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
          assert.ok(width <= 320, `${path} is ${width} px wide`);
          assert.deepEqual(await lowTargets(page), [], `targets on ${path}`);
        }
        await page.getByRole('button', { name: 'Search' }).click();
        await page.getByRole('combobox').waitFor();
        assert.deepEqual(await lowTargets(page), [], 'targets of the palette');
        await openPage(page, cloud.url, '/images/5f4b0000-0000-4000-8000-000000000001');
        await page.getByRole('radio').first().waitFor();
        assert.deepEqual(await lowTargets(page), [], 'targets of choices');
        await openPage(page, cloud.url, '/machines/new');
        await page.getByRole('button', { name: 'Change tags, password, user data, files' }).click();
        await page.getByLabel('Password (optional)').waitFor();
        assert.deepEqual(await lowTargets(page), [], 'targets around a password');
        await openPage(page, cloud.url, '/machines?view=table');
        await page.getByRole('article').first().waitFor();
        assert.equal(await page.getByRole('table').count(), 0);
        await close(page);
      },
    );

    await t.test(
      'on a phone menus and dialogs are sheets from the bottom, free of problems for axe',
      async () => {
        for (const colorScheme of ['light', 'dark'] as const) {
          const phone = {
            viewport: { width: 390, height: 844 },
            hasTouch: true,
            isMobile: true,
            colorScheme,
          };
          const page = await pageWith('/machines', phone);
          await page.getByRole('button', { name: 'Actions of atlas' }).click();
          await page.getByRole('menuitem', { name: 'Destroy…' }).waitFor();
          assert.ok(await touchesBottom(page, '[role=menu]'));
          assert.deepEqual(await accessProblems(page, WCAG), []);
          await page.getByRole('menuitem', { name: 'Destroy…' }).click();
          await page.getByRole('dialog', { name: 'Destroy atlas?' }).waitFor();
          await page.getByRole('menu').waitFor({ state: 'hidden' });
          assert.deepEqual(await accessProblems(page), []);
          assert.ok(await touchesBottom(page, '[role=dialog]'));
          assert.equal(await backgroundAbove(page), 'rgba(0, 0, 0, 0)', 'the page is seen behind the dialog');
          await page.getByRole('button', { name: 'Keep it' }).click();
          await page.getByRole('button', { name: 'More' }).click();
          await page.getByRole('menuitem', { name: 'Keys & API access' }).click();
          await page.getByRole('heading', { name: 'Keys & API access' }).waitFor();
          await close(page);
        }
      },
    );

    await t.test(
      'without a connection the page says so and keeps what it knew; it comes back by itself',
      async () => {
        const page = await pageWith('/machines');
        await page.context().setOffline(true);
        await page.getByText(/No connection\. Showing what we knew at/).waitFor();
        await page.getByRole('article', { name: 'atlas' }).waitFor();
        assert.deepEqual(await accessProblems(page), []);
        await page.context().setOffline(false);
        await page.getByText(/No connection/).waitFor({ state: 'detached' });
        await close(page);
      },
    );

    await t.test('nothing turns or slides for who asked for less motion', async () => {
      const page = await pageWith('/', { reducedMotion: 'reduce' });
      await answer(page, SERVERS, { json: { servers: [server(1, { status: 'BUILD', progress: 62 })] } });
      await openPage(page, cloud.url, '/machines');
      await page.getByText('Building 62%').waitFor();
      assert.equal(
        await page.evaluate("getComputedStyle(document.querySelector('.spin')).animationName"),
        'none',
      );
      assert.equal(
        await page.evaluate("getComputedStyle(document.querySelector('.meter > i')).transitionDuration"),
        '0s',
      );
      await close(page);
    });

    await t.test('what another program does shows by itself, in every tab of the browser', async () => {
      const context = await browser.newContext({ storageState });
      const tabs = [(await watchedPage(context)).page, (await watchedPage(context)).page];
      for (const page of tabs) await openPage(page, cloud.url, '/access/ssh-keys');
      const made = await person.post(`${COMPUTE_PREFIX}/os-keypairs`, {
        keypair: { name: 'From a program', public_key: KEY },
      });
      assert.equal(made.status, 201, made.text);
      for (const page of tabs) await page.getByText('From a program').waitFor();
      await context.close();
      await person.delete(`${COMPUTE_PREFIX}/os-keypairs/${encodeURIComponent('From a program')}`);
    });

    // The last one: it ends the session that the other parts share.
    await t.test(
      'what was being sent when the session ended is sent after the password, with all that was typed',
      async () => {
        const context = await browser.newContext({ storageState });
        const { page } = await watchedPage(context);
        await openPage(page, cloud.url, '/access/ssh-keys');
        await page.getByRole('button', { name: 'Add key' }).first().click();
        await page.getByLabel('Public key').fill(KEY);
        await page.getByLabel('Name (optional)').fill('Laptop 2026');
        await context.clearCookies();
        await page.getByRole('dialog').getByRole('button', { name: 'Add key' }).click();
        const again = page.getByRole('dialog', { name: 'Your session ended' });
        await again.waitFor();
        await page.keyboard.press('Escape');
        await again.getByRole('textbox', { name: 'Password' }).fill(person.password);
        await again.getByRole('button', { name: 'Log in' }).click();
        await again.waitFor({ state: 'detached' });
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.getByText('Laptop 2026').waitFor();
        await until(async () => (await context.cookies()).length > 0);
        await context.close();
      },
    );
  },
);
