import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { until } from '#kit/until';
import { createLog } from '#platform/telemetry/log';
import { ways } from '../gateway/harness.ts';
import { credentialOf, startConsole, view, type Viewer } from './harness.ts';

for (const way of ways) {
  test(`a page with a ticket sees the screen and types into it (${way})`, async (t) => {
    const cloud = await startConsole(t, { way });
    const viewer = await view(cloud.url, cloud.ticket());
    await until(() => viewer.bytes().toString() === 'RFB 003.008\n');
    viewer.socket.send(Buffer.from('RFB 003.008\n'));
    await until(() => Buffer.concat(cloud.screen.received).toString() === 'RFB 003.008\n');
    viewer.socket.close();
    await viewer.closed;
    await until(() => cloud.screen.connections[0]!.closed);
  });

  test(`T-W1 a foreign Origin, none, or no ticket is refused before a byte of the screen is read (${way})`, async (t) => {
    const cloud = await startConsole(t, { way });
    const cookie = { cookie: 'synnefo_session=session-secret-0123456789' };
    const origins = [
      'https://evil.example',
      'null',
      undefined,
      `https://127.0.0.1:${cloud.port}.evil.example`,
      'http://127.0.0.1',
    ];
    for (const origin of origins) {
      await assert.rejects(
        view(cloud.url, cloud.ticket(), { origin, headers: cookie }),
        /refused with 403 not_own_page/,
        String(origin),
      );
    }
    assert.deepEqual(cloud.redeemed, [], 'a page elsewhere does not even use the ticket up');
    const offers = [
      ['binary'],
      ['synnefo.ticket.' + cloud.ticket()],
      ['binary', 'synnefo.ticket.short'],
      ['binary', 'synnefo.ticket.' + 'x'.repeat(600)],
    ];
    for (const protocols of offers) {
      await assert.rejects(
        view(cloud.url, undefined, { protocols, headers: cookie }),
        /refused with 403 ticket_/,
      );
    }
    await assert.rejects(
      view(`${cloud.url}?ticket=${cloud.ticket()}`, undefined),
      /refused with 403 ticket_missing/,
    );
    assert.equal(cloud.screen.connections.length, 0);
  });

  test(`T-W2 a ticket opens one screen once, stays out of addresses and logs, and is not echoed (${way})`, async (t) => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const cloud = await startConsole(t, { way, log: createLog({ level: 'debug', destination }) });
    const ticket = cloud.ticket();
    const viewer = await view(cloud.url, ticket);
    assert.equal(viewer.socket.protocol, 'binary');
    await assert.rejects(view(cloud.url, ticket), /refused with 403 ticket_refused/);
    await assert.rejects(view(cloud.url, 'x'.repeat(43)), /refused with 403 ticket_refused/);
    assert.equal(cloud.screen.connections.length, 1);
    viewer.socket.close();
    await viewer.closed;
    await until(() => lines.some((line) => line.includes('screen closed')));
    assert.ok(lines.some((line) => line.includes('"server":42') && line.includes('"user":"ada"')));
    assert.doesNotMatch(lines.join(''), new RegExp(ticket));
  });

  test(`T-V10 a screen that has gone is not another's: its ticket ends in a refusal (${way})`, async (t) => {
    const cloud = await startConsole(t, { way });
    const gone = cloud.ticket({ socketPath: `${cloud.screen.path}-of-an-earlier-run` });
    await assert.rejects(view(cloud.url, gone), /refused with 503 screen_unreachable/);
    assert.equal(cloud.screen.connections.length, 0);
  });

  test(`R-W1 the relay ends with its server (${way})`, async (t) => {
    const cloud = await startConsole(t, { way });
    const viewer = await view(cloud.url, cloud.ticket());
    await until(() => cloud.screen.connections.length === 1);
    cloud.screen.connections[0]!.destroy();
    assert.equal(await viewer.closed, 1001);
  });

  test(`a stop tells viewers to come back (${way})`, async (t) => {
    const cloud = await startConsole(t, { way });
    const viewer = await view(cloud.url, cloud.ticket());
    const started = performance.now();
    await cloud.gateway.stop();
    assert.equal(await viewer.closed, 1001);
    assert.ok(performance.now() - started < 3000);
  });

  test(`T-W3 one person has so many screens, a process so many in all (${way})`, async (t) => {
    const cloud = await startConsole(t, { way, settings: { SCREENS_PER_USER: 3, SCREENS_PER_PROCESS: 5 } });
    const open: Viewer[] = [];
    for (let n = 0; n < 3; n += 1) open.push(await view(cloud.url, cloud.ticket()));
    await assert.rejects(view(cloud.url, cloud.ticket()), /refused with 429 too_many_screens/);
    for (let n = 0; n < 2; n += 1) open.push(await view(cloud.url, cloud.ticket({ user: 'eve' })));
    await assert.rejects(view(cloud.url, cloud.ticket({ user: 'eve' })), /refused with 503 screens_taken/);
    open[0]!.socket.close();
    await open[0]!.closed;
    await until(async () =>
      view(cloud.url, cloud.ticket({ user: 'eve' })).then(
        () => true,
        () => false,
      ),
    );
  });

  test(`T-W3 long messages, text, and storms of fragments end the screen they come from (${way})`, async (t) => {
    const cloud = await startConsole(t, { way });
    const patient = await view(cloud.url, cloud.ticket({ user: 'patient' }));
    assert.equal(patient.socket.extensions, '', 'compression is not agreed to');
    const long = await view(cloud.url, cloud.ticket());
    long.socket.send(Buffer.alloc(65 * 1024));
    assert.equal(await long.closed, 1009);
    const text = await view(cloud.url, cloud.ticket());
    text.socket.send('words');
    assert.equal(await text.closed, 1003);
    const storm = await view(cloud.url, cloud.ticket());
    for (let n = 0; n < 5000; n += 1) storm.socket.send(Buffer.from('x'), { fin: false });
    assert.equal(await storm.closed, 1008);
    patient.socket.send(Buffer.from('still here'));
    await until(() => Buffer.concat(cloud.screen.received).includes('still here'));
  });
}

test('T-W3 a viewer that does not read holds its own screen back, not our memory', async (t) => {
  const cloud = await startConsole(t);
  const viewer = await view(cloud.url, cloud.ticket());
  await until(() => viewer.bytes().length > 0);
  viewer.socket.pause();
  const screen = cloud.screen.connections[0]!;
  const before = process.memoryUsage().rss;
  const piece = Buffer.alloc(1024 * 1024);
  let sent = 0;
  while (sent < 200 && screen.write(piece)) sent += 1;
  let drained = 0;
  screen.on('drain', () => {
    drained += 1;
    if (sent < 200) {
      sent += 1;
      screen.write(piece);
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(sent < 100, `only ${sent} MiB were taken`);
  assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
  viewer.socket.resume();
  await until(() => drained > 50);
});

test('T-W3 a screen that does not read holds its viewer back', async (t) => {
  const cloud = await startConsole(t);
  const viewer = await view(cloud.url, cloud.ticket());
  await until(() => cloud.screen.connections.length === 1);
  cloud.screen.connections[0]!.pause();
  for (let n = 0; n < 2000; n += 1) viewer.socket.send(Buffer.alloc(32 * 1024));
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(viewer.socket.bufferedAmount > 20_000_000, 'what was not taken is still with the viewer');
  viewer.socket.terminate();
});

test('T-W3 a viewer that answers no ping is gone after two of them, and a screen ends when its time is over', async (t) => {
  const cloud = await startConsole(t, { settings: { SCREEN_PING_SECONDS: 1, SCREEN_MAX_SECONDS: 3 } });
  const mute = await view(cloud.url, cloud.ticket(), { autoPong: false });
  const started = performance.now();
  assert.equal(await mute.closed, 1006);
  assert.ok(performance.now() - started < 2800);
  const lively = await view(cloud.url, cloud.ticket());
  assert.equal(await lively.closed, 1008);
});

test('T-W3 of 1,000 sockets 200 get a screen, the others hear no, and each picture stays its own', async (t) => {
  const cloud = await startConsole(t);
  const before = process.memoryUsage().rss;
  const viewers = await Promise.allSettled(
    Array.from({ length: 1000 }, (_, n) => view(cloud.url, cloud.ticket({ user: `user-${n % 125}` }))),
  );
  const open = viewers.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  assert.equal(open.length, 200);
  await until(() => open.every((viewer) => viewer.bytes().toString() === 'RFB 003.008\n'));
  assert.ok(process.memoryUsage().rss - before < 300 * 1024 * 1024);
  assert.equal((await fetch(`${cloud.base}/healthz`)).status, 200);
  for (const viewer of open) viewer.socket.terminate();
  await until(() => cloud.screen.connections.every((socket) => socket.closed));
  const again = await view(cloud.url, cloud.ticket());
  again.socket.terminate();
});

test('T-I7 a screen is cut when the session that opened it ends, no other, and an outage of identity cuts none', async (t) => {
  const cloud = await startConsole(t, { settings: { SCREEN_SESSION_SECONDS: 1 } });
  const { sessions } = cloud;
  const [laptop, tablet] = [credentialOf('session.laptop'), credentialOf('session.tablet')];
  const seen: Viewer[] = [];
  // The first two are of one session; a viewer that does not answer is cut off from the screen all the same.
  for (const credential of [laptop, laptop, tablet])
    seen.push(await view(cloud.url, cloud.ticket({ credential })));
  await until(() => cloud.screen.connections.length === 3);
  sessions.away = true;
  sessions.ended.add(laptop);
  await until(() => sessions.asked.length >= 2);
  assert.deepEqual(sessions.asked[0]?.toSorted(), [laptop, tablet].toSorted(), 'each is asked about once');
  assert.ok(cloud.screen.connections.every((screen) => !screen.closed));
  seen[1]!.socket.pause();
  sessions.away = false;
  assert.equal(await seen[0]!.closed, 1008);
  await until(() => cloud.screen.connections.filter((screen) => screen.closed).length === 2);
  seen[2]!.socket.send(Buffer.from('still here'));
  await until(() => Buffer.concat(cloud.screen.received).includes('still here'));
  seen[1]!.socket.terminate();
});

test('a screen is the only address that takes WebSockets', async (t) => {
  const cloud = await startConsole(t);
  for (const path of [
    '/',
    '/ui/',
    '/cyclades/compute/v2.0/servers',
    '/cyclades/screen/x',
    '/ui/api/cyclades/screen',
  ]) {
    await assert.rejects(
      view(`ws://127.0.0.1:${cloud.port}${path}`, cloud.ticket()),
      /refused with (?!101)\d/,
      path,
    );
  }
  await assert.rejects(
    view(cloud.url, cloud.ticket(), { headers: { host: 'evil.example' } }),
    /refused with 421/,
  );
  assert.equal(cloud.screen.connections.length, 0);
});
