import type { Page } from 'playwright-core';
import { inPage } from '../kit/in-page.ts';

/** What can be pressed on the page and is lower than 44 px, but for links inside of a sentence; one line each. */
export function lowTargets(page: Page): Promise<string[]> {
  return inPage(page, 'low-targets', 44);
}

/** Whether the element ends where the window ends and is as wide as it: a sheet. */
export async function touchesBottom(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).last().boundingBox();
  const window = page.viewportSize();
  if (box === null || window === null) return false;
  return Math.abs(box.y + box.height - window.height) <= 1 && Math.abs(box.width - window.width) <= 1;
}

/** The colour of what lies around the open dialog: the page can be seen through it, or not. */
export async function backgroundAbove(page: Page): Promise<unknown> {
  return page.evaluate(
    "getComputedStyle(document.querySelector('[role=dialog]').parentElement).backgroundColor",
  );
}
