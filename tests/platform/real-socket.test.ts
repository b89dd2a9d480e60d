import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectToSocket } from '#platform/http/real-socket';

test('T-V10 a socket is connected to by its own name, and a link in its place is not followed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'snf-socket-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'real');
  const server = createServer((peer) => peer.end('hello'));
  server.listen(path);
  await once(server, 'listening');
  t.after(() => server.close());
  const socket = await connectToSocket(path);
  const [said] = (await once(socket, 'data')) as [Buffer];
  assert.equal(said.toString(), 'hello');
  await symlink(path, join(folder, 'link'));
  await writeFile(join(folder, 'file'), '');
  for (const name of ['link', 'file'])
    await assert.rejects(connectToSocket(join(folder, name)), { code: 'ENOTSOCK' });
  await assert.rejects(connectToSocket(join(folder, 'nothing')), { code: 'ENOENT' });
});
