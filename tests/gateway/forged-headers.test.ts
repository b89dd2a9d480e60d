import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendRaw, startGateway, statusOf, ways } from './harness.ts';

const target = '/astakos/echo';

for (const way of ways) {
  test(`T-G1 forged addresses reach no role and choose no client address (${way})`, async (t) => {
    const { base, roles } = await startGateway(t, { way });
    const forged = {
      'x-forwarded-for': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
      'x-client-ip': '203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'true-client-ip': '203.0.113.9',
      'x-forwarded-host': 'evil.example',
      'x-synnefo-client-address': '203.0.113.9',
      'x-synnefo-internal': 'internal-secret-of-this-test',
      'x-request-id': 'mine',
    };
    const reply = await fetch(base + target, { headers: forged });
    assert.equal(reply.status, 200);
    const record = roles.identity.seen[0]!;
    assert.equal(record.marks?.clientAddress, '127.0.0.1');
    for (const name of Object.keys(forged)) assert.equal(record.headers[name], undefined, name);
    assert.doesNotMatch(record.rawHeaders.join('\n'), /203\.0\.113\.9|evil/);
    assert.equal(reply.headers.get('x-request-id'), record.marks?.requestId);
    assert.match(reply.headers.get('x-openstack-request-id') ?? '', /^req-[0-9a-f-]{36}$/);
  });

  test(`T-G1 a trusted proxy names the client, counted from the right (${way})`, async (t) => {
    const { base, roles } = await startGateway(t, {
      way,
      settings: { TRUSTED_PROXIES: ['127.0.0.0/8', '10.0.0.1'] },
    });
    const cases: [string, string][] = [
      ['198.51.100.7', '198.51.100.7'],
      ['203.0.113.9, 198.51.100.7', '198.51.100.7'],
      ['203.0.113.9, 198.51.100.7, 10.0.0.1', '198.51.100.7'],
      ['203.0.113.9, nonsense', '127.0.0.1'],
      ['2001:db8::1', '2001:db8::1'],
      ['::ffff:198.51.100.8', '198.51.100.8'],
    ];
    for (const [chain, expected] of cases) {
      await fetch(base + target, { headers: { 'x-forwarded-for': chain } });
      assert.equal(roles.identity.seen.at(-1)?.marks?.clientAddress, expected, chain);
      assert.equal(roles.identity.seen.at(-1)?.headers['x-forwarded-for'], undefined);
    }
  });

  test(`T-G2 identities in headers reach no role, in any spelling (${way})`, async (t) => {
    const { port, roles } = await startGateway(t, { way });
    const names = [
      'Shib-Mail',
      'Shib_Mail',
      'SHIB-Session-ID',
      'EPPN',
      'REMOTE_USER',
      'Remote-User',
      'X-Remote-User',
      'X_Auth_Token',
    ];
    const lines = names.map((name) => `${name}: victim`).join('\r\n');
    await sendRaw(
      port,
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${lines}\r\nX-Object-Meta-my_key: kept\r\nConnection: close\r\n\r\n`,
    );
    const record = roles.identity.seen[0]!;
    assert.doesNotMatch(JSON.stringify([record.headers, record.rawHeaders]), /victim/);
    assert.equal(record.headers['x-object-meta-my_key'], 'kept', 'names of metadata belong to users');
  });

  test(`T-G3 a Connection header cannot take our own headers off (${way})`, async (t) => {
    const { port, roles } = await startGateway(t, { way });
    const hostile = [
      'x-service-token',
      'close, x-client-ip',
      'x-synnefo-internal',
      'keep-alive, x-synnefo-client-address',
      'x-synnefo-request-id, close',
      'host',
      'content-length',
      'x-auth-token',
      'close, , x-auth-token',
      'keep-alive;x-auth-token',
      'upgrade, http2-settings',
      'authorization',
      'transfer-encoding',
      'te, trailers',
      'cookie',
      '"close", x-client-ip',
      'close\tx-client-ip',
      'x',
      'close, X-Forwarded-For',
      'connection',
    ];
    for (const value of hostile) {
      const raw = await sendRaw(
        port,
        `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: ${value}\r\n\r\n`,
      );
      assert.equal(statusOf(raw), 400, value);
    }
    assert.equal(roles.identity.seen.length, 0);
    for (const value of ['close', 'Keep-Alive, close', 'close, TE', '']) {
      await sendRaw(port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: ${value}\r\n\r\n`, 100);
    }
    for (const record of roles.identity.seen) assert.equal(record.marks?.clientAddress, '127.0.0.1');
  });
}
