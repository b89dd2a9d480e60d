import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Branding } from '#contract/branding';
import { startGateway } from './harness.ts';

const PAGE =
  '<meta name="branding" content="__BRANDING__"><title>Synnefo</title><link rel="icon" href="/ui/favicon.svg" type="image/svg+xml">';

test('every page brings along how the cloud is called and looks', async (t) => {
  const { base } = await startGateway(t, {
    settings: {
      CONSOLE_DIRECTORY: consoleFolder(t),
      BRANDING_SERVICE_NAME: `Okeanos "&" <b>`,
      BRANDING_COMPANY_NAME: 'Example',
      BRANDING_COMPANY_URL: 'https://example.org/',
      BRANDING_SHOW_COPYRIGHT: true,
      BRANDING_FOOTER_EXTRA_MESSAGE: 'Terms: <a href="https://example.org/terms">here</a>.<br>Be kind.',
      CONTACT_EMAIL: 'Help <help@example.org>',
    },
  });
  const reply = await fetch(`${base}/ui/machines`);
  const page = await reply.text();
  assert.match(page, /<title>Okeanos &quot;&amp;&quot; &lt;b&gt;<\/title>/);
  assert.match(page, /href="\/ui\/favicon\.svg"/, 'the icon stays until there is another');
  const branding = brandingIn(page);
  assert.deepEqual(branding.service.name, `Okeanos "&" <b>`);
  assert.match(branding.copyright ?? '', /^Copyright \(c\) 2011-\d{4} Example$/);
  assert.equal(branding.support, 'help@example.org');
  assert.deepEqual(branding.footer, [
    { text: 'Terms: ' },
    { text: 'here', href: 'https://example.org/terms' },
    { text: '.\nBe kind.' },
  ]);
  assert.deepEqual(branding.images, {});
});

test('a new cloud is called Synnefo, shows no copyright and nobody to ask for help', async (t) => {
  const { base } = await startGateway(t, { settings: { CONSOLE_DIRECTORY: consoleFolder(t) } });
  const branding = brandingIn(await (await fetch(`${base}/ui/`)).text());
  assert.deepEqual(
    [branding.service.name, branding.copyright, branding.support, branding.footer],
    ['Synnefo', null, null, []],
  );
});

test('images that the operator puts into the folder are those of the cloud, with what there is in twice the size', async (t) => {
  const files = mkdtempSync(join(tmpdir(), 'static-'));
  t.after(() => rmSync(files, { recursive: true, force: true }));
  mkdirSync(join(files, 'branding/images'), { recursive: true });
  const put = (name: string, width: number, height: number): void =>
    writeFileSync(join(files, 'branding/images', name), pngHead(width, height));
  put('dashboard_logo.png', 400, 100);
  put('dashboard_logo@2x.png', 800, 200);
  put('storage_logo.png', 100, 100);
  put('favicon.ico', 1, 1);
  const { base } = await startGateway(t, {
    settings: {
      CONSOLE_DIRECTORY: consoleFolder(t),
      STATIC_DIRECTORY: files,
      BRANDING_CONSOLE_LOGO_URL: 'https://images.example.org/screen.png',
    },
  });
  const reply = await fetch(`${base}/ui/`);
  const page = await reply.text();
  const images = '/static/branding/images';
  assert.deepEqual(brandingIn(page).images, {
    dashboard: {
      src: `${images}/dashboard_logo.png`,
      src2x: `${images}/dashboard_logo@2x.png`,
      wide: true,
    },
    storage: { src: `${images}/storage_logo.png` },
    console: {
      src: 'https://images.example.org/screen.png',
      src2x: 'https://images.example.org/screen@2x.png',
    },
  });
  assert.match(page, /<link rel="icon" href="\/static\/branding\/images\/favicon\.ico">/);
  assert.match(
    reply.headers.get('content-security-policy') ?? '',
    /img-src 'self' data: blob: https:\/\/images\.example\.org;/,
  );
  assert.equal((await fetch(`${base}${images}/storage_logo.png`)).status, 200);
});

test('a footer with anything but text and links is refused at the start', async (t) => {
  for (const html of ['<script>alert(1)</script>', '<a href="javascript:alert(1)">x</a>', '<b>x</b>'])
    await assert.rejects(startGateway(t, { settings: { BRANDING_FOOTER_EXTRA_MESSAGE: html } }), {
      message: /BRANDING_FOOTER_EXTRA_MESSAGE/,
    });
});

function brandingIn(page: string): Branding {
  const text = /<meta name="branding" content="([^"]*)">/.exec(page)?.[1] ?? '';
  const plain = text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return JSON.parse(plain) as Branding;
}

function consoleFolder(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'dist-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'index.html'), PAGE);
  return directory;
}

/** The beginning of a PNG, which says how large it is. */
function pngHead(width: number, height: number): Buffer {
  const head = Buffer.alloc(24);
  head.write('\x89PNG\r\n\x1a\n', 0, 'latin1');
  head.write('IHDR', 12, 'latin1');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}
