import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActivityReply, COMPUTE_PREFIX, type Diagnostic } from '#contract/compute';
import { type Doubts, reconcileIntents, reconcileStates } from '#compute/domain/servers/reconcile';
import { submitIntent } from '#compute/domain/servers/submit';
import { until } from '../kit/until.ts';
import {
  chargedTo,
  type ComputeCloud,
  expectUsage,
  makeImage,
  makeServer,
  runningServer,
  settledServer,
  showServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';
import { checkInvariants } from './kit/invariants.ts';

const SERVERS = `${COMPUTE_PREFIX}/servers`;

test('what goes wrong in the back end reaches the owner, and delete works', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  t.afterEach(() => checkInvariants(cloud));

  /** In ERROR, with a reason; the charge stays until the owner destroys it. */
  const brokenThenDestroyed = async (id: number, reason: RegExp): Promise<void> => {
    const broken = await settledServer(owner, id, 'ERROR');
    assert.match(broken.diagnostics[0]?.message ?? '', reason);
    const list = (await owner.get(`${SERVERS}/${id}/diagnostics`)).json as Diagnostic[];
    assert.equal(list[0]?.level, 'ERROR');
    assert.ok(
      ((await chargedTo(owner))['cyclades.cpu'] ?? 0n) > 0n,
      'a broken server is charged as a running one',
    );
    const refused = await owner.post(`${SERVERS}/${id}/action`, { start: {} });
    assert.equal(refused.status, 400, 'only destroying is allowed');
    assert.equal((await owner.delete(`${SERVERS}/${id}`)).status, 204);
    await settledServer(owner, id, 'DELETED');
    await expectUsage(owner, {});
    assert.equal(cloud.ganeti.instances.size, 0);
  };

  await t.test('QEMU that dies while it starts leaves a server in ERROR with the reason', async () => {
    cloud.ganeti.faults = {
      fail: {
        OP_INSTANCE_CREATE: ['OpExecError', ['QEMU ended with status 1: no memory', 'internal_error']],
      },
    };
    const { id } = await makeServer(owner, image);
    await settledServer(owner, id, 'ERROR');
    cloud.ganeti.faults = {};
    await brokenThenDestroyed(id, /QEMU ended with status 1/);
  });

  await t.test('a back end that refuses leaves a server in ERROR with its words', async () => {
    cloud.ganeti.faults = {
      refuse: { status: 400, message: 'Invalid body parameters: &#x27;nics&#x27; fails' },
    };
    const { id } = await makeServer(owner, image);
    await settledServer(owner, id, 'ERROR');
    cloud.ganeti.faults = {};
    await brokenThenDestroyed(id, /answers 400: Invalid body parameters: 'nics' fails/);
  });

  await t.test(
    'a failed start keeps the state, frees the server and gives the promised quota back',
    async () => {
      const { id } = await runningServer(owner, image);
      assert.equal((await owner.post(`${SERVERS}/${id}/action`, { shutdown: {} })).status, 202);
      await settledServer(owner, id, 'STOPPED');
      const stoppedCharge = { 'cyclades.vm': 1n, 'cyclades.disk': 1n << 30n };
      await expectUsage(owner, stoppedCharge);
      cloud.ganeti.faults = {
        fail: { OP_INSTANCE_STARTUP: ['OpExecError', ['no room on the host', 'insufficient_resources']] },
      };
      assert.equal((await owner.post(`${SERVERS}/${id}/action`, { start: {} })).status, 202);
      const stopped = await settledServer(owner, id, 'STOPPED');
      cloud.ganeti.faults = {};
      assert.match(stopped.diagnostics[0]?.message ?? '', /no room on the host/);
      assert.equal(stopped.diagnostics[0]?.['SNF:code'], 'no_room');
      const { activity } = ActivityReply.parse((await owner.get(`${SERVERS}/${id}/activity`)).json);
      assert.deepEqual(
        activity.map((row) => [row.action, row.user_id, row.result, row['SNF:code']]),
        [
          ['START', owner.uuid, 'failed', 'no_room'],
          ['STOP', owner.uuid, 'done', ''],
          ['BUILD', owner.uuid, 'done', ''],
        ],
        'who asked for what, and how it ended',
      );
      await expectUsage(owner, stoppedCharge);
      await owner.delete(`${SERVERS}/${id}`);
      await settledServer(owner, id, 'DELETED');
    },
  );

  await t.test(
    'a machine that powers itself off is found stopped, and its processors are free again',
    async () => {
      const { id } = await runningServer(owner, image);
      cloud.ganeti.setRunning(`snf-${id}`, false);
      const doubts: Doubts = new Map();
      await reconcileStates(cloud.compute, doubts);
      assert.equal((await showServer(owner, id)).status, 'ACTIVE', 'its host may just be starting it again');
      await reconcileStates(cloud.compute, doubts);
      const stopped = await showServer(owner, id);
      assert.equal(stopped.status, 'STOPPED');
      assert.match(stopped.diagnostics[0]?.message ?? '', /not running any more/);
      await expectUsage(owner, { 'cyclades.vm': 1n, 'cyclades.disk': 1n << 30n });
      await owner.delete(`${SERVERS}/${id}`);
      await settledServer(owner, id, 'DELETED');
    },
  );

  await t.test('T-F13 a call whose answer is lost is found again and done once', async () => {
    cloud.ganeti.faults = { loseAnswers: true, silent: true };
    const { id } = await makeServer(owner, image);
    await until(() => creations(cloud, id) > 0);
    cloud.ganeti.faults = {};
    await until(async () => {
      await reconcileNow(cloud);
      return (await showServer(owner, id)).status === 'ACTIVE';
    });
    assert.equal(creations(cloud, id), 1, 'exactly one job has the intent');
    await owner.delete(`${SERVERS}/${id}`);
    await settledServer(owner, id, 'DELETED');
  });

  await t.test('events that nobody published are made up for by asking', async () => {
    cloud.ganeti.faults = { silent: true };
    const { id } = await makeServer(owner, image);
    await until(() =>
      cloud.ganeti.jobs.some(({ instance, status }) => instance === `snf-${id}` && status === 'success'),
    );
    assert.equal((await showServer(owner, id)).status, 'BUILD');
    await until(async () => {
      await reconcileNow(cloud);
      return (await showServer(owner, id)).status === 'ACTIVE';
    });
    const running = await showServer(owner, id);
    assert.deepEqual(running['SNF:port_forwarding'], {
      '22': { host: '127.0.0.1', port: String(40_000 + id) },
    });
    await owner.delete(`${SERVERS}/${id}`);
    await until(async () => {
      await reconcileNow(cloud);
      return (await showServer(owner, id)).status === 'DELETED';
    });
    cloud.ganeti.faults = {};
    await expectUsage(owner, {});
  });

  await t.test('a machine that is being built is destroyed as soon as that can be, once', async () => {
    cloud.ganeti.faults = { hold: true };
    const { id } = await makeServer(owner, image);
    await until(() => creations(cloud, id) === 1);
    assert.equal((await owner.delete(`${SERVERS}/${id}`)).status, 204);
    assert.equal((await owner.delete(`${SERVERS}/${id}`)).status, 204, 'asking twice is asking once');
    const doomed = await showServer(owner, id);
    assert.deepEqual([doomed.status, doomed['SNF:task_state']], ['BUILD', 'DESTROYING']);
    const refused = await owner.post(`${SERVERS}/${id}/action`, { shutdown: {} });
    assert.match(refused.text, /DESTROYING/);
    cloud.ganeti.faults = {};
    await settledServer(owner, id, 'DELETED');
    assert.equal(cloud.ganeti.instances.size, 0);
    const removals = cloud.ganeti.jobs.filter(
      ({ opcode, instance }) => opcode === 'OP_INSTANCE_REMOVE' && instance === `snf-${id}`,
    );
    assert.equal(removals.length, 1);
    await expectUsage(owner, {});
  });

  await t.test('destroying waits for a creation whose answer was lost, and finds it', async () => {
    cloud.ganeti.faults = { loseAnswers: true, hold: true };
    const { id } = await makeServer(owner, image);
    await until(() => creations(cloud, id) === 1);
    assert.equal((await owner.delete(`${SERVERS}/${id}`)).status, 204);
    cloud.ganeti.faults = { hold: true };
    const { store } = cloud.compute;
    const creation = (await store.intents.creationOf(id))!;
    await submitIntent(cloud.compute, creation.id);
    assert.notEqual((await store.intents.find(creation.id))?.jobId, null);
    assert.equal((await showServer(owner, id)).status, 'BUILD', 'it may still make the machine');
    cloud.ganeti.faults = {};
    await settledServer(owner, id, 'DELETED');
    assert.equal(cloud.ganeti.instances.size, 0);
    await expectUsage(owner, {});
  });

  await t.test('a creation that fails while its machine is to be destroyed leaves nothing', async () => {
    const reason: [string, [string, string]] = ['OpExecError', ['no memory', 'internal_error']];
    cloud.ganeti.faults = { hold: true, fail: { OP_INSTANCE_CREATE: reason } };
    const { id } = await makeServer(owner, image);
    await until(() => creations(cloud, id) === 1);
    assert.equal((await owner.delete(`${SERVERS}/${id}`)).status, 204);
    cloud.ganeti.faults = { fail: { OP_INSTANCE_CREATE: reason } };
    await settledServer(owner, id, 'DELETED');
    cloud.ganeti.faults = {};
    assert.equal(cloud.ganeti.instances.size, 0);
    await expectUsage(owner, {});
  });

  await t.test(
    'a back end that is never reached leaves a server in ERROR, which can be destroyed without it',
    async () => {
      const { store } = cloud.compute;
      await store.backends.update(1, { address: 'unix:/nowhere/at-all.sock' });
      const { id } = await makeServer(owner, image);
      const creation = (await store.intents.creationOf(id))!;
      await until(async () => (await store.intents.find(creation.id))?.sent === null);
      assert.equal((await showServer(owner, id)).status, 'BUILD');
      const later = {
        ...cloud.compute,
        clock: { ...cloud.compute.clock, now: () => new Date(Date.now() + 301_000) },
      };
      await until(async () => {
        await submitIntent(later, creation.id).catch(() => undefined);
        return (await showServer(owner, id)).status === 'ERROR';
      });
      assert.match((await showServer(owner, id)).diagnostics[0]?.message ?? '', /could not be reached/);
      assert.equal((await owner.delete(`${SERVERS}/${id}`)).status, 204);
      await settledServer(owner, id, 'DELETED');
      await expectUsage(owner, {});
      await store.backends.update(1, { address: cloud.ganeti.address });
    },
  );
});

function creations({ ganeti }: ComputeCloud, id: number): number {
  return ganeti.jobs.filter(
    ({ opcode, instance }) => opcode === 'OP_INSTANCE_CREATE' && instance === `snf-${id}`,
  ).length;
}

/** As if every open change were older than the patience of the reconciler. */
async function reconcileNow(cloud: ComputeCloud): Promise<void> {
  const later = { ...cloud.compute.clock, now: () => new Date(Date.now() + 61_000) };
  await reconcileIntents({ ...cloud.compute, clock: later });
}
