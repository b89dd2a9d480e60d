import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { startCloud } from '#kit/cloud';
import { until } from '#kit/until';
import { logIn, noBrowser, startBrowser, watchedPage, WITHOUT_MOTION } from './kit/browser.ts';
import { upload } from './steps/files.ts';
import { answer, FLAVORS, flavors, IMAGES, images } from './steps/fixtures.ts';
import { openPage } from './steps/pages.ts';

const NAMES = Array.from({ length: 8 }, (_, at) => `f${at}.txt`);

test('an outage in the middle of Files loses nothing', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t);
  const person = await cloud.user();
  const account = `/pithos/object-store/v1/${person.uuid}`;
  for (const path of [
    'pithos',
    'pithos/box/x.txt',
    'pithos/plan.txt',
    ...NAMES.map((name) => `pithos/${name}`),
  ])
    await person.put(`${account}/${path}`, path.includes('.') ? path : '');
  const browser = await startBrowser(t);
  const context = await browser.newContext({ ...WITHOUT_MOTION, viewport: { width: 1440, height: 900 } });
  const { page } = await watchedPage(context);
  await logIn(page, cloud.url, person);
  const isMove = (url: URL) => /f\d\.txt$/.test(url.pathname);
  const tick = async () => {
    await openPage(page, cloud.url, '/files');
    for (const name of NAMES) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  };
  const moveTo = async (folder: string) => {
    await page.getByRole('toolbar').getByRole('button', { name: 'Move to…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: folder, exact: true }).click();
    await page.getByRole('button', { name: `Move to ${folder}` }).click();
  };
  const moved = async (name: string) => (await person.head(`${account}/pithos/box/${name}`)).status === 200;

  await t.test('many that are moved say how far they are, and can be ended', async () => {
    await tick();
    let sent = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(isMove, async (route) => {
      sent += 1;
      await held;
      await route.continue();
    });
    await moveTo('box');
    await until(() => sent === 3);
    await page.getByText('0 of 8').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Cancel' }).click();
    release();
    await page.getByText('3 things moved to box.').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/3 things moved to My files/).waitFor();
    assert.equal(sent, 3, 'no more was begun');
  });

  await t.test('many that were cut off say which stayed, and go on', async () => {
    await tick();
    let sent = 0;
    await page.route(isMove, (route) => ((sent += 1) <= 3 ? route.continue() : route.abort()));
    await moveTo('box');
    const dialog = page.getByRole('dialog', { name: /stayed where they were/ });
    await dialog.waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await dialog.getByText('There is no connection').first().waitFor();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.waitFor({ state: 'detached' });
    for (const name of NAMES) assert.equal(await moved(name), true, name);
  });

  await t.test('a name that was typed is there after the cloud was away, and an upload goes on', async () => {
    await openPage(page, cloud.url, '/files');
    const machine = await context.newPage();
    await answer(machine, FLAVORS, { json: flavors() });
    await answer(machine, IMAGES, { json: images(person.uuid) });
    await openPage(machine, cloud.url, '/machines/new');
    await machine.getByRole('button', { name: 'Change name and access' }).click();
    await machine.getByLabel('Name', { exact: true }).fill('typed-before');
    await machine.getByRole('button', { name: 'Change tags, password, user data, files' }).click();
    await machine.getByLabel('Password (optional)').fill('Correct7horse');
    await machine.getByLabel('User data (optional)').fill('#!/bin/sh');
    await page.route(
      (url) => url.searchParams.has('update'),
      async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        await route.continue().catch(() => undefined);
      },
    );
    await upload(page, 'long.bin', randomBytes(24 * 1024 * 1024));
    await page.getByRole('button', { name: 'Actions of plan.txt', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('dialog').getByLabel('New name').fill('typed before.txt');
    await cloud.restart(() => page.getByText(/No connection/).waitFor());
    assert.equal(await page.getByRole('dialog').getByLabel('New name').inputValue(), 'typed before.txt');
    await page.getByText(/No connection/).waitFor({ state: 'detached' });
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('button', { name: 'Actions of typed before.txt', exact: true }).waitFor();
    await page.getByRole('region', { name: 'Uploads' }).getByText('1 file uploaded').waitFor();
    for (const [section, label, typed] of [
      ['user data, password, files', 'Password (optional)', 'Correct7horse'],
      ['user data, password, files', 'User data (optional)', '#!/bin/sh'],
      ['name and access', 'Name', 'typed-before'],
    ] as const) {
      const field = machine.getByLabel(label, { exact: true });
      if (!(await field.isVisible()))
        await machine.getByRole('button', { name: `Change ${section}` }).click();
      assert.equal(await field.inputValue(), typed, label);
    }
  });

  await t.test(
    'details that are open when the cloud goes are there, and right, when it is back',
    async () => {
      await openPage(page, cloud.url, '/files?container=pithos&folder=box/&details=box/x.txt');
      const drawer = page.getByRole('dialog');
      await drawer.getByText('pithos/box/x.txt', { exact: true }).waitFor();
      await cloud.restart(() => page.getByText(/No connection/).waitFor());
      await drawer.getByText('pithos/box/x.txt', { exact: true }).waitFor();
      await page.getByText(/No connection/).waitFor({ state: 'detached' });
      await drawer.getByText('You', { exact: true }).first().waitFor();
    },
  );
});
