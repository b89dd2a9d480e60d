import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { vncResponse } from '#console/vnc/rfb';
import { until } from '../kit/until.ts';
import { startConsole } from './harness.ts';
import { openVncDoor as open, VncViewer as Viewer } from './vnc-viewer.ts';

const SETTINGS = { VNC_DOOR_ADDRESS: '127.0.0.1', VNC_DOOR_FIRST_PORT: 24_300, VNC_DOOR_LAST_PORT: 24_999 };

/** A screen that asks for no password and then sends back what it gets. */
async function startScreen(path: string): Promise<() => void> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('RFB 003.008\n');
    let seen = Buffer.alloc(0);
    let step = 0;
    socket.on('data', (bytes: Buffer) => {
      seen = Buffer.concat([seen, bytes]);
      if (step === 0 && seen.length >= 12) {
        socket.write(Buffer.from([1, 1]));
        [step, seen] = [1, seen.subarray(12)];
      }
      if (step === 1 && seen.length >= 1) {
        socket.write(Buffer.alloc(4));
        [step, seen] = [2, seen.subarray(1)];
      }
      if (step === 2 && seen.length > 0) {
        socket.write(seen);
        seen = Buffer.alloc(0);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return () => server.close();
}

test('the answer to a VNC challenge is what other programs compute', () => {
  // As OpenSSL's single DES has it under the password with its bits turned round.
  const challenge = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
  assert.equal(vncResponse('password', challenge).toString('hex'), 'b866924125c8eebb9debc1db61c538e2');
  assert.deepEqual(vncResponse('password', challenge), vncResponse('password and more', challenge));
  assert.notDeepEqual(vncResponse('password', challenge), vncResponse('passwore', challenge));
});

test('T-V10 without the setting no port of plain VNC is opened', async (t) => {
  const console = await startConsole(t);
  assert.equal((await open(console, { ticket: console.ticket() })).status, 404);
});

test('T-D9 plain VNC leads one viewer with the password to the screen of a ticket, and nobody else anywhere', async (t) => {
  const console = await startConsole(t, { settings: SETTINGS });
  const path = join(console.screen.path, '..', 'vnc-echo');
  t.after(await startScreen(path));
  const ticket = () => console.ticket({ socketPath: path });
  assert.equal((await open(console, { ticket: ticket() }, 'another token')).status, 401);
  assert.equal((await open(console, { ticket: 'x'.repeat(43) })).status, 403);
  const destination = { destination_address: '127.0.0.1', destination_port: 22 };
  assert.equal((await open(console, { ticket: ticket(), ...destination })).status, 400);
  const { status, port } = await open(console, { ticket: ticket() });
  assert.deepEqual([status, port >= 24_300 && port <= 24_999], [200, true]);
  const viewer = new Viewer(port);
  assert.equal(await viewer.authenticate('Secret12'), 0);
  viewer.socket.write('hello');
  assert.equal((await viewer.take(5)).toString(), 'hello');
  const second = new Viewer(port);
  await until(() => second.closed);
  viewer.socket.destroy();
  const stranger = await open(console, { ticket: ticket(), from: '192.0.2.7' });
  const outside = new Viewer(stranger.port);
  await until(() => outside.closed);
  const wrong = await open(console, { ticket: ticket() });
  const guesser = new Viewer(wrong.port);
  assert.equal(await guesser.authenticate('Secret13'), 1);
  await until(() => guesser.closed);
  const again = new Viewer(wrong.port);
  await until(() => again.closed);
});

test('a screen that demands a password, or is not there, is told as such, and a viewer goes with his session', async (t) => {
  const console = await startConsole(t, { settings: { ...SETTINGS, SCREEN_SESSION_SECONDS: 1 } });
  assert.equal((await open(console, { ticket: console.ticket({ socketPath: '/nowhere' }) })).status, 503);
  const path = join(console.screen.path, '..', 'vnc-echo');
  t.after(await startScreen(path));
  const { port } = await open(console, { ticket: console.ticket({ socketPath: path }) });
  const viewer = new Viewer(port);
  assert.equal(await viewer.authenticate('Secret12'), 0);
  await sleep(50);
  assert.equal(viewer.closed, false);
  for (const credential of console.sessions.asked.flat()) console.sessions.ended.add(credential);
  await until(() => {
    for (const credential of console.sessions.asked.flat()) console.sessions.ended.add(credential);
    return viewer.closed;
  });
});
