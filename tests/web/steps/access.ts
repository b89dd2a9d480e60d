import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { inPage } from '../kit/in-page.ts';

/** Renews the API token and answers its text, which the page shows this once. */
export async function renewToken(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Renew token…' }).click();
  await page.getByRole('button', { name: 'Renew token', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Show the token' }).click();
  const token = (await page.getByTestId('token').textContent()) ?? '';
  assert.match(token, /^[\w-]{20,}$/);
  return token;
}

/** The settings file of kamaki, as downloaded. */
export async function downloadKamakirc(page: Page): Promise<string> {
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download .kamakirc' }).click();
  return readFile(await (await started).path(), 'utf8');
}

/** Everything that scripts of the page could read and that outlives the moment. */
export function readableState(page: Page): Promise<string> {
  return inPage(page, 'readable-state');
}
