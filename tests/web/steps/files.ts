import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { until } from '#kit/until';
import { accessProblems } from '../kit/browser.ts';
import { openPage } from './pages.ts';

const MIB = 1024 * 1024;

const uploads = join(tmpdir(), `console-uploads-${process.pid}`);
process.once('exit', () => rmSync(uploads, { recursive: true, force: true }));

/** Bytes with a part that compresses, a run of zeros and random rest: six blocks of 4 MiB, the last one short. */
export function largeContent(): Buffer {
  return Buffer.concat([
    Buffer.alloc(5 * MIB, 'synnefo '),
    Buffer.alloc(4 * MIB),
    randomBytes(12 * MIB + 4321),
  ]);
}

/** Chooses one file for upload; it lies on disk, as a person's file does. Answers where. */
export async function upload(page: Page, name: string, content: Buffer | string): Promise<string> {
  await mkdir(uploads, { recursive: true });
  const path = join(uploads, name);
  await writeFile(path, content);
  await page.getByLabel('Files to upload').setInputFiles(path);
  return path;
}

/** Waits until every file in the tray has ended well, and closes the tray. */
export async function untilUploaded(page: Page, words: RegExp, timeout = 60_000): Promise<void> {
  const tray = page.getByRole('region', { name: 'Uploads' });
  await tray.getByText(words).first().waitFor({ timeout });
  await tray.getByRole('button', { name: 'Close the list of uploads' }).click();
  await tray.waitFor({ state: 'detached' });
}

/** Downloads a file by its button; answers the bytes that were saved and the name proposed for them. */
export async function download(page: Page, name: string): Promise<{ bytes: Buffer; name: string }> {
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name: `Download ${name}` }).click();
  const saved = await started;
  return { bytes: await readFile(await saved.path()), name: saved.suggestedFilename() };
}

/** A large file goes up with a progress bar, comes down with the same bytes, and is known when it comes again. */
export async function walkLargeFile(page: Page): Promise<void> {
  const content = largeContent();
  await upload(page, 'blocks.bin', content);
  const bar = page.getByRole('progressbar', { name: 'Upload of blocks.bin' });
  await bar.waitFor();
  assert.match((await bar.getAttribute('aria-valuenow')) ?? '', /^\d+$/);
  await untilUploaded(page, /1 file uploaded/);
  const back = await download(page, 'blocks.bin');
  assert.equal(back.name, 'blocks.bin');
  assert.ok(back.bytes.equals(content), 'the downloaded bytes are those that were uploaded');
  await upload(page, 'again.bin', content);
  await untilUploaded(page, /Already stored: nothing to send/);
}

/** An upload that is paused half-way goes on with what is missing: blocks that have arrived are not sent again. */
export async function walkPause(page: Page): Promise<void> {
  const ARRIVE = 2;
  let sent = 0;
  let arrived = 0;
  const isBlock = (url: URL): boolean => url.pathname.endsWith('/pithos') && url.searchParams.has('update');
  await page.route(isBlock, async (route) => {
    sent += 1;
    // The others stay on their way until the pause ends them.
    if (sent <= ARRIVE) await route.continue();
  });
  page.on('response', (reply) => (arrived += isBlock(new URL(reply.url())) && reply.ok() ? 1 : 0));
  await upload(page, 'paused.bin', randomBytes(20 * MIB));
  await until(() => arrived === ARRIVE);
  await page.getByRole('button', { name: 'Pause paused.bin' }).click();
  await page.getByText('Paused').first().waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  let again = 0;
  page.on('request', (request) => (again += isBlock(new URL(request.url())) ? 1 : 0));
  await page.getByRole('button', { name: 'Continue paused.bin' }).click();
  await untilUploaded(page, /1 file uploaded/);
  assert.equal(again, 5 - ARRIVE);
}

/** A file of a name that exists asks; both can be kept. */
export async function walkSameName(page: Page): Promise<void> {
  await upload(page, 'note.txt', 'first');
  await untilUploaded(page, /1 file uploaded/);
  await upload(page, 'note.txt', 'second');
  await page.getByRole('button', { name: 'Keep both' }).click();
  await untilUploaded(page, /1 file uploaded/);
  assert.equal((await download(page, 'note.txt')).bytes.toString(), 'first');
  assert.equal((await download(page, 'note (2).txt')).bytes.toString(), 'second');
}

/** A folder is made, opened, filled, left; then it goes to the trash with what it holds. */
export async function walkFolder(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Ελληνικά & more');
  await page.getByRole('button', { name: 'Create folder' }).click();
  await page.getByRole('link', { name: 'Ελληνικά & more' }).click();
  await page.getByText('This folder is empty').waitFor();
  await upload(page, 'inside.txt', 'inside');
  await untilUploaded(page, /1 file uploaded/);
  assert.equal((await download(page, 'inside.txt')).bytes.toString(), 'inside');
  await page.getByRole('link', { name: 'My files' }).first().click();
  await trashEntry(page, 'Ελληνικά & more');
}

/** Moves a file or folder to the trash through its menu, at once. */
export async function trashEntry(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Actions of ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await page.getByRole('button', { name: `Actions of ${name}` }).waitFor({ state: 'detached' });
}

/** A deleted file is back by Undo, or from the trash; there it is gone for good only when its name is typed. */
export async function walkTrash(page: Page, url: string): Promise<void> {
  const entry = page.getByRole('button', { name: 'Actions of note.txt' });
  await trashEntry(page, 'note.txt');
  await page.getByRole('button', { name: 'Undo' }).click();
  await entry.waitFor();
  await trashEntry(page, 'note.txt');
  await trashEntry(page, 'note (2).txt');
  await openPage(page, url, '/files?container=trash');
  await page.getByRole('link', { name: 'My files', exact: true }).last().click();
  await page.getByRole('button', { name: 'Actions of note.txt' }).click();
  await page.getByRole('menuitem', { name: 'Restore' }).click();
  await entry.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Actions of note (2).txt' }).click();
  await page.getByRole('menuitem', { name: 'Delete for good…' }).click();
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  const deed = page.getByRole('button', { name: 'Delete for good', exact: true });
  assert.equal(await deed.isDisabled(), true);
  await page.getByRole('dialog').getByRole('textbox').fill('note (2).txt');
  assert.deepEqual(await accessProblems(page), []);
  await deed.click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Actions of note (2).txt' }).waitFor({ state: 'detached' });
  await openPage(page, url, '/files');
  assert.equal((await download(page, 'note.txt')).bytes.toString(), 'first');
  await page.getByRole('button', { name: 'Actions of note (2).txt' }).waitFor({ state: 'detached' });
}

/** A folder comes up with its folders; names that exist are settled for all of them at once. */
export async function walkFolderUpload(page: Page): Promise<void> {
  const top = join(uploads, 'survey');
  await mkdir(join(top, 'north'), { recursive: true });
  await writeFile(join(top, 'a.txt'), 'a');
  await writeFile(join(top, 'north', 'b.txt'), 'b');
  await page.getByLabel('Folder to upload').setInputFiles(top);
  await untilUploaded(page, /2 files uploaded/);
  await page.getByLabel('Folder to upload').setInputFiles(top);
  await page.getByText('A file of this name exists').nth(1).waitFor();
  await page.getByLabel('For all').first().check();
  await page.getByRole('button', { name: 'Keep as new version' }).first().click();
  await untilUploaded(page, /2 files uploaded/);
  await page.getByRole('link', { name: 'survey', exact: true }).click();
  await page.getByRole('link', { name: 'north', exact: true }).click();
  assert.equal((await download(page, 'b.txt')).bytes.toString(), 'b');
  await page.keyboard.press('Backspace');
  await page.getByRole('button', { name: 'Actions of a.txt' }).waitFor();
}

/** The order of a list and its filter are in the address: they survive a reload. */
export async function walkOrder(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Size', exact: true }).click();
  await page.getByRole('button', { name: 'Size', exact: true }).click();
  await page.waitForURL(/sort=-size/);
  await page.keyboard.press('/');
  await page.keyboard.type('bin', { delay: 20 });
  await page.waitForURL(/filter=bin/);
  await page.reload();
  await page.getByRole('columnheader', { name: 'Size' }).waitFor();
  assert.equal(
    await page.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort'),
    'descending',
  );
  assert.equal(await page.getByLabel('Filter by name').inputValue(), 'bin');
  await page.getByRole('button', { name: 'Actions of note.txt' }).waitFor({ state: 'detached' });
}
