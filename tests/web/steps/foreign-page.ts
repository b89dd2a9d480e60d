import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';

/** A page of another site in the same browser, with the member's cookie in reach. */
export async function foreignPage(t: Pick<TestContext, 'after'>, context: BrowserContext): Promise<Page> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>Elsewhere</title><body></body>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const page: Page = await context.newPage();
  // Another name for the same machine: another site to the browser, so that SameSite is tried as well.
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  return page;
}
