import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import {
  makeImage,
  runningServer,
  settledServer,
  expectUsage,
  startComputeCloud,
} from './kit/compute-cloud.ts';
import { checkInvariants, checkQuota } from './kit/invariants.ts';

const GIB = 1n << 30n;
const MIB = 1n << 20n;

test('a server is made, stopped, started, rebooted and destroyed, and quota follows every step', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const server = await runningServer(owner, image, { name: 'first' });
  const whole = { 'cyclades.vm': 1n, 'cyclades.cpu': 1n, 'cyclades.ram': 512n * MIB, 'cyclades.disk': GIB };
  await expectUsage(owner, whole);
  const act = async (body: Record<string, unknown>): Promise<void> => {
    const reply = await owner.post(`${COMPUTE_PREFIX}/servers/${server.id}/action`, body);
    assert.equal(reply.status, 202, reply.text);
  };
  await act({ shutdown: {} });
  await settledServer(owner, server.id, 'STOPPED');
  await expectUsage(owner, { 'cyclades.vm': 1n, 'cyclades.disk': GIB });
  await act({ start: {} });
  await settledServer(owner, server.id, 'ACTIVE');
  await expectUsage(owner, whole);
  await act({ reboot: { type: 'HARD' } });
  await settledServer(owner, server.id, 'ACTIVE');
  assert.equal((await owner.delete(`${COMPUTE_PREFIX}/servers/${server.id}`)).status, 204);
  const gone = await settledServer(owner, server.id, 'DELETED');
  assert.equal(gone.deleted, true);
  await expectUsage(owner, {});
  assert.equal(cloud.ganeti.instances.size, 0);
  await checkInvariants(cloud);
  await checkQuota(cloud);
});
