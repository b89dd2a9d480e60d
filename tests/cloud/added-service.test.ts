import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fastify } from 'fastify';
import { Client } from 'pg';
import { z } from 'zod';
import { assemble } from '#cloud/assembly';
import { services } from '#cloud/roles';
import { completeSetUp } from '#cloud/first-start';
import { startCloud } from '#cloud/start-cloud';
import { silentLog } from '#platform/telemetry/log';
import type { RoleContext, RunningRole } from '#platform/service/role';
import type { ServiceDefinition } from '#platform/service/service-definition';
import { setting } from '#platform/settings';

/** A service that says how many times it was started, out of a table of its own. */
const counterDefinition: ServiceDefinition = {
  name: 'counter',
  settings: { COUNTER_STEP: setting(z.int(), 1, 'How much one start counts.') },
  databases: [{ name: 'counter', setting: 'COUNTER_DATABASE_URL', of: 'the counter', since: 1 }],
  component: { name: 'counter', prefix: 'counter', mayForce: false, since: 1, catalog: [] },
  roles: [
    {
      name: 'counter',
      databases: ['counter'],
      answers: 'anywhere',
      load: async () => ({ name: 'counter', start: startCounter }),
    },
  ],
  setUp: {
    role: 'counter',
    load: async () => ({
      prepare: ({ step, context }) =>
        step('counter', 'counting from a thousand', async () => {
          const client = new Client({ connectionString: context.databaseUrl('counter') });
          await client.connect();
          await client.query('insert into starts values (1000)');
          await client.end();
        }),
    }),
  },
};

async function startCounter(context: RoleContext): Promise<RunningRole> {
  const { COUNTER_STEP: step } = context.settings as { COUNTER_STEP: number };
  const client = new Client({ connectionString: context.databaseUrl('counter') });
  await client.connect();
  await client.query('create table if not exists starts (count bigint)');
  await client.query('insert into starts values ($1)', [step]);
  const app = fastify();
  app.get(
    '/starts',
    async () => (await client.query('select sum(count)::text as count from starts')).rows[0],
  );
  return {
    app,
    ready: async () => undefined,
    stop: async () => {
      await app.close();
      await client.end();
    },
  };
}

test('a service is added by its definition alone: database, settings, secrets, role and set-up come with it', async (t) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'synnefo-added-'));
  t.after(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const options = {
    assembly: assemble([...services, counterDefinition]),
    dataDirectory,
    environment: { COUNTER_STEP: '5', BASE_URL: 'http://127.0.0.1:8080' },
    parts: ['database', 'counter'],
    log: silentLog,
    durable: false,
  };
  for (const expected of ['1005', '1010']) {
    const cloud = await startCloud(options);
    await completeSetUp(cloud, { progress: () => undefined, signal: new AbortController().signal });
    const call = cloud.cloud.contextFor('identity').transportTo('counter');
    const reply = await call({ method: 'GET', path: '/starts' });
    assert.equal((await reply.body.toArray()).join(''), `{"count":"${expected}"}`);
    await cloud.stop();
  }
  const { components } = JSON.parse(readFileSync(join(dataDirectory, 'secrets.json'), 'utf8')) as {
    components: Record<string, string>;
  };
  assert.deepEqual(Object.keys(components).sort(), ['astakos', 'counter', 'cyclades', 'pithos']);
});
