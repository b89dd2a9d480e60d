import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { httpTransport } from '#contract/transport';
import type { Server } from '#contract/compute';
import { COMPUTE_PREFIX } from '#contract/compute';
import { recoverCommissions } from '#platform/quota/recovery';
import { reconcileIntents } from '#compute/domain/servers/reconcile';
import type { TestUser } from '../kit/people.ts';
import { type ComputeCloud, expectUsage, makeImage, startComputeCloud } from './kit/compute-cloud.ts';
import { DyingCompute, isDeath } from './kit/dying-compute.ts';
import { checkInvariants, checkQuota } from './kit/invariants.ts';
import { transportUser } from './kit/transport-user.ts';

const POINTS = [
  'compute.create.planned#1',
  'ledger.issued#1',
  'ledger.recorded#1',
  'compute.create.recorded#1',
  'ledger.settled#1',
  'jobs.before-handler#1',
  'compute.submit.before-call#1',
  'compute.submit.after-call#1',
  'jobs.after-handler#1',
  'compute.action.recorded#1',
  'compute.submit.before-call#2',
  'compute.submit.after-call#2',
  'ledger.issued#2',
  'compute.destroy.recorded#1',
  'compute.submit.after-call#3',
  'ledger.correction-issued#1',
];

test('T-F1 R-C1 compute killed between any two steps of creating, stopping and destroying loses and leaks nothing', async (t) => {
  const cloud = await startComputeCloud(t, { roles: ['identity', 'object', 'dispatcher'] });
  const context = cloud.running().cloud.contextFor('console');
  const user = await cloud.owner();
  const owner = transportUser(user, {
    '/astakos': context.transportTo('identity'),
    '/pithos': context.transportTo('object'),
    '/cyclades': httpTransport(`unix:${cloud.running().data.run}/compute.sock`),
  });
  const processes = new DyingCompute(cloud);
  t.after(() => processes.stop());
  await processes.start();
  const image = await makeImage(owner);
  await processes.stop();
  for (const point of POINTS) {
    await processes.start(`${point}=kill`);
    await liveAndDie(owner, image);
    assert.equal(await processes.death(), 'SIGKILL', `${point} was reached`);
    await checkInvariants(cloud);
  }

  await processes.start();
  await settle(cloud, owner);
  const { store } = cloud.compute;
  const rows = (await store.servers.listed({ deleted: false }, { conditions: [], limit: 1000 })).rows;
  for (const row of rows) {
    assert.ok(
      ['STARTED', 'STOPPED'].includes(row.operstate),
      `server ${row.id} is ${row.operstate} ${row.task}`,
    );
    assert.ok(cloud.ganeti.instances.has(`snf-${row.id}`));
  }
  assert.equal(cloud.ganeti.instances.size, rows.length, 'instances are exactly the live servers');
  await expectUsage(owner, sumOf(rows.map(({ charged }) => charged)));
  const creations = cloud.ganeti.jobs
    .filter(({ opcode }) => opcode === 'OP_INSTANCE_CREATE')
    .map(({ instance }) => instance);
  assert.equal(new Set(creations).size, creations.length, 'no server was created twice');

  for (const { id } of rows)
    assert.equal((await owner.delete(`${COMPUTE_PREFIX}/servers/${id}`)).status, 204);
  await settle(cloud, owner);
  await expectUsage(owner, {});
  assert.equal(cloud.ganeti.instances.size, 0);
  await checkInvariants(cloud);
  await checkQuota(cloud);
});

function sumOf(charges: readonly Record<string, string>[]): Record<string, bigint> {
  const sum: Record<string, bigint> = {};
  for (const charge of charges) {
    for (const [resource, amount] of Object.entries(charge)) {
      if (!resource.includes('total')) sum[resource] = (sum[resource] ?? 0n) + BigInt(amount);
    }
  }
  return sum;
}

/** Makes, stops and destroys a server; ends early when the process dies under it. */
async function liveAndDie(owner: TestUser, image: string): Promise<void> {
  const servers = `${COMPUTE_PREFIX}/servers`;
  try {
    const made = await owner.post(servers, { server: { name: 'brief', flavorRef: 1, imageRef: image } });
    assert.equal(made.status, 202, made.text);
    const { id } = (made.json as { server: Server }).server;
    await statusOf(owner, id, 'ACTIVE');
    await owner.post(`${servers}/${id}/action`, { shutdown: {} });
    await statusOf(owner, id, 'STOPPED');
    await owner.delete(`${servers}/${id}`);
    await statusOf(owner, id, 'DELETED');
  } catch (error) {
    if (!isDeath(error)) throw error;
  }
}

async function statusOf(owner: TestUser, id: number, wanted: string): Promise<void> {
  for (const started = performance.now(); performance.now() - started < 60_000; await sleep(25)) {
    const reply = await owner.get(`${COMPUTE_PREFIX}/servers/${id}`);
    const { server } = reply.json as { server: Server };
    if (server.status === wanted && server['SNF:task_state'] === '') return;
  }
  throw new Error(`server ${id} did not become ${wanted}`);
}

/** What the scheduler does, as if its patience were over. */
async function settle(cloud: ComputeCloud, owner: TestUser): Promise<void> {
  const clock = { ...cloud.compute.clock, now: () => new Date(Date.now() + 120_000) };
  const later = { ...cloud.compute, clock, ledger: { ...cloud.compute.ledger, clock } };
  for (const started = performance.now(); performance.now() - started < 30_000; await sleep(100)) {
    await recoverCommissions(later.ledger);
    await reconcileIntents(later);
    await cloud.ganeti.quiet();
    const { servers } = (await owner.get(`${COMPUTE_PREFIX}/servers/detail`)).json as { servers: Server[] };
    if (servers.every((server) => server['SNF:task_state'] === '')) return;
  }
  throw new Error('something stays in the middle of its task');
}
