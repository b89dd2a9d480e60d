import assert from 'node:assert/strict';
import { openSync, closeSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startOwnPostgres } from '#kit/own-postgres';
import { until } from '#kit/until';
import { addressesOf, startCloud, type TestCloud } from '../kit/cloud.ts';
import type { TestUser } from '../kit/people.ts';
import { assertFault } from '../security/fault-shape.ts';
import { allRoutes, fillPath, isInternal, type TargetRoute } from '../security/route-tables.ts';

type Service = TargetRoute['role'];

const SERVICES: readonly Service[] = ['identity', 'object', 'compute'];

/** Every public route with plausible values, as one user. What needs no database may answer as it likes, but never with 500. */
async function statusesOf(user: TestUser, role: Service): Promise<number[]> {
  const routes = allRoutes.filter((route) => route.role === role && !isInternal(route));
  return Promise.all(
    routes.map(async ({ method, path, query, body }) => {
      const filled = fillPath(path, (name) => (name === 'account' ? user.uuid : name === '*' ? 'name' : '1'));
      const search = query.length === 0 ? '' : `?${query.map((name) => `${name}=1`).join('&')}`;
      const reply = await user.call(method, filled + search, body === undefined ? {} : { body: {} });
      assert.ok(
        reply.status < 500 || [501, 503].includes(reply.status),
        `${method} ${filled}: ${reply.status}`,
      );
      if (reply.status === 503) {
        assert.match(reply.headers['retry-after'] ?? '', /^\d+$/, `${method} ${filled}`);
        if (method !== 'HEAD') assertFault(reply, `${method} ${filled}`);
      }
      return reply.status;
    }),
  );
}

async function expectRefusals(user: TestUser, role: Service): Promise<void> {
  const statuses = await statusesOf(user, role);
  const refused = statuses.filter((status) => status === 503).length;
  assert.ok(refused > statuses.length / 4, `${role}: ${refused} of ${statuses.length} answered 503`);
}

interface Readiness {
  ready: boolean;
  troubles?: Record<string, string>;
}

async function readiness(cloud: TestCloud): Promise<Readiness> {
  return (await cloud.anonymous.get('/readyz')).json as Readiness;
}

async function expectTroubles(cloud: TestCloud, roles: readonly string[]): Promise<void> {
  await until(async () => {
    const { troubles = {} } = await readiness(cloud);
    return Object.keys(troubles).sort().join() === roles.join();
  });
}

async function expectReady(cloud: TestCloud, user: TestUser): Promise<void> {
  await until(async () => (await readiness(cloud)).ready, 60_000);
  await until(async () => (await user.get(`/pithos/object-store/v1/${user.uuid}`)).status < 300, 60_000);
  assert.equal((await user.get('/cyclades/compute/v2.0/servers')).status, 200);
}

test(
  'T-F9 while a database refuses, is used up, restarts, or cannot read its files, clients get 503 with Retry-After, and readyz names the roles',
  { timeout: 400_000 },
  async (t) => {
    const postgres = await startOwnPostgres(t);
    const cloud = await startCloud(t, { addresses: () => addressesOf(postgres.urls) });
    const ada = await cloud.user();
    await expectReady(cloud, ada);
    const end = (name: string) =>
      postgres.superuser((client) =>
        client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]),
      );

    for (const [what, forbid, allow] of [
      ['that refuses', 'allow_connections false', 'allow_connections true'],
      ['whose connections are all taken', 'connection limit 0', 'connection limit -1'],
    ] as const) {
      await t.test(`a database ${what} takes out its own roles alone`, async () => {
        for (const role of SERVICES) {
          await postgres.superuser((client) => client.query(`alter database ${role} ${forbid}`));
          await end(role);
          await until(async () => (await readiness(cloud)).troubles?.[role] === 'database');
          await expectRefusals(ada, role);
          await expectTroubles(cloud, role === 'compute' ? ['compute', 'dispatcher'] : [role]);
          assert.equal((await cloud.anonymous.get('/healthz')).status, 200);
          await postgres.superuser((client) => client.query(`alter database ${role} ${allow}`));
          await expectReady(cloud, ada);
        }
      });
    }

    await t.test('a server that is stopped, and again when it is back', async () => {
      await postgres.stop();
      await until(async () => !(await readiness(cloud)).ready); // the answer before it is good for a second
      for (const role of SERVICES) await expectRefusals(ada, role);
      await expectTroubles(cloud, ['compute', 'dispatcher', 'identity', 'object']);
      await postgres.start();
      await expectReady(cloud, ada);
    });

    await t.test('a server that hangs', async () => {
      await Promise.all(['identity', 'object', 'compute'].map(end));
      process.kill(postgres.pid(), 'SIGSTOP');
      try {
        await until(async () => (await readiness(cloud)).troubles?.['identity'] === 'database');
      } finally {
        process.kill(postgres.pid(), 'SIGCONT');
      }
      await expectReady(cloud, ada);
    });

    await t.test('a table whose first page is damaged', async () => {
      const path = await postgres.superuser(async (client) => {
        const { rows } = await client.query<{ path: string }>("select pg_relation_filepath('users') as path");
        return join(postgres.dataDirectory, rows[0]!.path);
      }, 'identity');
      await postgres.stop();
      const page = readFileSync(path).subarray(0, 8192);
      overwrite(path, Buffer.alloc(4096, 0x5a), 2048);
      await postgres.start();
      await until(async () => (await readiness(cloud)).troubles?.['identity'] === 'database', 60_000);
      const reply = await ada.get('/astakos/account/v1.0/quotas');
      assert.equal(reply.status, 503);
      assert.match(reply.headers['retry-after'] ?? '', /^\d+$/);
      await postgres.stop();
      overwrite(path, page, 0);
      await postgres.start();
    });
  },
);

function overwrite(path: string, bytes: Buffer, position: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, position);
  closeSync(file);
}
