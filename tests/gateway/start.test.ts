import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import tls from 'node:tls';
import { gatewayRole } from '#gateway/service';
import { selfSigned } from '#kit/certificate';
import { contextFor, startGateway } from './harness.ts';

const noOpenssl =
  spawnSync('openssl', ['version']).error === undefined
    ? false
    : 'openssl is not installed (apt-get install openssl)';

test('T-G19 plain HTTP on an address that others can reach is refused in one sentence', async () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'cloud.example.org']) {
    const context = contextFor(tmpdir(), { settings: { GATEWAY_HOST: host } }, () => undefined);
    await assert.rejects(gatewayRole.start(context), /Passwords would travel readable.*INSECURE_HTTP=true/);
  }
});

test('T-G19 INSECURE_HTTP=true allows it', async (t) => {
  const { port } = await startGateway(t, { settings: { GATEWAY_HOST: '0.0.0.0', INSECURE_HTTP: true } });
  assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
});

test('a port that is taken is named in one sentence', async (t) => {
  const { port } = await startGateway(t);
  const context = contextFor(tmpdir(), { settings: { GATEWAY_PORT: port } }, () => undefined);
  await assert.rejects(gatewayRole.start(context), new RegExp(`Port ${port} of 127.0.0.1 is in use`));
});

test(
  'T-G19 with a certificate it speaks TLS 1.2 or later, tells browsers to stay, and hardens the cookie',
  { skip: noOpenssl },
  async (t) => {
    const files = certificate(t);
    const { port } = await startGateway(t, { settings: files, baseUrl: 'https://cloud.example.org' });
    const reply = await get(
      port,
      '/ui/api/astakos/ui/session?header=set-cookie:synnefo_session=abcdefghijklmnop',
      {
        cookie: 'synnefo_session=not-this-one-0123456; __Host-synnefo_session=host-bound-session-01',
      },
    );
    assert.match(String(reply.headers['strict-transport-security']), /max-age=31536000/);
    assert.deepEqual(reply.headers['set-cookie'], [
      '__Host-synnefo_session=abcdefghijklmnop; Path=/; HttpOnly; SameSite=Lax; Secure',
    ]);
    assert.equal(
      (JSON.parse(reply.text) as { headers: Record<string, string> }).headers['x-auth-token'],
      'host-bound-session-01',
    );
    await assert.rejects(handshake(port, 'TLSv1.1'));
    assert.equal(await handshake(port, 'TLSv1.2'), 'TLSv1.2');
  },
);

test('T-G18 broken TLS hand-shakes leave the gateway standing', { skip: noOpenssl }, async (t) => {
  const { port } = await startGateway(t, { settings: certificate(t) });
  const { connect } = await import('node:net');
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(index % 2 === 0 ? 'GET / HTTP/1.1\r\n\r\n' : Buffer.from('16030100ff0100', 'hex'));
      setTimeout(() => socket.resetAndDestroy(), 50);
      return new Promise((resolve) => socket.once('close', resolve));
    }),
  );
  assert.equal((await get(port, '/healthz', {})).status, 200);
});

function certificate(t: TestContext): { TLS_CERTIFICATE_FILE: string; TLS_KEY_FILE: string } {
  const directory = mkdtempSync(join(tmpdir(), 'tls-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const { certificate: cert, key } = selfSigned(directory);
  return { TLS_CERTIFICATE_FILE: cert, TLS_KEY_FILE: key };
}

interface Got {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

function get(port: number, path: string, headers: Record<string, string>): Promise<Got> {
  return new Promise((resolve, reject) => {
    https
      .get(
        { port, path, headers: { host: 'localhost', ...headers }, rejectUnauthorized: false, agent: false },
        (reply) => {
          let text = '';
          reply.on('data', (piece: Buffer) => (text += piece.toString()));
          reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text }));
        },
      )
      .on('error', reject);
  });
}

function handshake(port: number, version: tls.SecureVersion): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(
      { port, minVersion: version, maxVersion: version, rejectUnauthorized: false },
      () => {
        resolve(socket.getProtocol());
        socket.destroy();
      },
    );
    socket.on('error', reject);
  });
}
