import { chromium, type Page } from 'playwright-core';
import type { CloudProcess } from './cloud-process.ts';

/** What a person waits for on the page of a folder, and what the page's scripts hold. */
export interface PageTimes {
  firstRowsMs: number;
  sortedMs: number;
  filteredMs: number;
  heapBefore: number;
  heapAfter: number;
  rowsDrawn: number;
}

const CHROMIUM = '/usr/bin/chromium-headless-shell';
/** Turns of the wheel, each a little more than the window is high. */
const TURNS = 120;

/** Opens the page of a folder of the container `folders` in a browser, sorts, filters and scrolls through it. */
export async function measureFolderPage(
  cloud: CloudProcess,
  { email, password }: { email: string; password: string },
  { files }: { files: number },
): Promise<PageTimes> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${cloud.url}/ui/log-in`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
    const address = `${cloud.url}/ui/files?container=folders&folder=flat-${files}/`;
    const since = async (act: () => Promise<unknown>, first: string): Promise<number> => {
      const began = performance.now();
      await act();
      await row(page, first).waitFor();
      return performance.now() - began;
    };
    // Once before, as a person has been here: what is measured is the folder, not the scripts.
    await since(() => page.goto(address), 'file 1.dat');
    const firstRowsMs = await since(() => page.goto(address), 'file 1.dat');
    const heapBefore = await heap(page);
    const list = page.locator('.files-list');
    await list.hover();
    for (let turn = 0; turn < TURNS; turn += 1) await page.mouse.wheel(0, 1_000);
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await row(page, `file ${files}.dat`).waitFor();
    const rowsDrawn = await page.locator('[data-row]').count();
    const heapAfter = await heap(page);
    await list.evaluate((element) => element.scrollTo(0, 0));
    const largest = largestOf(files);
    await page.getByRole('button', { name: 'Size', exact: true }).click();
    await page.waitForURL(/sort=size/);
    const sortedMs = await since(
      () => page.getByRole('button', { name: 'Size', exact: true }).click(),
      largest,
    );
    const filteredMs = await since(
      () => page.getByLabel('Filter by name').fill(`${files - 1}.d`),
      `file ${files - 1}.dat`,
    );
    return { firstRowsMs, sortedMs, filteredMs, heapBefore, heapAfter, rowsDrawn };
  } finally {
    await browser.close();
  }
}

function row(page: Page, name: string) {
  return page.getByRole('link', { name, exact: true });
}

/** The first row by size, downwards: sizes come back each 977 files, and what is equal stands by name. */
function largestOf(files: number): string {
  const names: string[] = [];
  for (let number = 976; number <= files; number += 977) names.push(`file ${number}.dat`);
  return names.toSorted().at(-1) ?? '';
}

/** Bytes that the scripts of the page hold after a collection. */
async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
