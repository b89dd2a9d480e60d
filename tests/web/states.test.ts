import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { startCloud } from '#kit/cloud';
import { until } from '#kit/until';
import {
  accessProblems,
  noBrowser,
  pagesOf,
  sessionOf,
  startBrowser,
  WITHOUT_MOTION,
} from './kit/browser.ts';
import {
  answer,
  answerCloud,
  answerFolder,
  failedServer,
  FLAVORS,
  flavors,
  IMAGES,
  images,
  QUOTAS,
  quotas,
  server,
  SERVERS,
  UNREACHABLE,
} from './steps/fixtures.ts';
import { openPage } from './steps/pages.ts';

/** Of a cold Overview: page, styles, font, scripts, and what it shows. Each is a round trip for whoever is far away. */
const MOST_REQUESTS = 17;

test(
  'every page tells its state: empty, full, failed, over quota, session over',
  { skip: noBrowser },
  async (t) => {
    const cloud = await startCloud(t);
    const person = await cloud.user({ limits: { 'cyclades.vm': 2, 'cyclades.cpu': 4 } });
    const browser = await startBrowser(t);
    const storageState = await sessionOf(browser, cloud.url, person);
    const viewport = { width: 1440, height: 900 };
    const pages = pagesOf(browser, { ...WITHOUT_MOTION, storageState, viewport });
    let dark = false;
    /** A page of the same session; the themes take turns. */
    const open = async (path: string, prepare: (page: Page) => Promise<void>): Promise<Page> => {
      dark = !dark;
      const page = await pages.open({ colorScheme: dark ? 'dark' : 'light' });
      await prepare(page);
      await openPage(page, cloud.url, path);
      return page;
    };
    const close = async (page: Page): Promise<void> => {
      assert.deepEqual(await accessProblems(page), [], `axe on ${page.url()}`);
      await pages.close(page);
    };

    await t.test(
      'a new account is welcomed with its first steps and its quota, in few requests',
      async (part) => {
        const asked: string[] = [];
        const page = await open('/', async (fresh) => {
          // the scripts of other pages come some seconds later: this browser asks for none of them
          await fresh.addInitScript(
            "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })",
          );
          fresh.on('request', (request) => asked.push(new URL(request.url()).pathname));
        });
        await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
        await page.getByRole('link', { name: 'Create machine' }).waitFor();
        await page.getByRole('meter').first().waitFor();
        await page.getByRole('button', { name: person.email }).waitFor();
        part.diagnostic(`${asked.length} requests: ${asked.join(' ')}`);
        assert.ok(asked.length <= MOST_REQUESTS, asked.join(' '));
        await close(page);
      },
    );

    await t.test('an empty list says what it is for and offers the one thing to do', async () => {
      for (const [path, words] of [
        ['/machines', 'No machines yet'],
        ['/images', 'No images yet'],
        ['/access/ssh-keys', 'No SSH keys yet'],
      ] as const) {
        const page = await open(path, (fresh) => answer(fresh, IMAGES, { json: { images: [] } }));
        await page.getByText(words).waitFor();
        await close(page);
      }
    });

    await t.test(
      'a service that is away is told with what still works, its request, and a way to try again',
      async () => {
        const page = await open('/machines', (fresh) => answer(fresh, SERVERS, UNREACHABLE));
        await page.getByText('The list of machines could not be loaded').waitFor();
        await page.getByText('req-7f3a19c2').waitFor();
        await page.unrouteAll();
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByText('No machines yet').waitFor();
        await close(page);
      },
    );

    await t.test('a filter that matches nothing says how much it hides', async () => {
      const page = await open('/machines?filter=atlsa', (fresh) =>
        answer(fresh, SERVERS, { json: { servers: [server(1), server(2)] } }),
      );
      await page.getByText('Hidden by the filter: 2 machines.').waitFor();
      await close(page);
    });

    await t.test('a machine in error says what it is, what it means and what to do', async () => {
      const failed = failedServer(231);
      const page = await open('/machines/231', async (fresh) => {
        await answer(fresh, '/cyclades/compute/v2.0/servers/231', { json: { server: failed } });
        await answer(fresh, '/cyclades/compute/v2.0/servers/231/diagnostics', {
          json: failed.diagnostics,
        });
        await answer(fresh, FLAVORS, { json: flavors() });
      });
      await page.getByText('The disk is smaller than the image').waitFor();
      await page.getByRole('link', { name: 'Try again with a 16 GiB disk' }).waitFor();
      await page.getByText('does not fit on a disk of 85899345920 bytes').waitFor();
      await page.getByText('It still takes quota').waitFor();
      await close(page);
    });

    await t.test('what is not there and what is not visible look alike', async () => {
      const page = await open('/machines/999999', async () => {});
      await page.getByRole('heading', { name: 'There is nothing here for you' }).waitFor();
      await close(page);
    });

    await t.test(
      'a size that the quota does not hold is locked with the reason, and creating it is refused here',
      async () => {
        const page = await open('/machines/new', async (fresh) => {
          await answer(fresh, FLAVORS, { json: flavors() });
          await answer(fresh, IMAGES, { json: images(person.uuid) });
          await answer(fresh, QUOTAS, {
            json: quotas(person.uuid, { 'cyclades.cpu': [10, 12], 'cyclades.vm': [3, 3] }),
          });
        });
        await page.getByRole('button', { name: 'Change size' }).click();
        const large = page.getByRole('radio', { name: /Extra large/ });
        assert.equal(await large.getAttribute('aria-disabled'), 'true');
        assert.match((await large.textContent()) ?? '', /14 CPUs/);
        await page.getByRole('button', { name: 'Create machine' }).click();
        await page.getByText(/It does not fit your quota: 1 machine too many/).waitFor();
        await close(page);
      },
    );

    await t.test('a refusal by the quota is said beside the meters, and the choices stay', async () => {
      const refusal = {
        overLimit: { code: 413, message: 'The limit of cyclades.ram is reached.', details: '' },
      };
      const page = await open('/machines/new', async (fresh) => {
        await answer(fresh, FLAVORS, { json: flavors() });
        await answer(fresh, IMAGES, { json: images(person.uuid) });
        await answer(fresh, '/cyclades/compute/v2.0/servers', { status: 413, json: refusal, method: 'POST' });
        await answer(fresh, QUOTAS, { json: quotas(person.uuid, {}) });
      });
      await page.getByRole('button', { name: 'Create machine' }).click();
      await page.getByRole('complementary').getByText('The limit of cyclades.ram is reached.').waitFor();
      await page.getByText('Debian sample').first().waitFor();
      await close(page);
    });

    await t.test('quota that is nearly full needs the person, on the Overview and on top', async () => {
      const page = await open('/', async (fresh) => {
        await answer(fresh, SERVERS, { json: { servers: [server(1), failedServer(2)] } });
        await answer(fresh, QUOTAS, {
          json: quotas(person.uuid, { 'pithos.diskspace': [93 * 2 ** 30, 100 * 2 ** 30] }),
        });
      });
      await page.getByText('Files: 93% of the quota is used').waitFor();
      await page.getByText('machine-2 could not be built').waitFor();
      await close(page);
    });

    await t.test('a disk that is full or nearly so is told on every page, until there is room', async () => {
      let disk: 'ok' | 'low' | 'full' = 'full';
      const page = await open('/files', async (fresh) => {
        await fresh.clock.install();
        await answerCloud(fresh, () => ({ disk }));
      });
      const bar = page.getByRole('status').filter({ hasText: /disk space/ });
      await bar.getByText('The cloud has no disk space left.').waitFor();
      disk = 'low';
      await page.clock.fastForward(61_000);
      await bar.getByText('The cloud is nearly out of disk space.').waitFor();
      disk = 'ok';
      await page.clock.fastForward(61_000);
      await bar.waitFor({ state: 'detached' });
      await pages.close(page);
    });

    await t.test('that machines are emulated is said once on a page, wide or on a phone', async () => {
      for (const width of [1440, 390]) {
        const page = await open('/machines/new', async (fresh) => {
          await fresh.setViewportSize({ width, height: 900 });
          await answerCloud(fresh, () => ({ emulated: true }));
        });
        const said = page.getByText(/machines are emulated: slow/).filter({ visible: true });
        await said.first().waitFor();
        assert.equal(await said.count(), 1, `at ${width} px`);
        await pages.close(page);
      }
    });

    await t.test('several machines are shut down and destroyed at once, each that can be', async () => {
      const page = await open('/machines?view=table', async (fresh) => {
        const list = [server(1), server(2, { status: 'STOPPED' }), server(3, { suspended: true })];
        await answer(fresh, SERVERS, { json: { servers: list } });
        await answer(fresh, FLAVORS, { json: flavors() });
      });
      await page.getByRole('checkbox', { name: 'Select all 3 machines' }).click();
      await page.getByText('3 selected').waitFor();
      await page.getByRole('button', { name: 'Start 1 of 3' }).waitFor();
      await page.getByRole('button', { name: 'Destroy 2 of 3…' }).click();
      const deed = page.getByRole('button', { name: 'Destroy 2 machines' });
      assert.equal(await deed.isDisabled(), true);
      await page.getByRole('dialog').getByRole('textbox').fill('destroy 2');
      assert.equal(await deed.isDisabled(), false);
      await close(page);
    });

    await t.test('dialogs have names, and what is wrong in them is said at the field', async () => {
      const page = await open('/access/ssh-keys', async () => {});
      await page.getByRole('button', { name: 'Add key' }).first().click();
      await page.getByRole('dialog').getByLabel('Public key').fill('-----BEGIN OPENSSH PRIVATE KEY-----');
      await page.getByRole('dialog').getByRole('button', { name: 'Add key' }).click();
      await page.getByText('This is the private half').waitFor();
      await close(page);
    });

    await t.test(
      'of three thousand machines those in sight are drawn; the last is one key away, a range of any length is ticked with Shift, and a filter takes a moment',
      async (part) => {
        const many = Array.from({ length: 3000 }, (_, at) => server(at + 1));
        const page = await open('/machines?view=table', async (fresh) => {
          await answer(fresh, SERVERS, { json: { servers: many } });
          await answer(fresh, FLAVORS, { json: flavors() });
        });
        const table = page.getByRole('table', { name: 'Machines' });
        assert.equal(await table.getAttribute('aria-rowcount'), '3001');
        await page.keyboard.press('j');
        await page.keyboard.press('x');
        await page.keyboard.press('End');
        await page.getByRole('row', { name: /machine-3000/ }).waitFor();
        await page.keyboard.press('Shift+X');
        await page.getByText('3,000 selected').waitFor();
        const drawn = await table.getByRole('row').count();
        assert.ok(drawn < 80, `${drawn} rows are drawn`);
        const began = performance.now();
        await page.getByLabel('Filter by name, tag or address').fill('machine-777');
        await page.getByRole('link', { name: /machine-777/ }).waitFor();
        await page.getByText('selected').waitFor({ state: 'detached' });
        part.diagnostic(`${Math.round(performance.now() - began)} ms`);
        assert.equal(await table.getAttribute('aria-rowcount'), '2');
        await close(page);
      },
    );

    await t.test(
      'columns are switched off by hand, and stay so; on a narrow page the last give way',
      async () => {
        const prepare = (fresh: Page) => answer(fresh, SERVERS, { json: { servers: [server(1)] } });
        const page = await open('/machines?view=table', prepare);
        const head = (name: string) => page.getByRole('columnheader', { name });
        await page.getByRole('button', { name: 'Columns' }).click();
        await page.getByRole('menuitemcheckbox', { name: 'Disk' }).click();
        await page.keyboard.press('Escape');
        await head('Disk').waitFor({ state: 'detached' });
        await page.reload();
        await head('Memory').waitFor();
        assert.equal(await head('Disk').count(), 0);
        await page.setViewportSize({ width: 800, height: 700 });
        await head('Age').waitFor({ state: 'detached' });
        await head('State').waitFor();
        await page.setViewportSize(viewport);
        await close(page);
      },
    );

    await t.test(
      'a folder of 100,000 files is shown by the windows in sight, ordered and filtered by the cloud',
      async () => {
        const asked: URLSearchParams[] = [];
        const page = await open('/files', (fresh) => answerFolder(fresh, 100_000, asked));
        const table = page.getByRole('table', { name: 'Files' });
        await page.getByRole('link', { name: 'file-0.txt', exact: true }).waitFor();
        assert.equal(await table.getAttribute('aria-rowcount'), '100001');
        await page.keyboard.press('j');
        await page.keyboard.press('End');
        await page.getByRole('link', { name: 'file-99999.txt', exact: true }).waitFor();
        await page.waitForFunction("document.activeElement?.textContent === 'file-99999.txt'");
        assert.ok(asked.length <= 4, `${asked.length} windows`);
        await page.getByRole('checkbox', { name: 'Select all 100,000 entries' }).click();
        await page.getByText('100,000 selected').waitFor();
        await page.getByRole('button', { name: 'Size', exact: true }).click();
        await page.getByRole('link', { name: 'file-0.txt', exact: true }).waitFor();
        await page.getByLabel('Filter by name').fill('file-77');
        await page.getByText('selected').waitFor({ state: 'detached' });
        await page.waitForURL(/filter=file-77/);
        await until(() => asked.at(-1)?.get('match') === 'file-77');
        assert.deepEqual([asked.at(-1)?.get('sort'), asked.at(-1)?.get('offset')], ['bytes', '0']);
        await close(page);
      },
    );

    // The last one: a new log-in ends the session that the other parts share.
    await t.test('a session that ends asks for the password over the page and goes on', async () => {
      const page = await open('/machines', async () => {});
      await answer(page, QUOTAS, {
        status: 401,
        json: { unauthorized: { code: 401, message: 'No session', details: '' } },
      });
      await page.getByRole('link', { name: 'Overview' }).first().click();
      await page.getByRole('dialog', { name: 'Your session ended' }).waitFor();
      assert.deepEqual(await accessProblems(page), []);
      await page.unrouteAll();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Password' }).fill(person.password);
      await page.getByRole('dialog').getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('meter').first().waitFor();
      await close(page);
    });
  },
);
