import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCloud } from '#kit/cloud';
import { accessProblems, logIn, noBrowser, startBrowser, watchedPage } from './kit/browser.ts';
import { download, largeContent, untilUploaded, upload } from './steps/files.ts';
import { openPage } from './steps/pages.ts';

const DIRECTORY = { 'content-type': 'application/directory' };

test('files of somebody else are used as far as their owner lets one', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t, { roles: ['identity', 'object', 'gateway'] });
  const [person, owner] = [await cloud.user(), await cloud.user()];
  const theirs = `/pithos/object-store/v1/${owner.uuid}/pithos`;
  const grant = (right: 'read' | 'write') => ({ 'x-object-sharing': `${right}=${person.uuid}` });
  const put = (name: string, text: string, headers: Record<string, string> = {}) =>
    owner.put(`${theirs}/${name}`, text, { 'content-type': 'text/plain', ...headers });
  const textOf = async (name: string) => (await owner.get(`${theirs}/${encodeURI(name)}`)).text;
  await owner.put(theirs);
  await put('look', '', { ...DIRECTORY, ...grant('read') });
  await put('look/one.txt', 'text of one');
  await put('work', '', { ...DIRECTORY, ...grant('write') });
  await put('work/plan.txt', 'first plan');
  await put('work/deep/er.txt', 'deeper');
  await put('single.txt', 'first single', grant('write'));
  const browser = await startBrowser(t);
  const { page, complaints } = await watchedPage(
    await browser.newContext({ viewport: { width: 1440, height: 900 } }),
  );
  await logIn(page, cloud.url, person);
  const link = (name: string) => page.locator('.files-main').getByRole('link', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const open = async (folder: string) => {
    await openPage(page, cloud.url, `/files?owner=${owner.uuid}&container=pithos&folder=${folder}`);
    await page.getByText(`${owner.email} lets you`).waitFor();
  };
  /** What the menu of a row offers. */
  const offers = async (name: string): Promise<string[]> => {
    await button(`Actions of ${name}`).click();
    await page.getByRole('menuitem').first().waitFor();
    const words = await page.getByRole('menuitem').allTextContents();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    return words;
  };

  await t.test('what is only to be looked at offers nothing that would be refused', async () => {
    await openPage(page, cloud.url, '/files');
    await page.getByRole('link', { name: owner.email }).click();
    await link('Files').click();
    await page.getByText(/lets you have some of what lies here/).waitFor();
    assert.deepEqual(await page.locator('tbody [data-row] td:nth-child(3)').allTextContents(), [
      'Can view',
      'Can edit',
      'Can edit',
    ]);
    assert.deepEqual(await accessProblems(page), []);
    const marked = page.locator('.files-side [aria-current]');
    assert.deepEqual(await marked.allTextContents(), [owner.email], "no container of one's own is meant");
    await link('look').click();
    await page.getByText(/You can look and download/).waitFor();
    assert.deepEqual(await offers('one.txt'), ['Download', 'Details', 'Copy to…']);
    for (const name of ['New folder', 'Upload']) assert.equal(await button(name).count(), 0, name);
    assert.equal((await download(page, 'one.txt')).bytes.toString(), 'text of one');
  });

  await t.test('its details show what is in it, whose it is and what one may do', async () => {
    await link('one.txt').focus();
    await page.keyboard.press('i');
    const drawer = page.getByRole('dialog');
    await drawer.getByText('text of one').waitFor();
    await drawer.getByText('Can view').waitFor();
    assert.equal(await drawer.getByText(owner.email).count(), 2, 'its owner, who changed it last');
    assert.deepEqual(await accessProblems(page), []);
    assert.equal(await drawer.getByRole('button', { name: 'Share…' }).count(), 0);
    assert.equal(await drawer.getByText('Versions').count(), 0);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  await t.test(
    'where one may edit, files and folders are put, also below a folder that is only a name',
    async () => {
      await open('work%2F');
      await button('New folder').click();
      await page.getByRole('dialog').getByLabel('Name').fill('drafts');
      await page.getByRole('button', { name: 'Create folder' }).click();
      await link('drafts').waitFor();
      const content = largeContent();
      await upload(page, 'large.bin', content);
      await untilUploaded(page, /1 file uploaded/);
      await link('large.bin').waitFor();
      const stored = await owner.get(`${theirs}/work/large.bin`);
      assert.ok(stored.bytes.equals(content));
      await link('deep').click();
      await link('er.txt').waitFor();
      await upload(page, 'mine.txt', 'mine');
      await untilUploaded(page, /1 file uploaded/);
      assert.equal(await textOf('work/deep/mine.txt'), 'mine');
      assert.deepEqual(await accessProblems(page), []);
    },
  );

  await t.test(
    'a file of which one may change the content gets a new version, and nothing else',
    async () => {
      await open('');
      assert.equal(await button('Upload').count(), 0, 'nothing new can be put there');
      assert.deepEqual(await offers('single.txt'), [
        'Download',
        'Details',
        'Copy to…',
        'Upload a new version…',
      ]);
      await button('Actions of single.txt').click();
      const chosen = page.waitForEvent('filechooser');
      await page.getByRole('menuitem', { name: 'Upload a new version…' }).click();
      await (
        await chosen
      ).setFiles({ name: 'other name.txt', mimeType: 'text/plain', buffer: Buffer.from('second single') });
      await untilUploaded(page, /1 file uploaded/);
      assert.equal(await textOf('single.txt'), 'second single');
    },
  );

  await t.test("a folder is copied into one's own files with all that one may read", async () => {
    await open('');
    await button('Actions of work').click();
    await page.getByRole('menuitem', { name: 'Copy to…' }).click();
    await page.getByRole('button', { name: 'Copy to My files' }).click();
    await page.getByText('work copied to My files.').waitFor();
    const mine = await person.get(`/pithos/object-store/v1/${person.uuid}/pithos/work/deep/er.txt`);
    assert.equal(mine.text, 'deeper');
  });

  await t.test('what nobody shares with one is not told from what does not exist', async () => {
    const stranger = await cloud.user();
    for (const place of [`owner=${stranger.uuid}`, `owner=${owner.uuid}&container=secret`]) {
      await openPage(page, cloud.url, `/files?${place}`);
      await page.getByText('There is nothing here for you').waitFor();
    }
  });

  await t.test('on a phone who shares stands beside the containers', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await openPage(page, cloud.url, '/files');
    await page.getByRole('link', { name: owner.email }).click();
    await link('Files').click();
    await link('work').click();
    await page.getByText('Can edit').first().waitFor();
    await button('Upload').waitFor();
    assert.deepEqual(await accessProblems(page), []);
    const sideways = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
    assert.ok(sideways <= 0, `${sideways} px too wide`);
  });
  assert.deepEqual(complaints, []);
});
