import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCloud } from '#kit/cloud';
import { until } from '#kit/until';
import { manage } from '#manage/manage';

test('job-list shows the repeated work of all services with its last run, and what of it nobody does here', async (t) => {
  const cloud = await startCloud(t, { roles: ['identity', 'object', 'gateway'] });
  const environment = {
    ASTAKOS_DATABASE_URL: cloud.databaseUrl('identity'),
    PITHOS_DATABASE_URL: cloud.databaseUrl('object'),
    CYCLADES_DATABASE_URL: cloud.databaseUrl('compute'),
    BASE_URL: cloud.url,
  };
  const list = async (...options: string[]): Promise<Record<string, string>[]> => {
    let said = '';
    const streams = { out: (text: string) => void (said += text), err: () => undefined };
    const line = ['job-list', '--data-dir', cloud.dataDirectory, '--output-format', 'json', ...options];
    assert.equal(await manage(line, environment, { streams }), 0);
    return JSON.parse(said) as Record<string, string>[];
  };
  let heartbeat: Record<string, string> | undefined;
  await until(async () => {
    heartbeat = (await list()).find(({ name }) => name === 'object.heartbeat');
    return heartbeat?.['last'] !== 'None';
  });
  assert.deepEqual(
    [heartbeat?.['service'], heartbeat?.['by'], heartbeat?.['every'], heartbeat?.['error']],
    ['object', 'each process', '10', 'None'],
  );
  const works = await list('--filter-by', 'service=compute');
  assert.ok(works.some(({ name, last }) => name === 'compute.states.reconcile' && last === 'None'));
  assert.ok((await list('--failed')).every(({ error }) => error !== 'None'));
});
