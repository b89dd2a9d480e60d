import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCloud } from '#kit/cloud';
import { noBrowser, startBrowser } from '../web/kit/browser.ts';

/** Says in the browser that it ran, in a way that a script of any origin can and a test can see. */
const script =
  "window.name='ran';document.title='ran';fetch('/ui/api/astakos/ui/session').then(()=>{window.name='ran with our session'})";
const html = `<html><body onload="${script}"><script>${script}</script></body></html>`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="${script}"><script>${script}</script></svg>`;

/** Name, type and content of things that browsers are known to run when they are shown in place. */
const polyglots: [name: string, type: string, content: string][] = [
  ['page.html', 'text/html', html],
  ['upper.HTML', 'TEXT/HTML; charset=utf-8', html],
  ['none.html', '', html],
  ['text.html', 'text/plain', html],
  ['unknown.bin', 'application/octet-stream', html],
  ['made-up.x', 'unknown/unknown', html],
  [
    'xhtml.xhtml',
    'application/xhtml+xml',
    `<html xmlns="http://www.w3.org/1999/xhtml"><head><script>${script}</script></head><body/></html>`,
  ],
  ['picture.svg', 'image/svg+xml', svg],
  [
    'sheet.xml',
    'text/xml',
    `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script></html>`,
  ],
  ['gif.html', 'image/gif', `GIF89a/*${html}*/=1;${script}`],
  ['pdf.pdf', 'application/pdf', `%PDF-1.4 ${html}`],
  ['form.mht', 'multipart/related', `Content-Type: text/html\n\n${html}`],
  ['code.js', 'text/javascript', script],
];

test(
  'T-O10 what users stored runs nothing when the browser opens it with the session of somebody else',
  { skip: noBrowser, timeout: 120_000 },
  async (t) => {
    const cloud = await startCloud(t);
    const ada = await cloud.user();
    const box = `/pithos/object-store/v1/${ada.uuid}/box`;
    await ada.put(box);
    const context = await (await startBrowser(t)).newContext();
    await context.request.post(`${cloud.url}/ui/api/astakos/ui/session`, {
      headers: { origin: cloud.url, 'x-requested-with': 'synnefo' },
      data: { email: ada.email, password: ada.password },
    });
    const page = await context.newPage();
    await page.goto(`${cloud.url}/ui/api/astakos/ui/session`);
    assert.match(await page.content(), new RegExp(ada.email), 'the browser is logged in');
    for (const [name, type, content] of polyglots) {
      const stored = await ada.put(`${box}/${name}`, content, type === '' ? {} : { 'content-type': type });
      assert.equal(stored.status, 201, name);
      await page.evaluate("window.name = 'nothing ran'");
      // A download ends the navigation, which is as good as a page in which nothing runs.
      await page
        .goto(`${cloud.url}/ui/api${box}/${name}`)
        .catch((error: Error) => assert.match(error.message, /ERR_ABORTED|Download/, name));
      await page.waitForTimeout(100);
      assert.equal(await page.evaluate('window.name'), 'nothing ran', name);
      assert.notEqual(await page.title(), 'ran', name);
    }
  },
);
