import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listenOnSocket } from '#cloud/role-socket';
import { httpTransport, readBody, type Transport } from '#contract/transport';
import { startCloud } from '#kit/cloud';
import { MARK_HEADERS } from '#platform/http/internal-hop';
import { Secret } from '#platform/secret';
import { injectTransport } from '#platform/http/transport';
import { allRoutes, fillPath, isForStrangers, type TargetRoute } from './route-tables.ts';

test('T-G13 no route trusts where a call comes from: without its credential it refuses, called directly and by socket alike', async (t) => {
  const cloud = await startCloud(t);
  const ada = await cloud.user();
  const directory = mkdtempSync(join(tmpdir(), 'both-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const transports = new Map<TargetRoute['role'], { direct: Transport; socket: Transport }>();
  for (const role of ['identity', 'object', 'compute'] as const) {
    const app = cloud.running().cloud.apps.get(role)!;
    const server = await listenOnSocket(join(directory, `${role}.sock`), {
      app,
      secret: new Secret('another-internal-secret'),
      trouble: async () => undefined,
    });
    t.after(() => {
      server.close();
      server.closeAllConnections();
    });
    transports.set(role, {
      direct: injectTransport(app),
      socket: httpTransport(`unix:${join(directory, `${role}.sock`)}`),
    });
  }
  const internal = cloud.running().cloud.secrets.internal.reveal();
  const attempts: Record<string, string>[] = [
    {},
    { 'x-auth-token': 'wrong' },
    { 'x-forwarded-for': '127.0.0.1', 'x-client-ip': '127.0.0.1' },
    {
      [MARK_HEADERS.credential]: internal,
      [MARK_HEADERS.requestId]: 'r',
      [MARK_HEADERS.clientAddress]: '127.0.0.1',
    },
  ];
  let refused = 0;
  for (const route of allRoutes.filter((each) => !isForStrangers(each))) {
    const path = `${fillPath(route.path, (name) => (name === 'account' ? ada.uuid : '1'))}?${route.query.join('&')}`;
    for (const headers of attempts) {
      const { direct, socket } = transports.get(route.role)!;
      const statuses = [];
      for (const transport of [direct, socket]) {
        const reply = await transport({
          method: route.method,
          path,
          headers: { 'content-type': 'application/json', ...headers },
          body: '{}',
        });
        await readBody(reply.body);
        statuses.push(reply.status);
      }
      const what = `${route.method} ${route.path} (${route.access}) with ${Object.keys(headers).join()}`;
      assert.equal(statuses[0], statuses[1], what);
      assert.ok([400, 401, 403, 404].includes(statuses[0]!), `${what}: ${statuses[0]}`);
      refused += 1;
    }
  }
  t.diagnostic(`${refused} calls were refused by both ways`);
});
