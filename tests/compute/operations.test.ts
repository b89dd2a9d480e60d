import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { COMPUTE_PREFIX, type Server } from '#contract/compute';
import { operator } from '#compute/domain/compute';
import { createFlavors } from '#compute/domain/flavors';
import {
  createRescueImage,
  modifyRescueImage,
  removeRescueImage,
} from '#compute/domain/rescue-images/rescue-images';
import { addTag, readTags } from '#compute/domain/servers/tags';
import { setSuspended } from '#compute/domain/servers/suspend';
import { sql } from 'kysely';
import type { TestUser } from '../kit/people.ts';
import { until } from '../kit/until.ts';
import {
  type ComputeCloud,
  expectUsage,
  makeImage,
  runningServer,
  settledServer,
  showServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';
import { checkInvariants, checkQuota } from './kit/invariants.ts';
import { overtaken } from './kit/overtaken.ts';
import type { Failure } from './kit/simulated/inventory.ts';

const MIB = 1n << 20n;
const GIB = 1n << 30n;
const servers = `${COMPUTE_PREFIX}/servers`;

describe('what is done with a server beside switching it on and off', () => {
  const ends: (() => unknown)[] = [];
  let cloud: ComputeCloud;
  let owner: TestUser;
  let image: string;
  before(async () => {
    cloud = await startComputeCloud(
      { after: (end) => void ends.push(end as () => unknown) },
      { settings: { RESCUE_ENABLED: true, CYCLADES_SHARED_RESOURCES_ENABLED: true } },
    );
    owner = await cloud.owner();
    image = await makeImage(owner, 'debian', { headers: { 'x-image-meta-property-os': 'debian' } });
    await createFlavors(cloud.compute, { cpus: [2], rams: [1024], disks: [1], templates: ['file'] });
    await createFlavors(cloud.compute, { cpus: [1], rams: [512], disks: [2], templates: ['file'] });
    await createFlavors(cloud.compute, { cpus: [1], rams: [512], disks: [1], templates: ['plain'] });
  });
  after(async () => {
    for (const end of ends) await end();
  });

  const act = (user: TestUser, id: number, body: Record<string, unknown>) =>
    user.post(`${servers}/${id}/action`, body);
  const codeOf = async (reply: ReturnType<typeof act>): Promise<[number, string | undefined]> => {
    const { status, headers } = await reply;
    return [status, headers['x-fault-code']];
  };
  const stoppedServer = async (user: TestUser, from = image): Promise<number> => {
    const { id } = await runningServer(user, from);
    assert.equal((await act(user, id, { shutdown: {} })).status, 202);
    await settledServer(user, id, 'STOPPED');
    return id;
  };

  test('a stopped server gets another size, and is charged for it when it has it', async () => {
    const user = await cloud.owner();
    const id = await stoppedServer(user, await makeImage(user));
    cloud.ganeti.faults = { hold: true };
    assert.equal((await act(user, id, { resize: { flavorRef: '2' } })).status, 202);
    assert.equal((await showServer(user, id))['SNF:task_state'], 'RESIZING');
    assert.deepEqual(await codeOf(act(user, id, { start: {} })), [400, 'server_busy']);
    cloud.ganeti.faults = {};
    const resized = await settledServer(user, id, 'STOPPED');
    assert.equal(resized.flavor.id, 2);
    await checkInvariants(cloud);
    assert.deepEqual(cloud.ganeti.instances.get(`snf-${id}`)!.beparams!['vcpus'], 2);
    assert.equal((await act(user, id, { start: {} })).status, 202);
    await settledServer(user, id, 'ACTIVE');
    await expectUsage(user, {
      'cyclades.vm': 1n,
      'cyclades.cpu': 2n,
      'cyclades.ram': 1024n * MIB,
      'cyclades.disk': GIB,
    });
  });

  test('a resize says why it may not begin, in every state, and one that failed changes nothing', async () => {
    const id = await stoppedServer(owner);
    const refused = (flavorRef: number | string) => codeOf(act(owner, id, { resize: { flavorRef } }));
    assert.deepEqual(await refused(1), [400, 'resize_to_same']);
    assert.deepEqual(await refused(3), [400, 'resize_disk_differs']);
    assert.deepEqual(await refused(4), [400, 'resize_volume_type_differs']);
    assert.deepEqual(await refused(99), [404, 'flavor_not_found']);
    assert.equal((await refused('9'.repeat(18)))[0], 404);
    const poor = await cloud.owner({ 'cyclades.total_cpu': 1 });
    const small = await stoppedServer(poor, await makeImage(poor));
    assert.deepEqual(await codeOf(act(poor, small, { resize: { flavorRef: 2 } })), [413, 'quota_exceeded']);
    cloud.ganeti.faults = {
      fail: { OP_INSTANCE_SET_PARAMS: ['OpPrereqError', ['No room for it', 'insufficient_resources']] },
    };
    assert.equal((await act(owner, id, { resize: { flavorRef: 2 } })).status, 202);
    const kept = await settledServer(owner, id, 'STOPPED');
    cloud.ganeti.faults = {};
    assert.equal(kept.flavor.id, 1);
    assert.deepEqual(
      [kept.diagnostics[0]!.message, kept.diagnostics[0]!['SNF:code']],
      ['No room for it', 'no_room'],
    );
    await act(owner, id, { start: {} });
    await settledServer(owner, id, 'ACTIVE');
    assert.deepEqual(await codeOf(act(owner, id, { resize: { flavorRef: 2 } })), [400, 'wrong_state']);
    assert.equal((await owner.delete(`${servers}/${id}`)).status, 204);
    await settledServer(owner, id, 'DELETED');
    assert.deepEqual(await codeOf(act(owner, id, { resize: { flavorRef: 2 } })), [400, 'server_deleted']);
  });

  test('a size that an operator gave is taken over, and of several jobs the newest counts', async () => {
    const id = await stoppedServer(owner);
    const [before] = await cloud.db
      .selectFrom('servers')
      .select('state_job_id')
      .where('id', '=', id)
      .execute();
    const told = (job: bigint, vcpus: number, ram: number) => ({
      id: `${id}-${job}`,
      exchange: 'ganeti',
      key: 'ganeti.snf.event.op',
      lane: `snf-${id}`,
      body: {
        type: 'ganeti-op-status',
        instance: `snf-${id}`,
        operation: 'OP_INSTANCE_SET_PARAMS',
        status: 'success',
        jobId: job,
        cluster: cloud.ganeti.clustername,
        event_time: [1, 1],
        job_fields: { beparams: { vcpus, maxmem: ram } },
      },
    });
    const newest = before!.state_job_id + 1_000_000n;
    await cloud.ganeti.publish(told(newest, 2, 1024));
    await until(async () => (await showServer(owner, id)).flavor.id === 2);
    await cloud.ganeti.publish(told(newest - 1n, 1, 512));
    await cloud.ganeti.publish(told(newest, 2, 1024));
    await act(owner, id, { start: {} });
    assert.equal((await settledServer(owner, id, 'ACTIVE')).flavor.id, 2);
  });

  test('a server starts from the rescue medium that fits its system, until it is told otherwise', async () => {
    const id = await stoppedServer(owner);
    assert.deepEqual(await codeOf(act(owner, id, { rescue: {} })), [404, 'no_rescue_image']);
    const media = cloud.compute;
    const plain = await createRescueImage(media, { name: 'any', location: 'any.iso', isDefault: true });
    const linux = await createRescueImage(media, {
      name: 'l',
      location: 'linux.iso',
      targetOsFamily: 'Linux',
    });
    const exact = await createRescueImage(media, {
      name: 'd',
      location: 'debian/live.iso',
      targetOsFamily: 'LINUX',
      targetOs: 'Debian',
    });
    assert.deepEqual(await codeOf(act(owner, id, { unrescue: {} })), [400, 'not_in_rescue']);
    assert.deepEqual(await codeOf(act(owner, id, { rescue: { rescue_image_ref: 77 } })), [
      404,
      'rescue_image_not_found',
    ]);
    assert.equal((await act(owner, id, { rescue: null })).status, 202);
    assert.equal((await settledServer(owner, id, 'STOPPED'))['SNF:rescue'], true);
    const { hvparams } = cloud.ganeti.instances.get(`snf-${id}`)!;
    assert.deepEqual(
      [hvparams['boot_order'], hvparams['cdrom_image_path']],
      ['cdrom', '/usr/share/synnefo/rescue-images/debian/live.iso'],
    );
    assert.deepEqual(await codeOf(act(owner, id, { rescue: {} })), [400, 'in_rescue']);
    await assert.rejects(removeRescueImage(media, exact.id, { force: false }), { status: 409 });
    await assert.rejects(modifyRescueImage(media, exact.id, { location: 'other.iso' }), { status: 409 });
    await assert.rejects(modifyRescueImage(media, plain.id, { isDefault: false }), { status: 409 });
    await assert.rejects(modifyRescueImage(media, linux.id, { location: '../shadow' }), { status: 400 });
    await modifyRescueImage(media, linux.id, { isDefault: true });
    await modifyRescueImage(media, plain.id, { isDefault: true });
    assert.equal((await act(owner, id, { unrescue: {} })).status, 202);
    const back = await settledServer(owner, id, 'STOPPED');
    assert.equal(back['SNF:rescue'], false);
    await removeRescueImage(media, exact.id, { force: false });
    // As kamaki 0.16 asks for it.
    assert.equal((await act(owner, id, { rescue: {}, rescue_image_ref: String(plain.id) })).status, 202);
    await settledServer(owner, id, 'STOPPED');
    assert.equal((await media.store.servers.find(id))!.rescueImageId, plain.id);
    assert.equal((await media.store.rescueImages.bestFor({ osFamily: 'linux', os: 'arch' }))!.id, linux.id);
    assert.equal((await owner.delete(`${servers}/${id}`)).status, 204);
    await settledServer(owner, id, 'DELETED');
    assert.equal(await media.store.rescueImages.uses(plain.id), 0);
  });

  test('tags wait for the back end, are shown once it has them, and go with what it refuses', async () => {
    const { id } = await runningServer(owner, image, { tags: ['new', 'new'] });
    const tags = `${servers}/${id}/tags`;
    assert.deepEqual((await showServer(owner, id)).tags, ['new']);
    cloud.ganeti.faults = { hold: true };
    const put = await owner.put(`${tags}/${encodeURIComponent('two words_ω')}`);
    assert.equal(put.status, 201);
    assert.match(put.headers['location']!, /\/tags\/two%20words_%CF%89$/);
    assert.deepEqual((await owner.get(tags)).json, {
      tags: ['new', 'two words_ω'],
      statuses: ['ACTIVE', 'PENDADD'],
    });
    const shown = await owner.get(`${tags}/${encodeURIComponent('two words_ω')}`);
    assert.deepEqual([shown.status, shown.headers['tag-status']], [204, 'PENDADD']);
    assert.equal((await owner.delete(`${tags}/${encodeURIComponent('two words_ω')}`)).status, 404);
    // Beside everything else.
    assert.equal((await act(owner, id, { shutdown: {} })).status, 202);
    assert.equal((await owner.put(`${tags}/new`)).status, 204);
    cloud.ganeti.faults = {};
    await settledServer(owner, id, 'STOPPED');
    await until(async () => (await showServer(owner, id)).tags.length === 2);
    assert.deepEqual(cloud.ganeti.instances.get(`snf-${id}`)!.tags, [
      'cyclades:user:new',
      'cyclades:user:two+words*/CF/89',
    ]);
    await addTag(cloud.compute, operator, id, 'secret', 'system');
    const replaced = await owner.put(tags, { tags: ['a', 'new'] });
    assert.deepEqual(
      [replaced.status, replaced.json],
      [200, { tags: ['a', 'new'], statuses: ['PENDADD', 'PENDADD'] }],
    );
    await until(async () => (await showServer(owner, id)).tags.join() === 'a,new');
    cloud.ganeti.faults = {
      fail: { OP_TAGS_SET: ['OpExecError', ['no', 'x']], OP_TAGS_DEL: ['OpExecError', ['no', 'x']] },
    };
    assert.equal((await owner.put(`${tags}/never`)).status, 201);
    await until(async () => (await owner.get(`${tags}/never`)).status === 404);
    assert.equal((await owner.delete(`${tags}/a`)).status, 204);
    await until(async () => (await showServer(owner, id)).tags.includes('a'));
    cloud.ganeti.faults = {};
    assert.equal((await owner.delete(tags)).status, 204);
    await until(() => cloud.ganeti.instances.get(`snf-${id}`)!.tags.length === 1);
    assert.equal((await owner.delete(tags)).status, 404, 'nothing is left');
    assert.deepEqual(await readTags(cloud.compute, operator, id, 'system'), [
      { text: 'secret', status: 'ACTIVE' },
    ]);
    for (const bad of ['a%2Fb', 'a,b', 'x'.repeat(61)])
      assert.equal((await owner.put(`${tags}/${bad}`)).status, 400);
    const many = Array.from({ length: 50 }, (_, index) => `t${index}`);
    assert.equal((await owner.put(tags, { tags: many })).status, 400, 'those of the operator count');
  });

  test('a tag that is sent twice at once is there when one of the two succeeds', async () => {
    const { id } = await runningServer(owner, image);
    const jobs = () => cloud.ganeti.jobs.filter(({ opcode }) => opcode === 'OP_TAGS_SET').length;
    const failure = ['OpExecError', ['no', 'x']] as Failure;
    for (const [tag, ends] of [
      ['failed-first', [failure, undefined]],
      ['failed-last', [undefined, failure]],
    ] as const) {
      const before = jobs();
      cloud.ganeti.faults = { hold: true };
      assert.equal((await owner.put(`${servers}/${id}/tags/${tag}`)).status, 201);
      assert.equal((await owner.put(`${servers}/${id}/tags/${tag}`)).status, 204);
      await until(() => jobs() === before + 2);
      const left = [...ends];
      cloud.ganeti.faults = {
        fail: {
          get OP_TAGS_SET() {
            return left.shift()!;
          },
        },
      };
      await until(async () => (await cloud.compute.store.intents.openOf(id)).length === 0);
      assert.deepEqual(left, []);
      assert.ok((await showServer(owner, id)).tags.includes(tag), tag);
    }
    cloud.ganeti.faults = {};
  });

  test('a server moves to another project with all it costs, and only its owner moves or shares it', async () => {
    const mate = await cloud.owner();
    const limits = {
      'cyclades.vm': 1,
      'cyclades.total_cpu': 9,
      'cyclades.cpu': 9,
      'cyclades.total_ram': GIB,
      'cyclades.ram': GIB,
      'cyclades.disk': GIB,
    };
    const project = await cloud.project('shared.example.org', [owner, mate], limits);
    const { id } = await runningServer(owner, image);
    const reassign = (user: TestUser, wanted: Record<string, unknown>) => act(user, id, { reassign: wanted });
    assert.deepEqual(await codeOf(reassign(mate, { project })), [404, 'server_not_found']);
    assert.deepEqual(await codeOf(reassign(owner, { project: 'nobody' })), [400, 'not_in_project']);
    assert.equal((await reassign(owner, { project, shared_to_project: true })).status, 200);
    const moved = await showServer(mate, id);
    assert.deepEqual([moved.tenant_id, moved.shared_to_project], [project, true]);
    const [volume] = await cloud.db
      .selectFrom('volumes')
      .select('project')
      .where('server_id', '=', id)
      .execute();
    assert.equal(volume!.project, project);
    const held = await cloud.compute.store.servers.charges({ project });
    assert.ok(held.some(({ resource, quantity }) => resource === 'cyclades.vm' && quantity === 1n));
    assert.deepEqual(await codeOf(reassign(mate, { project: mate.uuid })), [403, 'server_not_owned']);
    assert.equal((await act(mate, id, { shutdown: {} })).status, 202, 'a member may do all else');
    await settledServer(owner, id, 'STOPPED');
    const other = await runningServer(owner, image);
    assert.deepEqual(await codeOf(act(owner, other.id, { reassign: { project } })), [413, 'quota_exceeded']);
    // As kamaki asks for it: what is not said is not shared.
    assert.equal((await reassign(owner, { project })).status, 200);
    assert.equal((await mate.get(`${servers}/${id}`)).status, 404);
  });

  test('a server that is moved to another project while it is being started is not started on the old one’s account', async () => {
    const user = await cloud.owner();
    const project = await cloud.project('moves.example.org', [user], { 'cyclades.vm': 2, 'cyclades.cpu': 2 });
    const id = await stoppedServer(user, await makeImage(user));
    const start = (): ReturnType<typeof act> => act(user, id, { start: {} });
    const reply = overtaken(cloud, sql`update servers set project = ${project} where id = ${id}`, start);
    assert.deepEqual(await codeOf(reply), [409, 'server_changed_meanwhile']);
    await sql`update servers set project = ${user.uuid} where id = ${id}`.execute(cloud.db);
    await checkQuota(cloud);
    assert.equal((await start()).status, 202);
    await settledServer(user, id, 'ACTIVE');
  });

  test('a suspended server refuses its owner everything, and obeys administrators', async () => {
    const { id } = await runningServer(owner, image);
    assert.equal(await setSuspended(cloud.compute, id, true), true);
    assert.equal(await setSuspended(cloud.compute, id, true), false);
    const shown: Server = await showServer(owner, id);
    assert.deepEqual([shown.suspended, shown.status], [true, 'ACTIVE']);
    for (const body of [
      { shutdown: {} },
      { reboot: {} },
      { console: { type: 'vnc' } },
      { reassign: { project: owner.uuid } },
    ])
      assert.deepEqual(await codeOf(act(owner, id, body)), [403, 'server_suspended'], JSON.stringify(body));
    assert.equal((await owner.delete(`${servers}/${id}`)).status, 403);
    assert.equal((await owner.put(`${servers}/${id}/tags/x`)).status, 403);
    assert.equal((await owner.post(`${servers}/${id}/metadata`, { metadata: { a: 'b' } })).status, 403);
    await setSuspended(cloud.compute, id, false);
    assert.equal((await act(owner, id, { shutdown: {} })).status, 202);
    await settledServer(owner, id, 'STOPPED');
  });

  test('of many operations at once one begins, and afterwards rows and quota add up', async () => {
    const id = await stoppedServer(owner);
    const bodies = [
      { start: {} },
      { resize: { flavorRef: 2 } },
      { rescue: {} },
      { reboot: {} },
      { start: {} },
    ];
    cloud.ganeti.faults = { hold: true };
    const replies = await Promise.all(bodies.map((body) => codeOf(act(owner, id, body))));
    cloud.ganeti.faults = {};
    const begun = replies.filter(([status]) => status === 202);
    assert.equal(begun.length, 1, JSON.stringify(replies));
    for (const [status, code] of replies.filter(([other]) => other !== 202))
      assert.deepEqual([status, code], [400, 'server_busy']);
    await until(async () => (await showServer(owner, id))['SNF:task_state'] === '');
    await checkInvariants(cloud);
    await checkQuota(cloud);
  });
});
