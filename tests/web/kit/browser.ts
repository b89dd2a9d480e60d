import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { TestContext } from 'node:test';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium-headless-shell';

/** Why nothing can be tried in a browser here, for `skip`; false when it can. */
export const noBrowser = existsSync(CHROMIUM)
  ? false
  : 'Chromium is not installed (apt-get install chromium-headless-shell)';

/** Starts Chromium, which calls nobody but the pages of the test; it is gone after the test. */
export async function startBrowser(t: Pick<TestContext, 'after'>): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Pages of a context share a process, with all that was compiled in it, and none waits in reserve.
      '--process-per-site',
      '--renderer-process-limit=1',
      // A page lives for seconds: to compile what is hot a second and third time was a fifth of what it took.
      '--js-flags=--no-opt --no-maglev',
    ],
  });
  t.after(() => browser.close());
  return browser;
}

/** For contexts that look at many pages: nothing is drawn again and again, and nothing is still on its way in. */
export const WITHOUT_MOTION = { reducedMotion: 'reduce' } as const;

/** A page, and everything it complained about: thrown errors and refusals by its content policy. */
export interface WatchedPage {
  page: Page;
  complaints: string[];
}

/** As long as tests wait for anything: what a person does can need several answers of a busy machine. */
const WAIT_MS = 60_000;

/** Opens a page that notes its own failures. Failed requests are the page's business to tell and are not noted. */
export async function watchedPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  return { page, complaints };
}

/**
 * Opens pages one after the other that look alike in one context: what the browser fetched and compiled is not fetched again.
 * What a page kept in the browser goes with it.
 */
export function pagesOf(browser: Browser, common: BrowserContextOptions) {
  const contexts = new Map<string, BrowserContext>();
  const kept = new Set<BrowserContext>();
  return {
    async open(look: BrowserContextOptions = {}): Promise<Page> {
      const key = JSON.stringify(look);
      const context = contexts.get(key) ?? (await browser.newContext({ ...common, ...look }));
      contexts.set(key, context);
      return (await watchedPage(context)).page;
    },
    async close(page: Page): Promise<void> {
      await page.evaluate('localStorage.clear()');
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      const context = page.context();
      if (kept.has(context)) return page.close();
      // The last page takes its process along: one stays, on a picture of the same site.
      kept.add(context);
      await page.goto(new URL('/ui/favicon.svg', page.url()).href);
    },
  };
}

export async function logIn(
  page: Page,
  url: string,
  account: { email: string; password: string },
): Promise<void> {
  await page.goto(`${url}/ui/log-in`);
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
}

/** What a browser holds of somebody who is logged in. The page that logged in is closed: it would read on whatever changes. */
export async function sessionOf(
  browser: Browser,
  url: string,
  account: { email: string; password: string },
): Promise<Awaited<ReturnType<BrowserContext['storageState']>>> {
  const context = await browser.newContext(WITHOUT_MOTION);
  await logIn(await context.newPage(), url, account);
  const state = await context.storageState();
  await context.close();
  return state;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The rules of WCAG alone: an open menu stands outside of the landmarks, which is not best practice. */
export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const RULES = [...WCAG, 'best-practice'];

/**
 * A dialog that is still fading in has the contrast of a ghost: what ends by itself is let end, two frames after now. So is a menu
 * that nothing holds open any more.
 */
const SETTLED = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))).then(() =>
  Promise.allSettled(document.getAnimations()
    .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime))
    .map((animation) => animation.finished))).then(async () => {
      const leaves = () => document.querySelector('[role=menu]') !== null &&
        document.querySelector('[aria-haspopup=menu][aria-expanded=true]') === null;
      while (leaves()) await new Promise((resolve) => setTimeout(resolve, 20));
    })`;

/** What the colours of a theme can change; everything else about a page is the same in the dark. */
export const COLOUR = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds on the page as it is, one line each. Put in by the debugger, because the page's own policy rightly
 * refuses foreign scripts; by itself, so that the browser knows its text again and does not compile it for each page.
 */
export async function accessProblems(page: Page, rules: readonly string[] = RULES): Promise<string[]> {
  const debuggerSession = await page.context().newCDPSession(page);
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await debuggerSession.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    return result.value;
  };
  if ((await evaluate("'axe' in window")) !== true) await evaluate(`${axeSource};0`);
  // of what is well nothing is told, so neither its elements nor their selectors are written down
  const options = JSON.stringify({ runOnly: rules, resultTypes: ['violations'], selectors: false });
  const found =
    await evaluate(`${SETTLED}.then(() => axe.run(document, ${options})).then((found) => JSON.stringify(
    found.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + ': ' + node.html.slice(0, 160)))))`);
  await debuggerSession.detach();
  return JSON.parse(String(found)) as string[];
}
