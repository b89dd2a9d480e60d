import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { startCloud } from '#kit/cloud';
import { accessProblems, noBrowser, sessionOf, startBrowser, WITHOUT_MOTION } from './kit/browser.ts';
import { openPage } from './steps/pages.ts';

test(
  'a cloud has the name, the logos and the footer that its operator gave it, on every page',
  { skip: noBrowser },
  async (t) => {
    const cloud = await startCloud(t, {
      settings: {
        BRANDING_SERVICE_NAME: 'Okeanos',
        BRANDING_COMPANY_NAME: 'Example',
        BRANDING_COMPANY_URL: 'https://example.org/',
        BRANDING_SHOW_COPYRIGHT: true,
        BRANDING_FOOTER_EXTRA_MESSAGE: 'See our <a href="https://example.org/terms">terms</a>.',
        BRANDING_COMPUTE_LOGO_URL: '/static/machines.svg',
        CONTACT_EMAIL: 'help@example.org',
        STATIC_DIRECTORY: images(t),
      },
    });
    const browser = await startBrowser(t);
    const stranger = await browser.newPage(WITHOUT_MOTION);
    await stranger.goto(`${cloud.url}/ui/`);
    await stranger.getByRole('heading', { name: 'Log in' }).waitFor();
    assert.equal(await stranger.title(), 'Log in · Okeanos');
    await isDrawn(stranger, 'Okeanos');
    await saysWhose(stranger);
    const icon = await stranger.locator('link[rel="icon"]').getAttribute('href');
    assert.equal(icon, '/static/branding/images/favicon.ico');

    const storageState = await sessionOf(browser, cloud.url, await cloud.user());
    const page = await (await browser.newContext({ ...WITHOUT_MOTION, storageState })).newPage();
    await openPage(page, cloud.url, '/');
    await isDrawn(page, 'Okeanos');
    await saysWhose(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await accessProblems(page), []);
    }
    await openPage(page, cloud.url, '/machines');
    assert.equal(await page.title(), 'Machines · Okeanos');
    await isDrawn(page, 'Okeanos Machines');
  },
);

/** The logo has that name for who hears it, and a picture for who sees it, also where there is none of twice the size. */
async function isDrawn(page: Page, name: string): Promise<void> {
  const logo = page.getByRole('img', { name, exact: true });
  await logo.waitFor();
  assert.ok(await logo.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0));
}

async function saysWhose(page: Page): Promise<void> {
  await page.getByText(/^Copyright \(c\) 2011-\d{4} Example$/).waitFor();
  await page.getByText('See our terms.').waitFor();
  assert.equal(
    await page.getByRole('link', { name: 'terms' }).getAttribute('href'),
    'https://example.org/terms',
  );
  assert.equal(
    await page.getByRole('link', { name: 'Ask for help' }).getAttribute('href'),
    'mailto:help@example.org',
  );
}

function images(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'static-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const picture =
    '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><rect width="48" height="48" fill="#246"/></svg>';
  mkdirSync(join(directory, 'branding/images'), { recursive: true });
  writeFileSync(join(directory, 'machines.svg'), picture);
  writeFileSync(join(directory, 'branding/images/dashboard_logo.png'), ONE_PIXEL);
  writeFileSync(join(directory, 'branding/images/favicon.ico'), '');
  return directory;
}

/** A PNG. */
const ONE_PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
