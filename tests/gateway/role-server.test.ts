import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test, type TestContext } from 'node:test';
import { closeRoleServer, roleServer } from '#cloud/role-socket';
import { echoRole } from './echo-role.ts';
import { internalSecret } from './harness.ts';

const UPGRADE = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';

async function listening(t: TestContext, admits: boolean): Promise<{ server: http.Server; port: number }> {
  const { app } = echoRole('compute', ['/cyclades'], []);
  await app.ready();
  t.after(() => app.close());
  const served = { app, secret: internalSecret, trouble: async () => undefined };
  const server = roleServer(served, http.createServer, () => admits);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.closeAllConnections());
  return { server, port: (server.address() as net.AddressInfo).port };
}

async function connected(port: number): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

test('T-G18 a stranger that goes in the midst of an upgrade ends no role', async (t) => {
  for (const admits of [false, true]) {
    const { server, port } = await listening(t, admits);
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const socket = await connected(port);
      socket.write(UPGRADE, () => socket.resetAndDestroy());
      await once(socket, 'close');
    }
    // an error that nobody hears would have ended this process by now
    assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, admits ? 200 : 401);
    await closeRoleServer(server);
  }
});

test('connections that say nothing do not hold a stop', async (t) => {
  const { server, port } = await listening(t, true);
  const silent = await connected(port);
  const closed = once(silent, 'close');
  await closeRoleServer(server);
  await closed;
});
