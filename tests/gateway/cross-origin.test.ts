import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGateway, ways } from './harness.ts';

for (const way of ways) {
  test(`T-G16 only listed origins may call the API, never with credentials; public links may be read by all (${way})`, async (t) => {
    const { base } = await startGateway(t, {
      way,
      settings: { CORS_ALLOWED_ORIGINS: ['https://app.example.org'] },
    });
    const table: [path: string, method: string, origin: string, allowed: string | null][] = [
      ['/cyclades/x', 'GET', 'https://app.example.org', 'https://app.example.org'],
      ['/cyclades/x', 'GET', 'https://evil.example', null],
      ['/cyclades/x', 'GET', 'null', null],
      ['/cyclades/x', 'POST', 'https://app.example.org.evil.example', null],
      ['/pithos/object-store/v1/u', 'GET', 'http://app.example.org', null],
      ['/pithos/public/abc', 'GET', 'https://evil.example', '*'],
      ['/pithos/public/abc', 'HEAD', 'null', '*'],
      ['/pithos/public/abc', 'POST', 'https://evil.example', null],
      ['/ui/api/cyclades/x', 'GET', 'https://app.example.org', null],
    ];
    for (const [path, method, origin, allowed] of table) {
      const reply = await fetch(`${base}${path}?header=access-control-allow-credentials:true`, {
        method,
        headers: { origin, cookie: 'synnefo_session=session-secret-0123456789' },
      });
      assert.equal(
        reply.headers.get('access-control-allow-origin'),
        allowed,
        `${method} ${path} from ${origin}`,
      );
      assert.equal(reply.headers.get('access-control-allow-credentials'), null);
    }
  });

  test(`T-G16 a preflight is answered for listed origins and left to the service for others (${way})`, async (t) => {
    const { base, roles } = await startGateway(t, {
      way,
      settings: { CORS_ALLOWED_ORIGINS: ['https://app.example.org'] },
    });
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${base}/cyclades/x`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'DELETE' },
      });
    const allowed = await preflight('https://app.example.org');
    assert.equal(allowed.status, 204);
    assert.match(allowed.headers.get('access-control-allow-headers') ?? '', /x-auth-token/);
    assert.equal(roles.compute.seen.length, 0);
    const foreign = await preflight('https://evil.example');
    assert.equal(foreign.headers.get('access-control-allow-origin'), null);
  });

  test(`T-G20 no cache keeps what belongs to one person, and public files are asked about again (${way})`, async (t) => {
    const { base } = await startGateway(t, { way });
    for (const path of [
      '/cyclades/x',
      '/pithos/object-store/v1/u/c/o',
      '/astakos/x',
      '/ui/api/pithos/x',
      '/ui/cloud.json',
      '/nothing',
    ]) {
      const reply = await fetch(`${base}${path}?header=cache-control:public`, {
        headers: { 'x-auth-token': 't'.repeat(20) },
      });
      if (reply.status === 200) assert.equal(reply.headers.get('cache-control'), 'no-store', path);
      if (reply.status === 200 && path !== '/ui/cloud.json')
        assert.match(reply.headers.get('vary') ?? '', /X-Auth-Token/i);
    }
    const published = await fetch(`${base}/pithos/public/abc`);
    assert.equal(published.headers.get('cache-control'), 'public, max-age=60, must-revalidate');
    const missing = await fetch(`${base}/pithos/public/abc?status=404`);
    assert.doesNotMatch(missing.headers.get('cache-control') ?? '', /max-age=60/);
  });
}
