import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startGateway } from './harness.ts';
import { rawRequest } from './raw-request.ts';

const script = `console.log(${JSON.stringify('x'.repeat(5000))})`;

test('T-W6 every address inside the console gets its one page, with a fresh nonce and a policy that lets nobody frame it', async (t) => {
  const { base } = await startGateway(t, { settings: { CONSOLE_DIRECTORY: builtConsole(t) } });
  const nonces = new Set<string>();
  for (const path of [
    '/ui/',
    '/ui/machines',
    '/ui/files/pictures/cat.png',
    '/ui/machines/12',
    '/ui/index.html',
  ]) {
    const reply = await fetch(base + path);
    assert.equal(reply.status, 200, path);
    assert.equal(reply.headers.get('cache-control'), 'no-store');
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(reply.headers.get('referrer-policy'), 'no-referrer');
    const policy = reply.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    const nonce = /nonce-([\w-]+)/.exec(policy)?.[1] ?? '';
    assert.equal(await reply.text(), `<meta name="csp-nonce" content="${nonce}"><p>console</p>`);
    nonces.add(nonce);
  }
  assert.equal(nonces.size, 5);
});

test('the page comes in the language of the browser or the one chosen in it, and its files to everybody', async (t) => {
  const directory = builtConsole(t);
  writeFileSync(join(directory, 'index.el.html'), '<html lang="el">');
  const { port } = await startGateway(t, { settings: { CONSOLE_DIRECTORY: directory } });
  const page = async (headers: Record<string, string>, path = '/ui/machines') =>
    (await rawRequest(port, path, { headers })).body.toString().includes('lang="el"') ? 'el' : 'en';
  assert.equal(await page({}), 'en');
  assert.equal(await page({ 'accept-language': 'el-GR,el;q=0.9,en;q=0.8' }), 'el');
  assert.equal(await page({ 'accept-language': 'el', cookie: 'synnefo-language=en' }), 'en');
  assert.equal(await page({ cookie: 'synnefo-language=el' }), 'el');
  assert.equal(await page({}, '/ui/index.el.html'), 'en', 'a page is no file');
});

test('files with a hash in their name may be kept for ever, and come compressed', async (t) => {
  const { port } = await startGateway(t, { settings: { CONSOLE_DIRECTORY: builtConsole(t) } });
  const path = '/ui/assets/main-abc123.js';
  const plain = await rawRequest(port, path);
  assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(plain.body.toString(), script);
  const brotli = await rawRequest(port, path, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
  assert.equal(brotli.headers['content-encoding'], 'br');
  assert.equal(brotliDecompressSync(brotli.body).toString(), script);
  const gzip = await rawRequest(port, path, { headers: { 'accept-encoding': 'gzip, br;q=0' } });
  assert.equal(gzip.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(gzip.body).toString(), script);
  assert.ok(brotli.body.length < 200 && gzip.body.length < 200);
  const again = await rawRequest(port, path, { headers: { 'if-none-match': String(plain.headers.etag) } });
  assert.equal(again.status, 304);
  const head = await rawRequest(port, path, { method: 'HEAD' });
  assert.deepEqual(
    [head.status, head.body.length, head.headers['content-length']],
    [200, 0, String(script.length)],
  );
});

test('T-G5 only files that were built can be asked for, whatever the spelling', async (t) => {
  const directory = builtConsole(t);
  writeFileSync(join(directory, '..', 'outside.txt'), 'secret');
  const { port } = await startGateway(t, { settings: { CONSOLE_DIRECTORY: directory } });
  for (const path of [
    '/ui/../outside.txt',
    '/ui/%2e%2e/outside.txt',
    '/ui/assets/..%2f..%2foutside.txt',
    '/ui/assets/../../outside.txt',
    '/ui/assets/missing.js',
    '/ui/assets/',
  ]) {
    const reply = await rawRequest(port, path);
    assert.ok([400, 404].includes(reply.status), `${path}: ${reply.status}`);
    assert.doesNotMatch(reply.body.toString(), /secret/);
  }
  const post = await rawRequest(port, '/ui/', { method: 'POST' });
  assert.deepEqual([post.status, post.headers.allow], [405, 'GET,HEAD']);
});

test('the front page leads to the console, and a console that is not built says so', async (t) => {
  const { port } = await startGateway(t);
  for (const path of ['/', '/ui']) {
    const reply = await rawRequest(port, path);
    assert.deepEqual([reply.status, reply.headers.location], [308, '/ui/']);
  }
  const page = await rawRequest(port, '/ui/');
  assert.equal(page.status, 503);
  assert.match(page.body.toString(), /has not been built.*npm start/s);
});

test('the console is told the name, version and manner of the cloud', async (t) => {
  const { base } = await startGateway(t, { settings: { BRANDING_SERVICE_NAME: 'Okeanos' } });
  const document = (await (await fetch(`${base}/ui/cloud.json`)).json()) as Record<string, unknown>;
  assert.deepEqual(
    { ...document, version: typeof document['version'] },
    { name: 'Okeanos', version: 'string', emulated: false, disk: 'ok' },
  );
});

function builtConsole(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'dist-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const directory = join(root, 'dist');
  mkdirSync(join(directory, 'assets'), { recursive: true });
  writeFileSync(
    join(directory, 'index.html'),
    '<meta name="csp-nonce" content="__CSP_NONCE__"><p>console</p>',
  );
  writeFileSync(join(directory, 'favicon.svg'), '<svg/>');
  writeFileSync(join(directory, 'assets', 'main-abc123.js'), script);
  return directory;
}
