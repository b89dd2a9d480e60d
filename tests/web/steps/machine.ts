import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { inPage } from '../kit/in-page.ts';

/** Emulated machines boot slowly, and the tests share two processors with others. */
export const BOOT_LIMIT_MS = 240_000;

/** Orders a machine from the form with its defaults but the name; answers its path below /ui. */
export async function createMachine(page: Page, name: string): Promise<string> {
  await page.getByRole('link', { name: 'New machine' }).first().click();
  await page.getByRole('heading', { name: 'New machine' }).waitFor();
  await page.getByRole('button', { name: 'Change name and access' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create machine' }).click();
  await page.waitForURL(/\/ui\/machines\/\d+$/);
  return new URL(page.url()).pathname.slice('/ui'.length);
}

/** Follows the progress of the build on the machine's page until it runs; answers the percentages that were seen. */
export async function watchBuild(page: Page): Promise<number[]> {
  const seen: number[] = [];
  const running = page.getByText('Running', { exact: true }).first();
  const bar = page.getByRole('progressbar', { name: /^Building/ }).first();
  const deadline = Date.now() + BOOT_LIMIT_MS;
  while (Date.now() < deadline) {
    if (await running.isVisible()) return seen;
    const failed = page.getByRole('alert').first();
    if (await failed.isVisible()) assert.fail(`the machine failed: ${(await failed.textContent()) ?? ''}`);
    if (await bar.isVisible()) {
      const percent = Number(await bar.getAttribute('aria-valuenow', { timeout: 1000 }).catch(() => 'NaN'));
      if (Number.isFinite(percent) && seen.at(-1) !== percent) seen.push(percent);
    }
    await page.waitForTimeout(200);
  }
  return assert.fail('the machine did not run in time');
}

/** The password that waits; after "I have kept it" the page has nothing to show any more. */
export async function takePassword(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Show the password' }).click();
  const password = (await page.getByTestId('machine-password').textContent()) ?? '';
  assert.match(password, /^\S{10,}$/);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByTestId('machine-password').waitFor({ state: 'detached' });
  return password;
}

/** The picture of the screen as the browser has it: a sum over its pixels that changes when they do. */
export function screenSum(page: Page): Promise<number> {
  return inPage(page, 'screen-sum');
}

/** All that the screen shows within two seconds: a blinking cursor makes two pictures of one. */
export async function picturesNow(page: Page): Promise<Set<number>> {
  const seen = new Set<number>();
  for (let times = 0; times < 20; times += 1) {
    seen.add(await screenSum(page));
    await page.waitForTimeout(100);
  }
  return seen;
}

/** Waits until the screen shows something that is none of the pictures. */
export async function untilScreenChanges(page: Page, before: Set<number>, timeout = 60_000): Promise<void> {
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    const now = await screenSum(page);
    if (now !== 0 && !before.has(now)) return;
    await page.waitForTimeout(100);
  }
  assert.fail('the screen did not change in time');
}

/** Types on the machine's keyboard through the page, as a person does. */
export async function typeOnScreen(page: Page, text: string): Promise<void> {
  await page.locator('[data-screen] canvas').click();
  await page.keyboard.type(text, { delay: 40 });
}

/** Types by the page's own "Paste text", which presses shift where a letter needs it. */
export async function pasteOnScreen(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Paste text' }).click();
  await page.getByLabel('Text', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Type it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Text that the machine's keyboard cannot type is refused whole, with the characters named. */
export async function refusePaste(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Paste text' }).click();
  await page.getByLabel('Text', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Type it' }).click();
  await page.getByText(/That keyboard has no keys? for ä ö\./).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

export async function shutDown(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Shut down', exact: true }).click();
  await page.getByRole('button', { name: 'Shut down machine' }).click();
  await page.getByText('Stopped', { exact: true }).first().waitFor({ timeout: BOOT_LIMIT_MS });
}

export async function start(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start', exact: true }).first().click();
  await page.getByText('Running', { exact: true }).first().waitFor({ timeout: BOOT_LIMIT_MS });
}

/** Destroys the machine of the page: the button stays locked until the name is typed. */
export async function destroy(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Destroy machine…' }).click();
  const deed = page.getByRole('button', { name: 'Destroy machine', exact: true });
  assert.equal(await deed.isDisabled(), true);
  await page.getByRole('dialog').getByRole('textbox').fill(name);
  await deed.click();
  await page.waitForURL(/\/ui\/machines$/);
  await page.getByRole('article', { name }).waitFor({ state: 'detached', timeout: 60_000 });
}
