import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { accessProblems } from '../kit/browser.ts';

/** Every page that needs no machine to exist, by its path below /ui. */
export const PAGES = [
  '/',
  '/machines',
  '/machines?view=table',
  '/machines/new',
  '/images',
  '/files',
  '/access',
  '/access/ssh-keys',
];

/** Opens a page and waits until it has said all: its heading stands and nothing is grey any more. */
export async function openPage(page: Page, url: string, path: string): Promise<void> {
  await page.goto(`${url}/ui${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.getByLabel('Loading').first().waitFor({ state: 'detached' });
}

/** What a theme can change. */
const COLOUR = ['color-contrast', 'link-in-text-block'];

/** Axe finds nothing on any of the pages, in the light theme and, by the rules that it can change, in the dark one. */
export async function checkPages(page: Page, url: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.emulateMedia({ colorScheme: 'light' });
    await openPage(page, url, path);
    assert.deepEqual(await accessProblems(page), [], `axe on ${path}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('[data-mantine-color-scheme=dark]').waitFor();
    assert.deepEqual(await accessProblems(page, COLOUR), [], `axe on ${path} in the dark`);
    const sideways = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
    assert.ok(sideways <= 0, `${path} is ${sideways} px wider than the window`);
  }
}

/** The same for one page of one thing, as a phone and as a desktop show it. */
export async function checkPage(page: Page, url: string, path: string): Promise<void> {
  for (const viewport of [
    { width: 390, height: 844 },
    { width: 1440, height: 900 },
  ]) {
    await page.setViewportSize(viewport);
    await checkPages(page, url, [path]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
