import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { until } from '#kit/until';
import { sendRaw, startGateway, statusOf, ways } from './harness.ts';

/** Windows of the tests are short, the rules the same. */
const quick = {
  GATEWAY_RATE_WINDOW_SECONDS: 1,
  GATEWAY_MIN_BYTES_PER_SECOND: 8192,
  GATEWAY_SOCKETS_PER_ADDRESS: 5000,
};

for (const way of ways) {
  test(`T-G7 an upload of a few bytes a second is cut with 408 (${way})`, async (t) => {
    const { port } = await startGateway(t, { way, settings: quick });
    const { socket, text } = open(t, port);
    socket.write('PUT /pithos/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'.repeat(100)), 100);
    t.after(() => clearInterval(drip));
    const started = performance.now();
    await until(() => socket.closed, 6000);
    assert.ok(performance.now() - started > 700, 'not before the window is over');
    assert.equal(statusOf(text()), 408);
  });

  test(`T-G7 a client that does not read its download is cut (${way})`, async (t) => {
    const { port, context } = await startGateway(t, { way, settings: quick });
    const { socket } = open(t, port);
    socket.pause();
    socket.write('GET /pithos/x?bytes=200000000 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    socket.resume();
    await until(() => socket.closed, 6000);
    assert.ok(socket.bytesRead < 100_000_000, 'the answer was not sent whole');
    assert.ok(context !== undefined);
  });

  test(`T-G7 a steady client above the least rate is left alone (${way})`, async (t) => {
    const { port } = await startGateway(t, { way, settings: quick });
    const { socket, text } = open(t, port);
    const size = 60_000;
    socket.write(
      `PUT /pithos/steady HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n`,
    );
    for (let sent = 0; sent < size; sent += 2000) {
      socket.write('x'.repeat(2000));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await until(() => socket.closed, 4000);
    assert.equal(statusOf(text()), 200);
  });

  test(`T-G7 a role that takes its time is not blamed on the client (${way})`, async (t) => {
    const { port } = await startGateway(t, { way, settings: quick });
    const { socket, text } = open(t, port);
    socket.write('GET /pithos/x?stall=1 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    assert.equal(socket.closed, false);
    assert.equal(text(), '');
  });
}

test('T-G7 a header that comes byte by byte ends with 408 after its time', async (t) => {
  const { port } = await startGateway(t, { settings: { GATEWAY_HEADER_SECONDS: 1 } });
  const { socket, text } = open(t, port);
  socket.write('GET /astakos/x HTTP/1.1\r\n');
  const drip = setInterval(() => socket.write('X-A: b\r\n'), 100);
  t.after(() => clearInterval(drip));
  const started = performance.now();
  await until(() => socket.closed, 8000);
  assert.ok(performance.now() - started < 4000);
  assert.equal(statusOf(text()), 408);
});

test('T-G7 a connection that never says anything is closed after the time of a header', async (t) => {
  const { port } = await startGateway(t, { settings: { GATEWAY_HEADER_SECONDS: 1 } });
  const { socket } = open(t, port);
  await until(() => socket.closed, 8000);
});

test('T-G7 an idle connection is closed', async (t) => {
  const { port } = await startGateway(t, { settings: { GATEWAY_IDLE_SECONDS: 1 } });
  const { socket, text } = open(t, port);
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await until(() => socket.closed, 8000);
  assert.equal(statusOf(text()), 200);
});

test('T-G7 one address gets so many connections and no more', async (t) => {
  const { port } = await startGateway(t, { settings: { GATEWAY_SOCKETS_PER_ADDRESS: 20 } });
  const sockets = Array.from({ length: 30 }, () => open(t, port).socket);
  await until(() => sockets.filter((socket) => socket.closed).length === 10);
  for (const socket of sockets) socket.destroy();
  await until(
    async () =>
      statusOf(await sendRaw(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n', 100)) === 200,
  );
});

test('T-G7 one credential has so many requests in work; the next waits its turn, and at last hears 429', async (t) => {
  const { base, seen } = await startGateway(t, {
    settings: { GATEWAY_REQUESTS_PER_CREDENTIAL: 4, GATEWAY_SLOTS_WAIT_SECONDS: 1 },
  });
  const headers = { 'x-auth-token': 'a-token' };
  const abort = new AbortController();
  const stalled = Array.from({ length: 4 }, () =>
    fetch(`${base}/pithos/x?stall=1`, { headers, signal: abort.signal }),
  );
  for (const call of stalled) call.catch(() => undefined);
  await until(() => seen.length === 4);
  const late = await fetch(`${base}/pithos/x`, { headers });
  assert.equal(late.status, 429);
  assert.equal((await fetch(`${base}/pithos/x`, { headers: { 'x-auth-token': 'another' } })).status, 200);
  const waiting = fetch(`${base}/pithos/x`, { headers });
  await new Promise((resolve) => setTimeout(resolve, 100));
  abort.abort();
  assert.equal((await waiting).status, 200);
});

test('T-G7 requests sent in a row without waiting end their connection before they fill our memory', async (t) => {
  const { port, base, seen } = await startGateway(t);
  const one = 'GET /pithos/x?stall=1 HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const raw = await sendRaw(port, one.repeat(20_000), 1000);
  assert.equal(raw, '');
  assert.ok(seen.length <= 16, `${seen.length} were taken`);
  assert.equal((await fetch(`${base}/cyclades/x`)).status, 200);
});

test('T-G7 T-F15 at the limit of descriptors connections are refused, taken again when there is room, and none leaks', async (t) => {
  const program = new URL('./limited-gateway.ts', import.meta.url).pathname;
  const child = spawn('prlimit', ['--nofile=160:160', process.execPath, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  const get = async (): Promise<number> =>
    statusOf(await sendRaw(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n', 500));
  const descriptors = (): number => readdirSync(`/proc/${child.pid}/fd`).length;
  assert.equal(await get(), 200);
  const before = descriptors();
  for (let round = 0; round < 3; round += 1) {
    const sockets = Array.from({ length: 400 }, () => open(t, port).socket);
    await until(() => sockets.filter((socket) => socket.closed).length > 300);
    assert.equal(child.exitCode, null);
    for (const socket of sockets) socket.destroy();
    await until(async () => (await get()) === 200);
    await until(() => descriptors() <= before);
  }
});

test('T-G7 with 2,000 slow connections a normal request stays quick and memory small', async (t) => {
  const { port, base } = await startGateway(t, { settings: { GATEWAY_SOCKETS_PER_ADDRESS: 5000 } });
  const before = process.memoryUsage().rss;
  const sockets = await Promise.all(
    Array.from({ length: 2000 }, async (_, index) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      t.after(() => socket.destroy());
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(
        index % 2 === 0
          ? 'GET /astakos/x HTTP/1.1\r\nX-Slow: '
          : 'PUT /pithos/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\nx',
      );
      return socket;
    }),
  );
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const started = performance.now();
    assert.equal((await fetch(`${base}/cyclades/x`)).status, 200);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  assert.ok(times[10]! < 200, `median ${times[10]} ms`);
  assert.ok(process.memoryUsage().rss - before < 400 * 1024 * 1024);
  assert.equal(sockets.filter((socket) => socket.closed).length, 0);
});

function open(t: TestContext, port: number): { socket: Socket; text(): string } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (bytes: Buffer) => {
    if (text.length < 10_000) text += bytes.toString('latin1');
  });
  socket.on('error', () => undefined);
  t.after(() => socket.destroy());
  return { socket, text: () => text };
}
