import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { startCloud } from '#kit/cloud';
import type { DatabaseName } from '#cloud/roles';
import { assertFault, assertNoLeak } from './fault-shape.ts';
import { rowCounts } from './row-counts.ts';
import { wireTo } from './wire.ts';

test('T-G17 when a database breaks under them, services answer 500 or 503 and tell nothing of why', async (t) => {
  const cloud = await startCloud(t);
  const ada = await cloud.user();
  await ada.put(`/pithos/object-store/v1/${ada.uuid}/box`);
  const wire = wireTo(Number(new URL(cloud.url).port));
  t.after(() => wire.close());
  const paths: Record<Exclude<DatabaseName, 'queue'>, string[]> = {
    compute: [
      '/cyclades/compute/v2.0/servers/detail',
      '/cyclades/compute/v2.0/flavors',
      '/cyclades/compute/v2.0/os-keypairs',
    ],
    object: [
      `/pithos/object-store/v1/${ada.uuid}`,
      `/pithos/object-store/v1/${ada.uuid}/box`,
      `/pithos/object-store/v1/${ada.uuid}/box/thing`,
    ],
    identity: [
      '/astakos/account/v1.0/quotas',
      '/astakos/account/v1.0/projects',
      '/cyclades/compute/v2.0/servers',
      `/pithos/object-store/v1/${ada.uuid}`,
    ],
  };
  for (const name of ['compute', 'object', 'identity'] as const) {
    await breakTables(cloud.databaseUrl(name));
    const statuses = new Set<number>();
    for (const path of paths[name]) {
      const reply = await wire.send({ method: 'GET', path, headers: { 'x-auth-token': ada.token } });
      const what = `${path} -> ${reply.status} ${reply.text}`;
      statuses.add(reply.status);
      assertFault(reply, what);
      assertNoLeak(reply, what);
      assert.doesNotMatch(reply.text, new RegExp(`${name}_|broken_|${cloud.dataDirectory}`), what);
    }
    assert.ok(
      [...statuses].some((status) => status >= 500),
      `${name}: ${[...statuses].join()}`,
    );
  }
  assert.equal((await fetch(`${cloud.url}/healthz`)).status, 200);
});

async function breakTables(url: string): Promise<void> {
  const names = Object.keys(await rowCounts(url)).filter((name) => name.startsWith('public.'));
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const name of names)
    await client.query(
      `alter table ${name} rename to ${`broken_${name.split('.')[1]!.replaceAll('"', '')}`.slice(0, 60)}`,
    );
  await client.end();
}
