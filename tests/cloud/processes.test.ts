import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '#kit/until';
import { APART, startProcess, temporaryDirectory } from './cloud-process.ts';

test('roles in two processes are one cloud: what one stores the other serves', async (t) => {
  const directory = join(temporaryDirectory(t), 'data');
  const stores = startProcess(t, ['--data-dir', directory, '--roles', 'database,identity,object'], APART);
  await until(() => stores.stdout().includes('is ready'), 60_000);
  const front = startProcess(t, [
    '--port',
    '0',
    '--data-dir',
    directory,
    '--roles',
    'compute,dispatcher,console,gateway',
  ]);
  const address = await front.ready;
  const { token, uuid } = JSON.parse(readFileSync(join(directory, 'admin.json'), 'utf8')) as {
    token: string;
    uuid: string;
  };
  const headers = { 'x-auth-token': token };
  const base = `${address}/pithos/object-store/v1/${uuid}/box`;
  assert.equal((await fetch(base, { method: 'PUT', headers })).status, 201);
  const bytes = Buffer.alloc(5 * 1024 * 1024, 'synnefo');
  assert.equal((await fetch(`${base}/o`, { method: 'PUT', headers, body: bytes })).status, 201);
  assert.ok(Buffer.from(await (await fetch(`${base}/o`, { headers })).arrayBuffer()).equals(bytes));
  const flavors = await fetch(`${address}/cyclades/compute/v2.0/flavors`, { headers });
  assert.equal(flavors.status, 200);

  await t.test(
    'T-G13 a role believes no mark of the gateway without the secret, also on its own socket',
    async () => {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        http
          .get(
            {
              socketPath: join(directory, 'run', 'object.sock'),
              path: '/pithos/internal/v1/objects?user=x&domain=plankton',
              headers: {
                'x-synnefo-internal': 'guess',
                'x-synnefo-client-address': '127.0.0.1',
                'x-forwarded-for': '127.0.0.1',
              },
            },
            (reply) => {
              reply.resume();
              resolve(reply.statusCode);
            },
          )
          .once('error', reject);
      });
      assert.equal(status, 401);
    },
  );

  await t.test(
    'while the other process is away its services answer 503, and again as soon as it is back',
    async () => {
      assert.equal((await stores.stop()).code, 0);
      assert.equal((await fetch(base, { headers })).status, 503);
      const again = startProcess(t, ['--data-dir', directory, '--roles', 'database,identity,object'], APART);
      await until(() => again.stdout().includes('is ready'), 60_000);
      await until(async () => (await fetch(`${base}/o`, { headers })).status === 200, 30_000);
      await again.stop();
    },
  );
  assert.equal((await front.stop()).code, 0);
});
