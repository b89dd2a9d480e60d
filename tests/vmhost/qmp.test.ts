import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { MAX_MESSAGE_BYTES, QmpConnection, QmpError } from '#vmhost/qemu/qmp';

const GREETING = '{"QMP":{"version":{"qemu":{"micro":0}},"capabilities":[]}}\r\n';

/** A peer that greets and then does what it likes with every line. */
async function hostilePeer(t: TestContext, onLine: (socket: Socket, id: number) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'snf-qmp-'));
  const path = join(folder, 'qmp');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(GREETING);
    socket.on('data', (bytes) => {
      for (const line of bytes.toString('utf8').trim().split('\n')) {
        const { execute, id } = JSON.parse(line) as { execute: string; id: number };
        if (execute === 'qmp_capabilities') socket.write(`{"return":{},"id":${id}}\r\n`);
        else onLine(socket, id);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });
  return path;
}

for (const [fault, answer] of Object.entries({
  'is not JSON': 'hello\r\n',
  'is of no known kind': '{"surprise":1}\r\n',
  'answers another question': '{"return":{},"id":4711}\r\n',
  'never ends': Buffer.alloc(MAX_MESSAGE_BYTES + 1, 0x61),
})) {
  test(`T-V11 an answer that ${fault} ends the conversation with an error`, async (t) => {
    const path = await hostilePeer(t, (socket) => socket.write(answer));
    const connection = await QmpConnection.connect(path, { timeoutMs: 2_000 });
    await assert.rejects(connection.execute('query-status'), QmpError);
    await assert.rejects(connection.execute('query-status'), QmpError);
    await connection.closed;
  });
}

test('a refused command is an error and the conversation goes on; events are handed over', async (t) => {
  const events: string[] = [];
  const path = await hostilePeer(t, (socket, id) =>
    socket.write(
      id === 2
        ? `{"event":"SHUTDOWN","data":{"guest":true}}\r\n{"error":{"class":"GenericError","desc":"no"},"id":2}\r\n`
        : `{"return":7,"id":${id}}\r\n`,
    ),
  );
  const connection = await QmpConnection.connect(path, {
    timeoutMs: 2_000,
    onEvent: ({ event }) => events.push(event),
  });
  await assert.rejects(connection.execute('x'), /^QmpError: no$/);
  assert.equal(await connection.execute('y'), 7);
  assert.deepEqual(events, ['SHUTDOWN']);
  connection.close();
});

test('a peer that does not answer is given up', async (t) => {
  const path = await hostilePeer(t, () => undefined);
  const connection = await QmpConnection.connect(path, { timeoutMs: 2_000 });
  await assert.rejects(connection.execute('query-status', {}, 50), /in time/);
});
