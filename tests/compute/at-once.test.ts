import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMPUTE_PREFIX } from '#contract/compute';
import { IMAGE_PREFIX } from '#contract/image';
import { NewServerBody } from '#contract/new-server';
import { modifyBackend, refreshBackend } from '#compute/domain/backends/backends';
import { removeBackend } from '#compute/domain/backends/remove';
import { createServer } from '#compute/domain/servers/create';
import type { Compute } from '#compute/domain/compute';
import { placeServer } from '#compute/domain/backends/placement';
import { callerOf } from './kit/caller-of.ts';
import { makeImage, makeServer, settledServer, startComputeCloud } from './kit/compute-cloud.ts';

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKvRPYVtHbmEQWrcQfBgeKpB7sT3nLgVMZwgKoIR7tsd';
const FRIENDS = Array.from({ length: 12 }, (_, index) => `friend-${String(index).padStart(2, '0')}`);

test('of two changes at once neither undoes the other', async (t) => {
  const cloud = await startComputeCloud(t, { settings: { USERDATA_MAX_SSH_KEYS_PER_USER: 5 } });
  const { compute } = cloud;
  const { store } = compute;
  const owner = await cloud.owner({ 'cyclades.vm': 3 });
  const image = await makeImage(owner);

  await t.test(
    'who may use an image: all that was added at once is there, all that was removed is not',
    async () => {
      const members = `${IMAGE_PREFIX}/images/${image}/members`;
      const [first, second] = [FRIENDS.slice(0, 6), FRIENDS.slice(6)];
      await owner.put(members, { memberships: first.map((member_id) => ({ member_id })) });
      const replies = await Promise.all([
        ...second.map((friend) => owner.call('PUT', `${members}/${friend}`)),
        ...first.map((friend) => owner.delete(`${members}/${friend}`)),
      ]);
      assert.deepEqual([...new Set(replies.map(({ status }) => status))], [204]);
      const now = ((await owner.get(members)).json as { members: { member_id: string }[] }).members;
      assert.deepEqual(now.map(({ member_id }) => member_id).sort(), [owner.uuid, ...second].sort());
    },
  );

  await t.test('a list of members and its being public are two things', async () => {
    const path = `${IMAGE_PREFIX}/images/${image}`;
    const published = await owner.put(path, undefined, { 'x-image-meta-is-public': 'true' });
    assert.equal(published.headers['x-image-meta-is-public'], 'True');
    await owner.put(`${path}/members`, { memberships: [{ member_id: 'friend-00' }] });
    assert.equal((await owner.head(path)).headers['x-image-meta-is-public'], 'True');
    const closed = await owner.put(path, undefined, { 'x-image-meta-is-public': 'false' });
    assert.equal(closed.headers['x-image-meta-is-public'], 'False');
    const { members } = (await owner.get(`${path}/members`)).json as { members: { member_id: string }[] };
    assert.deepEqual(members.map(({ member_id }) => member_id).sort(), [owner.uuid, 'friend-00'].sort());
    await owner.put(path, undefined, { 'x-image-meta-is-public': 'true' });
    await owner.put(path, undefined, { 'x-image-meta-is-public': 'false' });
    assert.deepEqual((await owner.get(`${path}/members`)).json, { members }, 'public for a while');
  });

  await t.test('a limit of keys holds however many are added at once', async () => {
    const add = (_: unknown, index: number) =>
      owner.post(`${COMPUTE_PREFIX}/os-keypairs`, { keypair: { name: `k${index}`, public_key: ED25519 } });
    const replies = await Promise.all(Array.from({ length: 15 }, add));
    assert.equal(replies.filter(({ status }) => status === 201).length, 5);
    assert.equal(replies.filter(({ status }) => status === 413).length, 10);
  });

  await t.test('a back end that is drained while its new account is tried stays drained', async () => {
    const { started, proceed, slow } = slowly(compute);
    const change = modifyBackend(slow, 1, { username: 'synnefo' });
    await started;
    await modifyBackend(compute, 1, { drained: true, public: false });
    proceed();
    await change;
    const row = (await store.backends.find(1))!;
    assert.deepEqual([row.drained, row.public], [true, false]);
    await modifyBackend(compute, 1, { drained: false, public: true });
  });

  await t.test('an account that was changed while another was tried is not half of each', async () => {
    const { started, proceed, slow } = slowly(compute);
    const change = modifyBackend(slow, 1, { username: 'synnefo' });
    const refused = assert.rejects(change, { code: 'backend_changed' });
    await started;
    await store.backends.update(1, { fingerprint: 'AA:BB' });
    proceed();
    await refused;
    await store.backends.update(1, { fingerprint: null });
  });

  await t.test(
    'a creation that is refused takes no room, and one that is recorded takes it once',
    async () => {
      const { id: _id, index: _index, ...row } = (await store.backends.find(1))!;
      const other = { ...row, clustername: 'other.example.org', address: 'unix:/nowhere', index: 1 };
      const figures = { mtotal: 4096, dtotal: 100_000, dfree: 90_000, ctotal: 16, pinstCnt: 0 };
      await store.backends.update(1, { ...figures, mfree: 1100, figuresAt: new Date() });
      await store.backends.insert({ ...other, ...figures, mfree: 900 });
      const wanted = {
        user: owner.uuid,
        project: owner.uuid,
        flavor: { cpu: 1, ram: 512, disk: 1, diskTemplate: 'file' },
        diskFormat: 'diskdump',
      };
      const chosen = async () => (await store.transaction((tx) => placeServer(compute, tx, wanted))).id;
      const poor = await cloud.owner({ 'cyclades.vm': 0 });
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const body = { name: 'x', flavorRef: 1, imageRef: await makeImage(poor) };
        const refused = await poor.post(`${COMPUTE_PREFIX}/servers`, { server: body });
        assert.equal(refused.status, 413, refused.text);
      }
      assert.equal(await chosen(), 1, 'nothing of them is left in the figures');
      const { id } = await makeServer(owner, image);
      assert.notEqual(await chosen(), 1, 'the room of the new one is taken');
      await settledServer(owner, id, 'ACTIVE');
      assert.notEqual(await chosen(), 1, 'until the figures are read again');
      assert.equal((await owner.delete(`${COMPUTE_PREFIX}/servers/${id}`)).status, 204);
      await settledServer(owner, id, 'DELETED');
      assert.equal(await chosen(), 1, 'a deleted one gives it back at once');
    },
  );

  await t.test('a server is never left in a back end that was removed while it was created', async () => {
    const { id: _id, index: _index, ...row } = (await store.backends.find(1))!;
    const best = {
      mtotal: 1 << 20,
      mfree: 1 << 20,
      dtotal: 1 << 20,
      dfree: 1 << 20,
      ctotal: 64,
      pinstCnt: 0,
    };
    const caller = callerOf(owner);
    const { server: wanted } = NewServerBody.parse({ server: { name: 'x', flavorRef: 1, imageRef: image } });
    const added = (number: number) =>
      store.backends.insert({
        ...row,
        ...best,
        clustername: `gone${number}`,
        address: 'unix:/no',
        index: 9 + number,
      });

    const first = await added(1);
    let removal: Promise<unknown> | undefined;
    const early = { killPoint: () => void (removal ??= removeBackend(compute, first.id)) };
    const moved = await createServer({ ...compute, ...early }, caller, wanted);
    await removal;
    assert.notEqual(moved.server.backendId, first.id, 'removed before it was recorded: it goes elsewhere');

    const second = await added(2);
    const late = {
      submitJob: {
        ...compute.submitJob,
        add: async (...job: Parameters<typeof compute.submitJob.add>) => {
          removal = removeBackend(compute, second.id).catch((error: unknown) => error);
          await sleep(200);
          await compute.submitJob.add(...job);
        },
      },
    };
    const kept = await createServer({ ...compute, ...late }, caller, wanted);
    assert.equal(kept.server.backendId, second.id);
    assert.equal(((await removal) as { code: string }).code, 'backend_in_use', 'it waited for the creation');
  });

  await t.test('older figures never replace newer ones', async () => {
    const { started, proceed, slow } = slowly(compute);
    const before = (await store.backends.find(1))!;
    const late = refreshBackend(slow, before);
    await started;
    cloud.ganeti.room = { ...cloud.ganeti.room, mfree: 7 };
    await refreshBackend(compute, before);
    cloud.ganeti.room = { ...cloud.ganeti.room, mfree: 60_000 };
    proceed();
    await late;
    assert.equal((await store.backends.find(1))!.mfree, 7);
  });
});

/** Compute whose next question to a back end waits until it may proceed. */
function slowly(compute: Compute): { slow: Compute; started: Promise<void>; proceed: () => void } {
  const started = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const slow: Compute = {
    ...compute,
    clusterOf: (backend) => {
      const cluster = compute.clusterOf(backend);
      return {
        ...cluster,
        info: async () => {
          started.resolve();
          await gate.promise;
          return cluster.info();
        },
      };
    },
  };
  return { slow, started: started.promise, proceed: gate.resolve };
}
