import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { COMPUTE_PREFIX } from '#contract/compute';
import { NETWORK_PREFIX, type Port } from '#contract/network';
import { removeBackend } from '#compute/domain/backends/remove';
import type { Compute } from '#compute/domain/compute';
import { reconcileNetworks } from '#compute/domain/ports/reconcile-networks';
import { reconcileIntents } from '#compute/domain/servers/reconcile';
import { ClusterFailure } from '#compute/ganeti/cluster';
import type { TestUser } from '../kit/people.ts';
import { until } from '../kit/until.ts';
import {
  type ComputeCloud,
  expectUsage,
  makeImage,
  runningServer,
  showServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';
import { checkInvariants } from './kit/invariants.ts';
import { ensureMacPool, floatingIp, idle, portsOf, privateNetwork, publicNetwork } from './kit/networks.ts';

let cloud: ComputeCloud;
let owner: TestUser;
let outside: number;
let server: number;
let port: Port;

const ends: (() => unknown)[] = [];
before(async () => {
  cloud = await startComputeCloud(
    { after: (end) => void ends.push(end as () => unknown) },
    { reconciles: false },
  );
  await ensureMacPool(cloud);
  owner = await cloud.owner({ 'cyclades.network.private': 50, 'cyclades.floating_ip': 50 });
  outside = await publicNetwork(cloud, '203.0.113.0/28');
  const ip = await floatingIp(owner, outside);
  const wanted = { networks: [{ uuid: String(outside), fixed_ip: ip.floating_ip_address }] };
  server = (await runningServer(owner, await makeImage(owner), wanted)).id;
  port = (await portsOf(owner, server))[0]!;
});
test.after(async () => {
  for (const end of ends) await end();
});

const action = async (body: object): Promise<void> => {
  assert.equal((await owner.post(`${COMPUTE_PREFIX}/servers/${server}/action`, body)).status, 202);
};
const ask = (profile: string): Promise<void> => action({ firewallProfile: { profile, nic: port.id } });
const open = () =>
  cloud.db
    .selectFrom('intents')
    .selectAll()
    .where('server_id', '=', server)
    .where('state', '=', 'open')
    .execute();
/** Waits until all changes have ended, and gives the profile that is shown then. */
async function shown(): Promise<string | null | undefined> {
  await until(async () => (await open()).length === 0, 15_000);
  return (await showServer(owner, server)).attachments[0]!.firewallProfile;
}
async function set(profile: string): Promise<string | null | undefined> {
  await ask(profile);
  return shown();
}
/** Compute as it will be when what it has sent is late. */
const later = (): Compute => ({
  ...cloud.compute,
  clock: { ...cloud.compute.clock, now: () => new Date(Date.now() + 61_000) },
});
const failure = (opcode: string) => ({
  fail: {
    [opcode]: ['OpExecError', ['No room for tags', 'environment_error']] as [string, [string, string]],
  },
});

test('a firewall change that fails is not shown as in force: what the back end has left is', async () => {
  cloud.ganeti.faults = failure('OP_TAGS_SET');
  assert.equal(await set('ENABLED'), 'DISABLED');
  cloud.ganeti.faults = { hold: true, ...failure('OP_TAGS_SET') };
  await ask('ENABLED');
  await ask('PROTECTED');
  cloud.ganeti.faults = failure('OP_TAGS_SET');
  assert.equal(await shown(), 'DISABLED', 'of two that overlap and fail neither is shown');
  cloud.ganeti.faults = {};
  assert.equal(await set('ENABLED'), 'ENABLED');
  cloud.ganeti.faults = { refuse: { status: 400, message: 'No tags here' } };
  assert.equal(await set('DISABLED'), 'ENABLED', 'a call that was refused');
  cloud.ganeti.faults = failure('OP_TAGS_SET');
  assert.equal(await set('PROTECTED'), 'DISABLED', 'the old tag is gone and the new one did not come');
  cloud.ganeti.faults = {};
  assert.equal(await set('DISABLED'), 'DISABLED');
});

test('a firewall stays as its tag says when the news of a job is lost', async () => {
  assert.equal(await set('ENABLED'), 'ENABLED');
  cloud.ganeti.faults = { silent: true };
  await action({ reboot: { type: 'SOFT' } });
  await until(async () => {
    const [intent] = await open();
    const job = cloud.ganeti.jobs.find(({ id }) => BigInt(id) === intent?.job_id);
    return job?.status === 'success';
  }, 15_000);
  cloud.ganeti.faults = {};
  await reconcileIntents(later());
  await idle(owner, server);
  assert.equal(await shown(), 'ENABLED');
  await checkInvariants(cloud);
});

/** A second back end, which nothing answers for. */
async function deadBackend(): Promise<void> {
  await sql`insert into backends overriding system value
    select (jsonb_populate_record(one, '{"id": 99, "index": 7, "clustername": "dead", "drained": true}')).*
    from backends one`.execute(cloud.db);
}

async function putInto(backend: number, networks: readonly number[], since: string): Promise<void> {
  await sql`insert into backend_networks (network_id, backend_id, mac_prefix, state, job_rank, created, updated)
    select id, ${backend}, 'aa:00:09', 'PENDING', -1, ${since}::timestamptz, ${since}::timestamptz
    from networks where id = any(${[...networks]}::integer[])`.execute(cloud.db);
}

test('however many networks wait in a dead back end, those of the others are looked after in the same round', async () => {
  await deadBackend();
  const waiting = Array.from({ length: 60 }, (_, index) => 1000 + index);
  await sql`insert into networks overriding system value
    select (jsonb_populate_record(one, jsonb_build_object('id', number, 'drained', true))).*
    from networks one, generate_series(1000, 1059) number where one.id = ${outside}`.execute(cloud.db);
  await putInto(99, waiting, '2020-01-01');
  const lan = Number((await privateNetwork(owner, '10.0.1.0/29')).id);
  await putInto(1, [lan], '2021-01-01');
  await reconcileNetworks({
    ...cloud.compute,
    clusterOf: (backend) => {
      if (backend.id === 99) throw new ClusterFailure('unsent', 'Nobody is there.');
      return cloud.compute.clusterOf(backend);
    },
  });
  const row = await cloud.compute.store.backendNetworks.find(lan, 1);
  assert.equal(row?.state, 'ERROR', 'its back end was asked, and does not have it');
  await sql`delete from backend_networks where backend_id = 99`.execute(cloud.db);
  await sql`delete from networks where id >= 1000`.execute(cloud.db);
});

test('a network whose deletion waits for a back end that is removed is deleted, and costs nothing any more', async () => {
  await cloud.compute.store.backends.update(99, { offline: true });
  const user = await cloud.owner();
  const lan = Number((await privateNetwork(user, '10.0.2.0/29')).id);
  await putInto(99, [lan], '2021-01-01');
  assert.equal((await user.delete(`${NETWORK_PREFIX}/networks/${lan}`)).status, 204);
  await reconcileNetworks(cloud.compute);
  await expectUsage(user, { 'cyclades.network.private': 1n });
  assert.deepEqual((await removeBackend(cloud.compute, 99)).networks, [lan]);
  await reconcileNetworks(cloud.compute);
  await expectUsage(user, {});
  const { json } = await user.get(`${NETWORK_PREFIX}/networks/${lan}`);
  assert.equal((json as { network: { deleted: boolean } }).network.deleted, true);
  await checkInvariants(cloud);
});
