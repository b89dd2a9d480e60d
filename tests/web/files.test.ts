import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { startCloud } from '#kit/cloud';
import { until } from '#kit/until';
import { accessProblems, logIn, noBrowser, startBrowser, watchedPage } from './kit/browser.ts';
import { openPage } from './steps/pages.ts';
import { backgroundAbove } from './steps/phone.ts';

test('files are kept in order in the console as people are used to', { skip: noBrowser }, async (t) => {
  const cloud = await startCloud(t, { roles: ['identity', 'object', 'gateway'] });
  const person = await cloud.user();
  const account = `/pithos/object-store/v1/${person.uuid}`;
  for (const path of ['pithos', 'pithos/a.txt', 'pithos/b.txt', 'pithos/old/a.txt', 'attic'])
    await person.put(`${account}/${path}`, path.includes('.') ? `text of ${path}` : '');
  const browser = await startBrowser(t);
  const { page, complaints } = await watchedPage(
    await browser.newContext({ viewport: { width: 1440, height: 900 } }),
  );
  await logIn(page, cloud.url, person);
  const actions = (name: string) => page.getByRole('button', { name: `Actions of ${name}`, exact: true });
  const choose = async (name: string, deed: string) => {
    await actions(name).click();
    await page.getByRole('menuitem', { name: deed, exact: true }).click();
  };
  const textOf = async (path: string) => (await person.get(`${account}/${encodeURI(path)}`)).text;

  await t.test('a file is renamed by F2, and Undo gives it its name back', async () => {
    await openPage(page, cloud.url, '/files');
    await page.getByRole('link', { name: 'b.txt', exact: true }).focus();
    await page.keyboard.press('F2');
    const field = page.getByRole('dialog').getByLabel('New name');
    await field.fill('c.txt');
    assert.deepEqual(await accessProblems(page), []);
    await field.press('Enter');
    await page.getByText('b.txt is called c.txt now.').waitFor();
    await actions('c.txt').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await actions('b.txt').waitFor();
    assert.equal(await textOf('pithos/b.txt'), 'text of pithos/b.txt');
  });

  await t.test('what is closed by Escape gives the focus back to what opened it', async () => {
    const closed = async (opener: Locator) => {
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await until(() => opener.evaluate((element) => element.matches(':focus')));
    };
    const folder = page.getByRole('button', { name: 'New folder' });
    await folder.press('Enter');
    await closed(folder);
    await actions('b.txt').press('Enter');
    await page.getByRole('menuitem', { name: 'Copy to…' }).press('Enter');
    await closed(actions('b.txt'));
    const row = page.getByRole('link', { name: 'b.txt', exact: true });
    await row.press('i');
    await closed(row);
  });

  await t.test('a taken name is asked about, and both are kept', async () => {
    await choose('a.txt', 'Move to…');
    const there = page.getByRole('button', { name: 'Move to My files' });
    assert.equal(await there.isDisabled(), true, 'it is there already');
    await page.keyboard.press('Escape');
    await there.waitFor({ state: 'detached' });
    await choose('a.txt', 'Copy to…');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'old', exact: true }).click();
    assert.deepEqual(await accessProblems(page), []);
    await dialog.getByRole('button', { name: 'Copy to old' }).click();
    await page.getByText('a.txt exists already').waitFor();
    assert.deepEqual(await accessProblems(page), []);
    await page.getByRole('button', { name: 'Keep both' }).click();
    await page.getByText('a.txt copied to old.').waitFor();
    assert.equal(await textOf('pithos/old/a (2).txt'), 'text of pithos/a.txt');
    assert.equal(await textOf('pithos/old/a.txt'), 'text of pithos/old/a.txt');
  });

  await t.test('a folder goes to another container with all it holds, by cut and paste', async () => {
    await page.getByRole('link', { name: 'old', exact: true }).focus();
    await page.keyboard.press('Control+x');
    await page.getByText('1 thing cut').waitFor();
    await page
      .getByRole('link', { name: /^attic/ })
      .first()
      .click();
    await page.getByText('This folder is empty').waitFor();
    await page.keyboard.press('Control+v');
    await page.getByText('old moved to attic.').waitFor();
    await actions('old').waitFor();
    assert.equal(await textOf('attic/old/a.txt'), 'text of pithos/old/a.txt');
    assert.equal((await person.get(`${account}/pithos/old/a.txt`)).status, 404);
  });

  await t.test('ticked files are dragged onto a folder together', async () => {
    await page
      .getByRole('link', { name: /^My files/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'New folder' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('box');
    await page.getByRole('button', { name: 'Create folder' }).click();
    await actions('box').waitFor();
    for (const name of ['a.txt', 'b.txt'])
      await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await page
      .getByRole('link', { name: 'a.txt', exact: true })
      .dragTo(page.getByRole('link', { name: 'box', exact: true }));
    await page.getByText('2 things moved to box.').waitFor();
    await actions('a.txt').waitFor({ state: 'detached' });
    assert.equal(await textOf('pithos/box/b.txt'), 'text of pithos/b.txt');
  });

  await t.test('details show what is in a file, and an earlier version is the newest again', async () => {
    await person.put(`${account}/pithos/note.html`, '<script>one</script>');
    await person.put(`${account}/pithos/note.html`, '<b>two</b>');
    await openPage(page, cloud.url, '/files');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/note\.html\?.*version/.test(request.url()) && request.resourceType() === 'fetch')
        asked.push(new URL(request.url()).search);
    });
    await page.getByRole('link', { name: 'note.html', exact: true }).focus();
    await page.keyboard.press('i');
    const drawer = page.getByRole('dialog');
    await drawer.getByText('<b>two</b>').waitFor();
    await drawer.getByText('You', { exact: true }).first().waitFor();
    assert.deepEqual(asked, ['?view=versions'], 'all versions come in one answer');
    assert.equal(await backgroundAbove(page), 'rgba(0, 0, 0, 0)', 'the list can be seen beside the details');
    assert.deepEqual(await accessProblems(page), []);
    await drawer.getByRole('button', { name: /^Restore the version of/ }).click();
    await drawer.getByText('<script>one</script>').waitFor();
    assert.equal(await textOf('pithos/note.html'), '<script>one</script>');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await openPage(page, cloud.url, '/files?details=gone.txt');
    await drawer.getByText('There is no file of this name any more.').waitFor();
    await page.keyboard.press('Escape');
  });

  await t.test('a file is shared with a person by e-mail, and taken back', async () => {
    const friend = await cloud.user();
    const at = `${account}/pithos/note.html`;
    assert.equal((await friend.get(at)).status, 403);
    await choose('note.html', 'Share…');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Only you.').waitFor();
    assert.equal(await page.getByRole('listbox').count(), 0, 'no list lies over those who have it');
    const share = dialog.getByRole('button', { name: 'Share', exact: true });
    await dialog.getByRole('combobox', { name: 'Person or group' }).fill('nobody@example.org');
    await share.click();
    await dialog.getByText('There is no account with this address yet.').waitFor();
    await dialog.getByRole('combobox', { name: 'Person or group' }).fill(friend.email);
    await share.click();
    await dialog.getByRole('button', { name: `Remove ${friend.email}` }).waitFor();
    assert.equal((await friend.get(at)).status, 200);
    const face = await dialog.locator('.avatar').boundingBox();
    assert.equal(face?.width, face?.height, 'a face is round');
    assert.deepEqual(await accessProblems(page), []);
    await dialog.getByRole('button', { name: `Remove ${friend.email}` }).click();
    await dialog.getByText('Only you.').waitFor();
    assert.equal((await friend.get(at)).status, 403);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  await t.test('a name is found in all containers, and leads to its place', async () => {
    await openPage(page, cloud.url, '/files');
    await page.getByLabel('Filter by name').fill('a (2)');
    await page.getByLabel('Where to look').selectOption('everywhere');
    const row = page.getByRole('row', { name: 'a (2).txt' });
    await row.getByText('attic/old').waitFor();
    assert.deepEqual(await accessProblems(page), []);
    await row.getByRole('link', { name: 'a (2).txt' }).click();
    await page.getByRole('dialog').getByText('text of pithos/a.txt').waitFor();
    await page.keyboard.press('Escape');
    await actions('a.txt').waitFor();
  });

  await t.test('a folder and several ticked files come down as one ZIP', async () => {
    await openPage(page, cloud.url, '/files');
    const started = page.waitForEvent('download');
    await choose('box', 'Download as ZIP');
    assert.equal((await started).suggestedFilename(), 'box.zip');
    assert.equal(await (await started).failure(), null);
    for (const name of ['box', 'note.html'])
      await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    const several = page.waitForEvent('download');
    await page.getByRole('toolbar').getByRole('button', { name: 'Download' }).click();
    assert.match((await several).suggestedFilename(), /\.zip$/);
    assert.equal(await (await several).failure(), null);
  });
  assert.deepEqual(complaints, []);
});
