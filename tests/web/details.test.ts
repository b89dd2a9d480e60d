import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Activity } from '#contract/compute';
import { bootSector } from '#kit/boot-sector';
import { startCloud } from '#kit/cloud';
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
  FLAVORS,
  flavors,
  IMAGES,
  images,
  ordersOf,
  QUOTAS,
  quotas,
  SERVER,
  server,
  SERVERS,
  TOKEN,
} from './steps/fixtures.ts';
import { checkPage, openPage } from './steps/pages.ts';

test('the pages of single things show and change what they are about', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t);
  const person = await cloud.user();
  const other = await cloud.user();
  const browser = await startBrowser(t);
  const storageState = await sessionOf(browser, cloud.url, person);
  const pages = pagesOf(browser, { ...WITHOUT_MOTION, storageState });

  await t.test(
    'an image is renamed, described, shared and taken away on its page; its file stays',
    async () => {
      const box = `/pithos/object-store/v1/${person.uuid}/disks`;
      await person.put(box);
      await person.put(`${box}/a/atlas.raw`, Buffer.concat([bootSector('atlas'), Buffer.alloc(1024 * 1024)]));
      const registered = await person.post('/cyclades/image/v1.0/images/', undefined, {
        'x-image-meta-name': 'atlas',
        'x-image-meta-location': `pithos://${person.uuid}/disks/a/atlas.raw`,
        'x-image-meta-property-os': 'debian',
      });
      const id = registered.headers['x-image-meta-id'] ?? '';
      const page = await pages.open();
      const machines = [1, 2].map((number) =>
        server(number, { image: { id: number === 1 ? id : 'another', links: [] } }),
      );
      await answer(page, SERVERS, { json: { servers: machines } });
      await openPage(page, cloud.url, '/images');
      await page.getByRole('link', { name: 'atlas', exact: true }).click();
      await page.getByRole('heading', { name: 'atlas', level: 1 }).waitFor();
      await page.getByRole('link', { name: /machine-1/ }).waitFor();
      assert.equal(await page.getByRole('link', { name: /machine-2/ }).count(), 0);
      assert.equal(
        await page.getByRole('link', { name: 'disks/a/atlas.raw' }).getAttribute('href'),
        '/ui/files?container=disks&folder=a%2F',
      );

      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Άτλας');
      await page.getByRole('button', { name: 'Rename' }).click();
      await page.getByRole('heading', { name: 'Άτλας', level: 1 }).waitFor();

      await page.getByRole('button', { name: 'Add property' }).click();
      await page.getByLabel('Property', { exact: true }).fill('two words');
      await page.getByLabel('Value').fill('1');
      await page.getByRole('button', { name: 'Add property' }).click();
      await page.getByText('Letters, digits and _ only.').waitFor();
      assert.deepEqual(await accessProblems(page), []);
      await page.getByLabel('Property', { exact: true }).fill('root-partition');
      await page.getByRole('button', { name: 'Add property' }).click();
      await page.getByRole('button', { name: 'Change root_partition' }).click();
      await page.getByLabel('Value').fill('2');
      await page.getByRole('button', { name: 'Save property' }).click();
      await page.getByRole('button', { name: 'Remove os' }).click();
      await page.getByRole('button', { name: 'Remove os' }).waitFor({ state: 'detached' });

      const who = page.getByLabel('E-mail or user ID');
      await who.fill('nobody@example.org');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('There is no account of nobody@example.org here.').waitFor();
      await who.fill(other.email);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('button', { name: `Remove ${other.email}` }).waitFor();
      const seen = await other.head(`/cyclades/image/v1.0/images/${id}`);
      assert.equal(seen.headers['x-image-meta-property-root-partition'], '2');
      assert.equal(seen.headers['x-image-meta-property-os'], undefined);
      await page.getByLabel('Everyone on this cloud').click();
      await page.getByText('These stay members').waitFor();
      await page.getByLabel('You and whom you add').click();
      await page.getByText('These stay members').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: `Remove ${other.email}` }).click();
      await page.getByText('Nobody but you.').waitFor();
      assert.equal((await other.head(`/cyclades/image/v1.0/images/${id}`)).status, 403);
      await checkPage(page, cloud.url, `/images/${id}`);

      await page.getByRole('button', { name: 'Remove…' }).click();
      await page.getByRole('button', { name: 'Remove image' }).click();
      await page.getByText('No images yet').waitFor();
      assert.equal((await person.head(`${box}/a/atlas.raw`)).status, 200);
      await pages.close(page);
    },
  );

  await t.test('who leaves a half-filled form is asked, and loses nothing by staying', async () => {
    const page = await pages.open();
    await answer(page, `${SERVER}/1`, { json: { server: server(1) } });
    await openPage(page, cloud.url, '/machines/1/settings');
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('half a na');
    await page.getByRole('link', { name: 'Activity', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'What you typed is not saved' });
    await question.waitFor();
    assert.deepEqual(await accessProblems(page), []);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    assert.equal(await name.inputValue(), 'half a na');
    await name.fill('machine-1');
    await page.getByRole('link', { name: 'Overview', exact: true }).last().click();
    await page.waitForURL(/\/machines\/1$/);
    await page.goBack();
    await name.fill('another');
    await page.getByRole('link', { name: 'Files', exact: true }).click();
    await question.getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL(/\/ui\/files/);
    await pages.close(page);
  });

  await t.test('an image of somebody else is only looked at', async () => {
    const page = await pages.open();
    const owner = other.uuid;
    await answer(page, IMAGES, { json: images(owner) });
    await openPage(page, cloud.url, '/images/5f4b0000-0000-4000-8000-000000000001');
    await page.getByText(other.email).waitFor();
    for (const name of ['Rename', 'Add property', 'Add', 'Remove…'])
      assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name);
    assert.deepEqual(await accessProblems(page), []);
    await pages.close(page);
  });

  await t.test(
    'a key is made by the cloud, its private half is given once, and it is known by SHA-256',
    async () => {
      const page = await pages.open();
      await openPage(page, cloud.url, '/access/ssh-keys');
      await page.getByRole('button', { name: 'Generate a key' }).first().click();
      await page.getByLabel('Name', { exact: true }).fill('laptop');
      await page.getByRole('button', { name: 'Generate key', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'The private key of laptop' });
      await dialog.waitFor();
      assert.deepEqual(await accessProblems(page), []);
      await page.keyboard.press('Escape');
      await dialog.getByRole('button', { name: 'I have kept it' }).click();
      await dialog.getByText('It was not downloaded.').waitFor();
      const started = page.waitForEvent('download');
      await dialog.getByRole('button', { name: 'Download laptop.pem' }).click();
      const privateKey = createPrivateKey(await readFile(await (await started).path(), 'utf8'));
      await dialog.getByRole('button', { name: 'I have kept it' }).click();
      await dialog.waitFor({ state: 'detached' });
      const { json } = await person.get('/cyclades/compute/v2.0/os-keypairs');
      const { keypairs } = json as { keypairs: { keypair: { public_key: string } }[] };
      const body = Buffer.from(keypairs[0]?.keypair.public_key.split(' ')[1] ?? '', 'base64');
      const { n = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
      assert.ok(body.includes(Buffer.from(n, 'base64url')), 'the halves belong together');
      const hash = createHash('sha256').update(body).digest('base64').replace('=', '');
      await page.getByText(`SHA256:${hash}`).waitFor();
      assert.deepEqual(await accessProblems(page), []);
      await pages.close(page);
    },
  );

  await t.test('the end of the API token is told, with a warning before it comes', async () => {
    const page = await pages.open();
    await openPage(page, cloud.url, '/access');
    await page.getByText(/^It ends /).waitFor();
    const soon = new Date(Date.now() + 3.5 * 86_400_000).toISOString();
    await answer(page, TOKEN, { json: { expires: soon }, method: 'GET' });
    await page.reload();
    await page.getByText(/^It ends in 3 days/).waitFor();
    assert.deepEqual(await accessProblems(page), []);
    await pages.close(page);
  });

  await t.test(
    'what was asked of a machine tells who, how it ended and why, older ones when wanted',
    async () => {
      const page = await pages.open();
      const asked = (id: number, said: Partial<Activity>): Activity => ({
        id: String(id),
        action: 'START',
        user_id: person.uuid,
        result: 'done',
        created: '2026-11-24T09:00:00+00:00',
        ended: '2026-11-24T09:02:00+00:00',
        'SNF:code': '',
        ...said,
      });
      const newest = [
        asked(100, { action: 'REBOOT', result: 'open', ended: null }),
        asked(99, { action: 'BUILD', result: 'failed', 'SNF:code': 'no_room', user_id: other.uuid }),
        ...Array.from({ length: 48 }, (_, at) => asked(98 - at, {})),
      ];
      const machine = server(7, { 'SNF:task_state': 'REBOOTING' });
      await answer(page, SERVERS, { json: { servers: [machine] } });
      await answer(page, `${SERVER}/7`, { json: { server: machine } });
      await answer(page, `${SERVER}/7/diagnostics`, { json: [] });
      await answer(page, `${SERVER}/7/activity`, { json: { activity: newest } });
      await openPage(page, cloud.url, '/machines/7/activity');
      await page.getByText('There was no room on the cloud.', { exact: false }).waitFor();
      await page.getByText(`${other.email} ·`).waitFor();
      assert.equal(await page.getByRole('listitem').filter({ hasText: 'You ·' }).count(), 49);
      await checkPage(page, cloud.url, '/machines/7/activity');
      const oldest = [asked(1, { action: 'BUILD', user_id: null })];
      await answer(page, `${SERVER}/7/activity`, { json: { activity: oldest }, parameter: 'before' });
      await page.getByRole('button', { name: 'Show older ones' }).click();
      await page.getByText('Not known who').waitFor();
      await page.getByRole('button', { name: 'Running work: 1' }).click();
      await page.getByRole('menuitem', { name: /machine-7.*Rebooting/ }).click();
      await page.waitForURL(/\/ui\/machines\/7$/);
      await pages.close(page);
    },
  );

  await t.test(
    'a machine takes a password, user data and files; what is wrong with them stands on its field',
    async () => {
      const page = await pages.open();
      await answer(page, FLAVORS, { json: flavors() });
      await answer(page, IMAGES, { json: images(person.uuid) });
      await answer(page, QUOTAS, { json: quotas(person.uuid, {}) });
      await openPage(page, cloud.url, '/machines/new');
      await page.getByRole('button', { name: 'Change tags, password, user data, files' }).click();
      await page.getByLabel('Password (optional)').fill('weak');
      await page.getByLabel('User data (optional)').fill('#!/bin/sh\ntrue');
      // What is said of the field that is left must not move the button away that is being pressed.
      await page.getByLabel('Password (optional)').focus();
      await page.getByRole('button', { name: 'Add a file' }).click({ delay: 100 });
      const file = page.getByRole('group', { name: 'File 1' });
      await file.getByLabel('Path').fill('etc/motd');
      await file.getByLabel('Content').fill('Γεια');
      await page.getByRole('button', { name: 'Create machine' }).click();
      await file.getByText('A whole path').waitFor();
      await page.getByText('At least 10 characters, 128 at most').first().waitFor();
      assert.deepEqual(await accessProblems(page), []);
      await file.getByLabel('Path').fill('/etc/motd');
      await page.reload();
      assert.equal(await page.getByLabel('Password (optional)').inputValue(), '');
      assert.equal(await file.getByLabel('Path').inputValue(), '/etc/motd');
      await answer(page, SERVER, {
        status: 413,
        json: {
          overLimit: { code: 413, message: 'A file put into a server has at most 4 bytes.', details: '' },
        },
        headers: { 'x-fault-code': 'personality_limit' },
        method: 'POST',
      });
      await page.getByRole('button', { name: 'Create machine' }).click();
      await page.getByText('at most 4 bytes').first().waitFor();
      assert.equal(await file.getByLabel('Content').getAttribute('aria-invalid'), 'true');
      const orders = await ordersOf(page, SERVER, { json: { server: { ...server(9), adminPass: 'x' } } });
      await page.getByLabel('Password (optional)').fill('Correct7horse');
      await page.getByRole('button', { name: 'Create machine' }).click();
      await page.waitForURL(/\/ui\/machines\/9$/);
      const { server: order } = orders[0] as { server: Record<string, unknown> };
      const base64 = (text: string) => Buffer.from(text).toString('base64');
      assert.deepEqual(
        [order['adminPass'], order['user_data'], order['personality']],
        [
          'Correct7horse',
          base64('#!/bin/sh\ntrue'),
          [{ path: '/etc/motd', contents: base64('Γεια'), owner: 'root', group: 'root', mode: 0o440 }],
        ],
      );
      await pages.close(page);
    },
  );
});
