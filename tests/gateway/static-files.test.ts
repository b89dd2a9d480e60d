import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { rawRequest } from './raw-request.ts';
import { startGateway } from './harness.ts';

test("the operator's files can be had below /static/ by their names, with their types, and are asked for again by their tags", async (t) => {
  const { port } = await startGateway(t, { settings: { STATIC_DIRECTORY: folder(t) } });
  const logo = await rawRequest(port, '/static/branding/images/dashboard_logo.png');
  assert.equal(logo.status, 200);
  assert.equal(logo.body.toString(), 'picture');
  assert.equal(logo.headers['content-type'], 'image/png');
  assert.equal(logo.headers['x-content-type-options'], 'nosniff');
  assert.match(String(logo.headers['content-security-policy']), /default-src 'none'.*sandbox/);
  const again = await rawRequest(port, '/static/branding/images/dashboard_logo.png', {
    headers: { 'if-none-match': String(logo.headers.etag) },
  });
  assert.deepEqual([again.status, again.body.length], [304, 0]);
  const head = await rawRequest(port, '/static/branding/images/a%20name.txt', { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, '4', 0]);
  assert.equal(
    (await rawRequest(port, '/static/branding/images/a%20name.txt', { method: 'POST' })).status,
    405,
  );
});

test('T-G5 no folder is listed, and no way leads to hidden files, out of the folder, or to what is no file', async (t) => {
  const { port } = await startGateway(t, { settings: { STATIC_DIRECTORY: folder(t) } });
  for (const path of [
    '/static',
    '/static/',
    '/static/branding',
    '/static/branding/',
    '/static/.hidden',
    '/static/branding/.git/config',
    '/static/../secret.txt',
    '/static/%2e%2e/secret.txt',
    '/static/branding/images/..%2f..%2f..%2fsecret.txt',
    '/static/branding/images/%2e%2e/%2e%2e/%2e%2e/secret.txt',
    '/static/link.txt',
    '/static/linked/secret.txt',
    '/static//secret.txt',
    '/static/branding/images/a%00.png',
    '/static/branding/images/%ff.png',
    '/static/missing.png',
  ]) {
    const reply = await rawRequest(port, path);
    assert.ok([400, 404].includes(reply.status), `${path}: ${reply.status}`);
    assert.doesNotMatch(reply.body.toString(), /secret/, path);
  }
  assert.equal((await rawRequest(port, '/ui/api/static/branding/images/dashboard_logo.png')).status, 404);
});

test('without a folder nothing is below /static/, and one that is not there stops the start by name', async (t) => {
  const { port } = await startGateway(t);
  assert.equal((await rawRequest(port, '/static/logo.png')).status, 404);
  await assert.rejects(startGateway(t, { settings: { STATIC_DIRECTORY: '/no/such/folder' } }), {
    message: /STATIC_DIRECTORY: \/no\/such\/folder cannot be read/,
  });
});

/** Beside it stands a file that must not be had. */
function folder(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'static-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const directory = join(root, 'static');
  mkdirSync(join(directory, 'branding/images'), { recursive: true });
  mkdirSync(join(directory, 'branding/.git'));
  mkdirSync(join(root, 'elsewhere'));
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(root, 'elsewhere/secret.txt'), 'secret');
  writeFileSync(join(directory, '.hidden'), 'secret');
  writeFileSync(join(directory, 'branding/.git/config'), 'secret');
  writeFileSync(join(directory, 'branding/images/a name.txt'), 'text');
  writeFileSync(join(directory, 'branding/images/dashboard_logo.png'), 'picture');
  symlinkSync(join(root, 'secret.txt'), join(directory, 'link.txt'));
  symlinkSync(join(root, 'elsewhere'), join(directory, 'linked'));
  return directory;
}
