import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGateway, ways } from './harness.ts';

const cookie = 'theme=dark; synnefo_session=session-secret-0123456789; other=1';

for (const way of ways) {
  test(`T-G14 a change needs our own Origin and the console's header (${way})`, async (t) => {
    const { base, port, roles } = await startGateway(t, { way });
    const own = `http://127.0.0.1:${port}`;
    const path = '/ui/api/cyclades/compute/v2.0/servers';
    const cases: [Record<string, string>, number][] = [
      [{}, 403],
      [{ origin: own }, 403],
      [{ 'x-requested-with': 'synnefo' }, 403],
      [{ origin: 'https://evil.example', 'x-requested-with': 'synnefo' }, 403],
      [{ origin: 'null', 'x-requested-with': 'synnefo' }, 403],
      [{ origin: `${own}.evil.example`, 'x-requested-with': 'synnefo' }, 403],
      [{ origin: `https://127.0.0.1:${port}`, 'x-requested-with': 'synnefo' }, 403],
      [{ origin: 'http://127.0.0.1', 'x-requested-with': 'synnefo' }, 403],
      [{ origin: own, 'x-requested-with': 'XMLHttpRequest' }, 403],
      [{ origin: own, 'x-requested-with': 'synnefo' }, 200],
      [{ origin: 'http://cloud.example.org', 'x-requested-with': 'synnefo' }, 200],
    ];
    for (const [headers, status] of cases) {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'COPY']) {
        const before = roles.compute.seen.length;
        const reply = await fetch(base + path, { method, headers: { ...headers, cookie } });
        assert.equal(reply.status, status, `${method} ${JSON.stringify(headers)}`);
        assert.equal(roles.compute.seen.length - before, status === 200 ? 1 : 0);
      }
    }
  });

  test(`T-G14 a form, an image or a fetch of another site changes and reads nothing (${way})`, async (t) => {
    const { base, seen } = await startGateway(t, { way });
    const crossSite = { cookie, 'sec-fetch-site': 'cross-site' };
    const form = {
      ...crossSite,
      origin: 'https://evil.example',
      'content-type': 'application/x-www-form-urlencoded',
    };
    assert.equal(
      (await fetch(`${base}/ui/api/astakos/ui/session`, { method: 'POST', body: 'a=b', headers: form }))
        .status,
      403,
    );
    const text = { ...form, 'content-type': 'text/plain' };
    assert.equal(
      (await fetch(`${base}/ui/api/cyclades/x`, { method: 'POST', body: '{}', headers: text })).status,
      403,
    );
    assert.equal((await fetch(`${base}/ui/api/pithos/x`, { headers: crossSite })).status, 403);
    assert.equal(
      (await fetch(`${base}/ui/api/pithos/x`, { headers: { ...crossSite, 'sec-fetch-site': 'same-site' } }))
        .status,
      403,
    );
    assert.equal(seen.length, 0);
  });

  test(`T-G14 the session becomes a token on the way in, and nothing else of the browser's passes (${way})`, async (t) => {
    const { base, roles } = await startGateway(t, { way });
    const headers = {
      cookie,
      'x-auth-token': 'stolen',
      authorization: 'Basic stolen',
      'sec-fetch-site': 'same-origin',
    };
    const reply = await fetch(`${base}/ui/api/pithos/object-store/v1/u/c/a/../b?format=json`, { headers });
    assert.equal(reply.status, 200);
    // fetch() resolves the dots itself, so what arrives is what was sent.
    const record = roles.object.seen[0]!;
    assert.match(record.url, /^\/pithos\/object-store\/v1\/u\/c\//);
    assert.equal(record.headers['x-auth-token'], 'session-secret-0123456789');
    assert.equal(record.headers['cookie'], undefined);
    assert.equal(record.headers['authorization'], undefined);
    await fetch(`${base}/ui/api/pithos/x`, { headers: { 'x-auth-token': 'mine' } });
    assert.equal(roles.object.seen[1]!.headers['x-auth-token'], undefined, 'no token without a session');
  });

  test(`T-G14 only the session's own path sets a cookie, and only identity's own, closed to scripts (${way})`, async (t) => {
    const { base, port } = await startGateway(t, { way });
    const headers = { origin: `http://127.0.0.1:${port}`, 'x-requested-with': 'synnefo' };
    const set =
      'header=set-cookie:synnefo_session=abcdefghijklmnop%3B%20Path=/x%3B%20Max-Age=600%3B%20SameSite=None';
    const login = await fetch(`${base}/ui/api/astakos/ui/session?${set}`, { method: 'POST', headers });
    assert.deepEqual(login.headers.getSetCookie(), [
      'synnefo_session=abcdefghijklmnop; Path=/; HttpOnly; SameSite=Lax; Max-Age=600',
    ]);
    const elsewhere = await fetch(`${base}/ui/api/pithos/x?${set}`, { method: 'POST', headers });
    assert.deepEqual(elsewhere.headers.getSetCookie(), []);
    const device = 'header=set-cookie:synnefo_device=1.abcdefghijklmnop%3B%20Max-Age=600';
    const known = await fetch(`${base}/ui/api/astakos/ui/session?${device}`, { method: 'POST', headers });
    assert.deepEqual(known.headers.getSetCookie(), [
      'synnefo_device=1.abcdefghijklmnop; Path=/; HttpOnly; SameSite=Lax; Max-Age=600',
    ]);
    const other = await fetch(`${base}/ui/api/astakos/ui/session?header=set-cookie:evil=1`, {
      method: 'POST',
      headers,
    });
    assert.deepEqual(other.headers.getSetCookie(), []);
    const direct = await fetch(`${base}/astakos/ui/session?${set}`, { method: 'POST' });
    assert.deepEqual(direct.headers.getSetCookie(), []);
  });

  test(`T-I2 the mark of a known browser is told to the log-in alone, and never believed from a header (${way})`, async (t) => {
    const { base, roles } = await startGateway(t, { way });
    const mark = '1793000000.0123456789abcdef';
    const headers = { cookie: `synnefo_device=${mark}`, 'x-known-device': 'forged' };
    for (const path of ['/astakos/ui/session', '/astakos/x'])
      await fetch(`${base}/ui/api${path}`, { headers });
    const seen = roles.identity.seen.map((record) => record.headers['x-known-device']);
    assert.deepEqual(seen, [mark, undefined]);
  });

  test(`cookies mean nothing outside the console's door (${way})`, async (t) => {
    const { base, roles } = await startGateway(t, { way });
    await fetch(`${base}/cyclades/x`, { headers: { cookie } });
    assert.equal(roles.compute.seen[0]!.headers['cookie'], undefined);
    assert.equal(roles.compute.seen[0]!.headers['x-auth-token'], undefined);
  });

  test(`T-O10 what users stored is never drawn as a page of ours (${way})`, async (t) => {
    const { base } = await startGateway(t, { way });
    for (const type of [
      'text/html',
      'image/svg+xml',
      'application/xhtml+xml',
      'text/xml',
      'application/pdf',
      'text/javascript',
      'Application/X-ECMAScript; charset=utf-8',
      'text/javascript1.5',
    ]) {
      for (const path of [
        '/ui/api/pithos/object-store/v1/u/c/o',
        '/pithos/public/abc',
        '/pithos/object-store/v1/u/c/o',
      ]) {
        const reply = await fetch(
          `${base}${path}?type=${encodeURIComponent(type)}&header=content-disposition:inline;filename=a`,
        );
        assert.match(reply.headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
        assert.equal(reply.headers.get('content-disposition'), 'attachment;filename=a');
        assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
      }
    }
  });

  test(`T-O10 what users stored is never run as a script or drawn as a style of the console (${way})`, async (t) => {
    const { base, seen } = await startGateway(t, { way });
    const get = (dest: string) =>
      fetch(`${base}/ui/api/pithos/object-store/v1/u/c/o`, {
        headers: { cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': dest },
      });
    for (const dest of [
      'script',
      'worker',
      'sharedworker',
      'serviceworker',
      'style',
      'xslt',
      'object',
      'embed',
    ])
      assert.equal((await get(dest)).status, 403, dest);
    assert.equal(seen.length, 0);
    for (const dest of ['empty', 'document', 'image', 'video'])
      assert.equal((await get(dest)).status, 200, dest);
  });

  test(`the door leads to services only (${way})`, async (t) => {
    const { base, seen } = await startGateway(t, { way });
    for (const path of [
      '/ui/api',
      '/ui/api/',
      '/ui/api/ui/',
      '/ui/api/ui/api/pithos/x',
      '/ui/api/healthz',
      '/ui/api/cyclades/internal/x',
      '/ui/api/metrics',
    ]) {
      assert.equal((await fetch(base + path)).status, 404, path);
    }
    assert.equal(seen.length, 0);
  });
}
