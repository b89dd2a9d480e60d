import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import type { CloudProcess } from './cloud-process.ts';

const CHROMIUM = '/usr/bin/chromium-headless-shell';
/** A telephone far away: what is between it and the cloud, and how much slower it is than this machine. */
const NETWORK = { offline: false, latency: 80, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };
const SLOWER = 4;
const ROUNDS = 5;
/** What comes by itself after the page is ready is counted, too, for so long. */
const AFTER_MS = 1_500;

/** What the first page waits for: that of somebody who has nothing yet, and that of somebody with machines and files. */
const SHOWN = {
  new: ['h1', '.meter-head'],
  used: ['h1', '.meter-head', '[aria-label=Machines] a.list-row', '[aria-label=Files] a.list-row'],
};

/** In the page: milliseconds from the click until all of it is there, nothing grey is left, and it has been painted. */
const readyWith = (shown: readonly string[]): string => `new Promise((resolve) => {
  const look = () =>
    ${JSON.stringify(shown)}.every((part) => document.querySelector(part) !== null) &&
    document.querySelector('[aria-label=Loading]') === null
      ? setTimeout(() => resolve(Math.round(performance.now())))
      : requestAnimationFrame(look);
  look();
})`;

export interface ColdPage {
  /** Median of the rounds, as the others are of that round. */
  readyMs: number;
  requests: number;
  bytes: number;
}

/** Opens the first page with nothing in the browser but the session, again and again; undefined without a browser. */
export async function measureColdOverview(
  cloud: CloudProcess,
  of: keyof typeof SHOWN,
): Promise<ColdPage | undefined> {
  if (!existsSync(CHROMIUM)) return undefined;
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const session = await sessionOf(browser, cloud);
    const rounds: ColdPage[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const context = await browser.newContext({ storageState: session });
      rounds.push(await openCold(context, cloud.url, readyWith(SHOWN[of])));
      await context.close();
    }
    return rounds.toSorted((one, other) => one.readyMs - other.readyMs)[Math.floor(ROUNDS / 2)];
  } finally {
    await browser.close();
  }
}

async function sessionOf(browser: Browser, cloud: CloudProcess): ReturnType<BrowserContext['storageState']> {
  const { email, password } = cloud.account();
  const context = await browser.newContext();
  const answer = await context.request.post(`${cloud.url}/ui/api/astakos/ui/session`, {
    data: { email, password },
    headers: { 'x-requested-with': 'synnefo', origin: cloud.url },
  });
  if (!answer.ok()) throw new Error(`no log-in for the first page: ${answer.status()}`);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function openCold(context: BrowserContext, url: string, ready: string): Promise<ColdPage> {
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send('Network.enable');
  await tools.send('Network.emulateNetworkConditions', NETWORK);
  await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  let requests = 0;
  let bytes = 0;
  tools.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.startsWith('http')) requests += 1;
    if (process.env['BENCH_TELL']) console.error(requests, request.url.slice(url.length));
  });
  tools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(`${url}/ui/`, { waitUntil: 'commit' });
  const readyMs = await page.evaluate<number>(ready);
  await page.waitForTimeout(AFTER_MS);
  return { readyMs, requests, bytes };
}
