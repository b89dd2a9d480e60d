import type { Page } from 'playwright-core';

/** Makes an image of a file through the file's menu; the dialog knows the file already. */
export async function registerFromFile(page: Page, file: string, name: string): Promise<void> {
  await page.getByRole('button', { name: `Actions of ${file}` }).click();
  await page.getByRole('menuitem', { name: 'Register as image…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Register an image' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByLabel('System (optional)').fill('debian');
  await dialog.getByRole('button', { name: 'Register image' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Takes an image of the person's own out of the list of the Images page. */
export async function removeImage(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: /^Mine/ }).click();
  await page.getByRole('button', { name: `Actions of ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove image' }).click();
  await page.getByRole('article', { name }).waitFor({ state: 'detached' });
}
