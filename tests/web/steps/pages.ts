import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { accessProblems, COLOUR } from '../kit/browser.ts';

/** Every page that needs no machine to exist, by its path below /ui. */
export const PAGES = [
  '/',
  '/machines',
  '/machines?view=table',
  '/machines/new',
  '/images',
  '/files',
  '/projects',
  '/projects/find',
  '/projects/new',
  '/access',
  '/access/ssh-keys',
  '/profile',
  '/profile/security',
];

/** Opens a page and waits until it has said all: its heading stands and nothing is grey any more. */
export async function openPage(page: Page, url: string, path: string): Promise<void> {
  await page.goto(`${url}/ui${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.getByLabel('Loading').first().waitFor({ state: 'detached' });
}

/** Axe finds nothing on the page as it is, in the light theme and, by the rules that it can change, in the dark one. */
export async function checkThemes(page: Page, place: string): Promise<void> {
  assert.deepEqual(await accessProblems(page), [], `axe on ${place}`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('[data-mantine-color-scheme=dark]').waitFor();
  assert.deepEqual(await accessProblems(page, COLOUR), [], `axe on ${place} in the dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Axe finds nothing on any of the pages, in both themes, and none is wider than the window. */
export async function checkPages(page: Page, url: string, paths: readonly string[]): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  for (const path of paths) {
    await openPage(page, url, path);
    await checkThemes(page, path);
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
}
