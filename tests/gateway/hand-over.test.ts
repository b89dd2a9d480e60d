import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { z } from 'zod';
import { ReadinessReply } from '#contract/readiness';
import { until } from '#kit/until';
import type { Seen } from './echo-role.ts';
import { sendRaw, startGateway, statusOf, ways } from './harness.ts';

for (const way of ways) {
  test(`T-G13 the role knows the request's id and client by a mark that no header can set (${way})`, async (t) => {
    const { base, roles } = await startGateway(t, { way });
    await fetch(`${base}/cyclades/compute`, {
      headers: { 'x-synnefo-request-id': 'forged', 'x-synnefo-internal': 'guess' },
    });
    const { marks } = roles.compute.seen[0]!;
    assert.match(marks?.requestId ?? '', /^req-/);
    assert.equal(marks?.clientAddress, '127.0.0.1');
  });

  test(`every method arrives with its body, length and query as they were sent (${way})`, async (t) => {
    const { port } = await startGateway(t, { way });
    const body = randomBytes(300_000);
    const sha256 = createHash('sha256').update(body).digest('hex');
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'COPY', 'MOVE']) {
      for (const sending of ['none', 'length', 'chunks'] as const) {
        const { status, text } = await call(
          port,
          method,
          '/pithos/object-store/v1/u/c/o?a=%20b&c',
          sending,
          body,
        );
        assert.equal(status, 200, `${method} ${sending}`);
        if (method === 'HEAD') {
          assert.equal(text, '');
          continue;
        }
        const record = JSON.parse(text) as Seen;
        assert.equal(record.method, method);
        assert.equal(record.url, '/pithos/object-store/v1/u/c/o?a=%20b&c');
        assert.equal(record.length, sending === 'none' ? 0 : body.length);
        if (sending !== 'none') assert.equal(record.sha256, sha256);
      }
    }
  });

  test(`64 MiB pass in both directions without being gathered in memory (${way})`, async (t) => {
    const { port } = await startGateway(t, { way });
    const size = 64 * 1024 * 1024;
    const before = process.memoryUsage().rss;
    const down = await call(port, 'GET', `/pithos/x?bytes=${size}`, 'none', Buffer.alloc(0), true);
    assert.equal(down.received, size);
    const up = await new Promise<string>((resolve, reject) => {
      const request = http.request(
        { port, method: 'PUT', path: '/pithos/up', headers: { 'content-length': size } },
        (reply) => {
          let text = '';
          reply.on('data', (piece: Buffer) => (text += piece.toString())).on('end', () => resolve(text));
        },
      );
      request.on('error', reject);
      const piece = Buffer.alloc(1024 * 1024, 'y');
      let left = 64;
      const write = (): void => {
        while (left > 0) {
          left -= 1;
          if (!request.write(piece)) return void request.once('drain', write);
        }
        request.end();
      };
      write();
    });
    assert.equal((JSON.parse(up) as Seen).length, size);
    assert.ok(process.memoryUsage().rss - before < 150 * 1024 * 1024);
  });

  test(`an answer that breaks off inside is cut, never ended as if it were whole (${way})`, async (t) => {
    const { port } = await startGateway(t, { way });
    await assert.rejects(
      call(port, 'GET', '/pithos/x?half=1', 'none', Buffer.alloc(0)),
      /aborted|ECONNRESET|hang up/,
    );
  });

  test(`a client that leaves mid-upload ends the role's reading (${way})`, async (t) => {
    const { port, roles } = await startGateway(t, { way });
    await sendRaw(
      port,
      `PUT /pithos/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n${'z'.repeat(1000)}`,
      50,
    ).catch(() => '');
    await until(() => roles.object.failures.length === 1);
    assert.equal(roles.object.seen.length, 0);
  });

  test(`an early refusal is readable although the body is still being sent (${way})`, async (t) => {
    const { port } = await startGateway(t, { way });
    const raw = await sendRaw(
      port,
      Buffer.concat([
        Buffer.from('PUT /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n'),
        Buffer.alloc(4_000_000),
      ]),
      1500,
    );
    assert.equal(statusOf(raw), 404);
    assert.match(raw, /itemNotFound/);
  });

  test(`a client that waits for "100 Continue" is told to go on by the role, or refused before it sends its body (${way})`, async (t) => {
    const { port } = await startGateway(t, { way });
    const head = (path: string) =>
      `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n`;
    for (const path of ['/pithos/x?early', '/nowhere']) {
      const refused = await sendRaw(port, head(path), 1500);
      assert.equal(statusOf(refused), 404, path);
      assert.match(refused, /^connection: close\r$/im);
    }
    const record = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head('/pithos/x')));
      let text = '';
      socket.on('data', (bytes) => {
        if (text === '') socket.write('hello');
        text += bytes.toString('latin1');
        if (text.includes('"length":')) resolve((socket.destroy(), text));
      });
      socket.on('error', reject);
    });
    assert.match(record, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    assert.match(record, /"length":5/);
  });

  test(`answers keep repeated headers and lose what belongs to one connection only (${way})`, async (t) => {
    const { base } = await startGateway(t, { way });
    const reply = await fetch(
      `${base}/cyclades/x?header=X-Twice:a&header=server:secret/1.0&header=x-powered-by:y`,
    );
    assert.equal(reply.headers.get('x-twice'), 'a');
    assert.equal(reply.headers.get('server'), null);
    assert.equal(reply.headers.get('x-powered-by'), null);
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
  });
}

test('a role that is away is answered 503, and found again when it is back', async (t) => {
  const { base, runDirectory, roles } = await startGateway(t, {
    way: 'over sockets',
    settings: { ROLE_ADDRESSES: { compute: 'unix:/nonexistent/compute.sock' } },
  });
  const reply = await fetch(`${base}/cyclades/x`);
  assert.equal(reply.status, 503);
  assert.equal(reply.headers.get('retry-after'), '1');
  assert.equal(Object.keys((await reply.json()) as object)[0], 'serviceUnavailable');
  const ready = await fetch(`${base}/readyz`);
  assert.equal(ready.status, 503);
  assert.deepEqual(z.strictObject(ReadinessReply.shape).parse(await ready.json()), {
    ready: false,
    roles: ['compute', 'console', 'identity', 'object'],
    troubles: { compute: 'unreachable', console: 'unreachable' },
  });
  assert.equal((await fetch(`${base}/astakos/x`)).status, 200);
  assert.ok(runDirectory.length > 0 && roles.compute.seen.length === 0);
});

test('a gateway that stops finishes what is in work, closes idle connections and refuses new ones', async (t) => {
  const { port, gateway, seen } = await startGateway(t, { settings: { GATEWAY_DRAIN_SECONDS: 5 } });
  const idle = new http.Agent({ keepAlive: true });
  await new Promise((resolve) =>
    http.get({ port, path: '/healthz', agent: idle }, (reply) => reply.resume().on('end', resolve)),
  );
  const size = 8 * 1024 * 1024;
  const running = call(port, 'GET', `/pithos/x?bytes=${size}`, 'none', Buffer.alloc(0), true);
  await until(() => seen.length === 1);
  const started = performance.now();
  await Promise.all([gateway.stop(), running.then(({ received }) => assert.equal(received, size))]);
  assert.ok(performance.now() - started < 3000);
  await assert.rejects(call(port, 'GET', '/healthz', 'none', Buffer.alloc(0)), /ECONNREFUSED/);
});

test('a gateway that stops cuts at its deadline what does not finish', async (t) => {
  const { port, gateway, seen } = await startGateway(t, { settings: { GATEWAY_DRAIN_SECONDS: 1 } });
  const hanging = call(port, 'GET', '/pithos/x?stall=1', 'none', Buffer.alloc(0));
  await until(() => seen.length === 1);
  const started = performance.now();
  await Promise.all([gateway.stop(), assert.rejects(hanging)]);
  assert.ok(performance.now() - started < 2500);
});

type Sending = 'none' | 'length' | 'chunks';

function call(
  port: number,
  method: string,
  path: string,
  sending: Sending,
  body: Buffer,
  countOnly = false,
): Promise<{ status: number; text: string; received: number }> {
  return new Promise((resolve, reject) => {
    const headers = sending === 'length' ? { 'content-length': body.length } : {};
    const request = http.request({ port, method, path, headers, agent: false }, (reply) => {
      const pieces: Buffer[] = [];
      let received = 0;
      reply.on('data', (piece: Buffer) => {
        received += piece.length;
        if (!countOnly) pieces.push(piece);
      });
      reply.on('error', reject);
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(pieces).toString(), received }),
      );
    });
    request.on('error', reject);
    if (sending === 'chunks') request.setHeader('transfer-encoding', 'chunked');
    request.end(sending === 'none' ? undefined : body);
  });
}
