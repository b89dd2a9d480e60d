import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { bootSector } from '#kit/boot-sector';
import { untilUploaded, upload } from './files.ts';

/** Puts up a file that can be a disk. */
export async function uploadDisk(page: Page): Promise<void> {
  await upload(page, 'atlas.raw', Buffer.concat([bootSector('atlas'), Buffer.alloc(2 * 1024 * 1024)]));
  await untilUploaded(page, /1 file uploaded/);
}

/** Makes an image of a file through the file's menu; the dialog knows the file already, and a name for it. */
export async function registerFromFile(
  page: Page,
  file: string,
  proposed: string,
  name: string,
): Promise<void> {
  await page.getByRole('button', { name: `Actions of ${file}` }).click();
  await page.getByRole('menuitem', { name: 'Register as image…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Register an image' });
  const field = dialog.getByRole('textbox', { name: 'Name' });
  assert.equal(await field.inputValue(), proposed);
  await field.fill(name);
  await dialog.getByLabel('System (optional)').fill('debian');
  await dialog.getByRole('button', { name: 'Register image' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(`${name} is an image now.`).waitFor();
}

/** Takes an image of the person's own out of the list of the Images page. */
export async function removeImage(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: /^Mine/ }).click();
  await page.getByRole('button', { name: `Actions of ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove image' }).click();
  await page.getByRole('article', { name }).waitFor({ state: 'detached' });
}
