import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { test } from 'node:test';
import { seededRandom } from '#platform/faults';
import { startGateway, ways } from './harness.ts';

/** Enough to reach every branch of the parser; the nightly run asks for more by SURVIVAL_ROUNDS. */
const ROUNDS = Number(process.env['SURVIVAL_ROUNDS'] ?? '3000');
const TEMPLATES = [
  'GET /astakos/x HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'POST /cyclades/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n0123456789',
  'PUT /pithos/object-store/v1/u/c/o HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n',
  'GET /pithos/x?bytes=2000000 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /cyclades/screen HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  'POST /ui/api/astakos/ui/session HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nX-Requested-With: synnefo\r\nContent-Length: 2\r\n\r\n{}',
  'HEAD /ui/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
];

for (const way of ways) {
  test(
    `T-G18 ${ROUNDS} mutilated requests, cut at any byte, leave the gateway answering (${way})`,
    { timeout: 240_000 },
    async (t) => {
      const failures: unknown[] = [];
      const note = (error: unknown): void => void failures.push(error);
      process.on('uncaughtException', note).on('unhandledRejection', note);
      t.after(() => void process.off('uncaughtException', note).off('unhandledRejection', note));
      const seed = Number(process.env['FAULT_SEED'] ?? '20260101');
      const random = seededRandom(seed);
      const { port, base } = await startGateway(t, { way });
      for (let round = 0; round < ROUNDS; round += 50) {
        await Promise.all(Array.from({ length: 50 }, () => attack(port, mutilate(random), random())));
      }
      const reply = await fetch(`${base}/astakos/alive`);
      assert.equal(reply.status, 200);
      assert.deepEqual(failures, [], `seed ${seed}`);
    },
  );
}

function mutilate(random: () => number): Buffer {
  let bytes = Buffer.from(TEMPLATES[Math.floor(random() * TEMPLATES.length)]!);
  const edits = Math.floor(random() * 5);
  for (let edit = 0; edit < edits; edit += 1) {
    const at = Math.floor(random() * bytes.length);
    const kind = random();
    if (kind < 0.4) bytes[at] = Math.floor(random() * 256);
    else if (kind < 0.6) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    else if (kind < 0.8) bytes = Buffer.concat([bytes.subarray(0, at), randomBytes(3), bytes.subarray(at)]);
    else bytes = Buffer.concat([bytes, bytes.subarray(at)]);
  }
  return random() < 0.3 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}

/** Sends, and leaves in one of the ways that clients leave: politely, at once, or with a reset in the middle. */
function attack(port: number, bytes: Buffer, manner: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.resume();
    socket.write(bytes, () => {
      if (manner < 0.3) socket.resetAndDestroy();
      else if (manner < 0.6) setTimeout(() => socket.resetAndDestroy(), 5);
      else if (manner < 0.8) socket.end();
      else setTimeout(() => socket.destroy(), 30);
    });
    setTimeout(() => socket.destroy(), 500).unref();
  });
}
