import assert from 'node:assert/strict';
import http from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { sendRaw, startGateway, statusOf, ways } from './harness.ts';

const line = (name: string, value: string): string => `${name}: ${value}\r\n`;
const get = (headers: string, path = '/astakos/x'): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`;

for (const way of ways) {
  test(`T-G8 headers beyond 16 KiB or 100 are refused with 431 (${way})`, async (t) => {
    const { port, seen } = await startGateway(t, { way });
    assert.equal(statusOf(await sendRaw(port, get(line('X-Long', 'a'.repeat(15_000))))), 200);
    assert.equal(statusOf(await sendRaw(port, get(line('X-Long', 'a'.repeat(17_000))))), 431);
    const many = (count: number): string =>
      Array.from({ length: count }, (_, n) => line(`X-${n}`, 'v')).join('');
    assert.equal(statusOf(await sendRaw(port, get(many(98)))), 200);
    assert.equal(statusOf(await sendRaw(port, get(many(99)))), 431);
    assert.equal(statusOf(await sendRaw(port, get(many(3000)))), 431);
    assert.equal(statusOf(await sendRaw(port, get('', `/astakos/${'a'.repeat(15_100)}`))), 400);
    assert.equal(seen.length, 2);
  });

  test(`T-G8 encoded request bodies are refused, but an object may carry the header (${way})`, async (t) => {
    const { base } = await startGateway(t, { way });
    const send = async (path: string): Promise<number> =>
      (await fetch(base + path, { method: 'PUT', body: 'x', headers: { 'content-encoding': 'gzip' } }))
        .status;
    assert.equal(await send('/cyclades/compute/v2.0/servers'), 415);
    assert.equal(await send('/astakos/identity/v2.0/tokens'), 415);
    assert.equal(await send('/pithos/object-store/v1/u/c/o.gz'), 200);
  });

  test(`T-G9 names that mean something to objects of the language are just names (${way})`, async (t) => {
    const { port, roles } = await startGateway(t, { way });
    const headers = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
      .map((name) => line(name, 'polluted'))
      .join('');
    assert.equal(statusOf(await sendRaw(port, get(headers))), 200);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.equal(roles.identity.seen.length, 1);
  });
}

test('T-G17 metrics and details never pass the gateway, only a private socket has them', async (t) => {
  const { base, runDirectory } = await startGateway(t);
  assert.equal((await fetch(`${base}/metrics`)).status, 404);
  const health = await fetch(`${base}/healthz`);
  assert.deepEqual([health.status, await health.json()], [200, { status: 'ok' }]);
  const text = await new Promise<string>((resolve, reject) => {
    http
      .get({ socketPath: join(runDirectory, 'metrics.sock'), path: '/metrics' }, (reply) => {
        let body = '';
        reply.on('data', (piece: Buffer) => (body += piece.toString())).on('end', () => resolve(body));
      })
      .on('error', reject);
  });
  assert.match(text, /synnefo_gateway_refused_total\{status="404"\} 1/);
});

test('T-G17 refusals of the gateway say one sentence and nothing of its inside', async (t) => {
  const { base } = await startGateway(t, {
    way: 'over sockets',
    settings: { ROLE_ADDRESSES: { identity: 'unix:/tmp/secret-place.sock' } },
  });
  for (const path of ['/metrics', '/astakos/x', '/nothing', '/cyclades/internal/x', '/%']) {
    const text = await (await fetch(base + path)).text();
    const document = JSON.parse(text) as Record<string, { code: number; message: string; details: string }>;
    const fault = Object.values(document)[0]!;
    assert.deepEqual(Object.keys(fault), ['code', 'message', 'details']);
    assert.doesNotMatch(text, /secret-place|sock|node|\.ts|ENOENT|127\.0\.0\.1/);
  }
});
