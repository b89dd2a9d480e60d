import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpStatusEvent } from '#contract/ganeti-events';
import { added, INSTANCE, makeNetwork, removed } from './kit/cards.ts';
import { cannotBoot, createBody, startHost, testDirectory } from './kit/host.ts';

test('a machine whose system does not listen keeps the dead card until its next start, and the job says so', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const { rapi } = await startHost(await testDirectory(t));
  await makeNetwork(rapi);
  const body = createBody('snf-1', null);
  assert.equal((await rapi.run('POST', '/2/instances', body)).status, 'success');
  assert.equal((await rapi.run('PUT', `${INSTANCE}/modify`, added)).status, 'success');
  const job = await rapi.run('PUT', `${INSTANCE}/modify`, removed);
  assert.equal(job.status, 'success');
  assert.match(JSON.stringify(job.oplog), /the machine meets the change at its next start/);
  assert.deepEqual((await rapi.instance('snf-1'))!['nic.names'], ['snf-nic-1']);
});

test('the firewall of a card is a tag of its machine, and told with the card', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const { rapi, events } = await startHost(await testDirectory(t));
  await makeNetwork(rapi);
  const nics = [{ name: 'snf-nic-7', network: 'snf-net-1', ip: 'pool' }];
  const body = createBody('snf-1', null, { nics, start: false });
  assert.equal((await rapi.run('POST', '/2/instances', body)).status, 'success');
  await rapi.run('PUT', `${INSTANCE}/tags?tag=${encodeURIComponent('synnefo:network:snf-nic-7:protected')}`);
  await rapi.run('PUT', `${INSTANCE}/modify`, { os_name: 'snf-image+default' });
  const told = events.map(({ body: message }) => OpStatusEvent.safeParse(message)).at(-1)!;
  assert.equal(told.data?.instance_nics?.[0]?.firewall, 'protected');
});
