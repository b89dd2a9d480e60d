import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { changeOwner } from '#compute/domain/servers/change-owner';
import { COMPUTE_PREFIX, type Server } from '#contract/compute';
import { type FloatingIp, NETWORK_PREFIX, type Port } from '#contract/network';
import { until } from '../kit/until.ts';
import { overtaken } from './kit/overtaken.ts';
import type { TestUser } from '../kit/people.ts';
import {
  type ComputeCloud,
  makeImage,
  makeServer,
  runningServer,
  settledServer,
  showServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';
import { checkInvariants } from './kit/invariants.ts';
import {
  connect,
  ensureMacPool,
  floatingIp,
  idle,
  PORTS,
  portsOf,
  privateNetwork,
  publicNetwork,
} from './kit/networks.ts';

let cloud: ComputeCloud;
let owner: TestUser;
let image: string;
let open: number;

before(async () => {
  const ends: (() => unknown)[] = [];
  cloud = await startComputeCloud({ after: (end) => void ends.push(end as () => unknown) });
  stop = async () => {
    for (const end of ends) await end();
  };
  await ensureMacPool(cloud);
  owner = await cloud.owner({ 'cyclades.network.private': 50, 'cyclades.floating_ip': 50 });
  image = await makeImage(owner);
  open = await publicNetwork(cloud, '203.0.113.0/28');
});
let stop = async (): Promise<void> => undefined;
test.after(() => stop());

const network = (id: string | number) => cloud.ganeti.networks.get(`snf-net-${id}`);
const action = (id: number, body: object) => owner.post(`${COMPUTE_PREFIX}/servers/${id}/action`, body);
const destroy = async (id: number): Promise<void> => {
  assert.equal((await owner.delete(`${COMPUTE_PREFIX}/servers/${id}`)).status, 204);
  await until(async () => (await showServer(owner, id)).status === 'DELETED');
};
const showIp = async (id: string): Promise<FloatingIp> =>
  ((await owner.get(`${NETWORK_PREFIX}/floatingips/${id}`)).json as { floatingip: FloatingIp }).floatingip;

test('a server on a private network has an address of it, a MAC of its prefix, and gives both back; the network goes from the back end', async () => {
  const lan = await privateNetwork(owner);
  assert.equal(network(lan.id), undefined, 'a back end has it once it is needed there');
  const server = await runningServer(owner, image, {
    networks: [{ uuid: lan.id }, { uuid: lan.id, fixed_ip: '10.0.0.7' }],
  });
  const { body, groups } = network(lan.id)!;
  assert.match(String(body['mac_prefix']), /^aa:0\d:[0-9a-f]{2}$/);
  assert.deepEqual(groups, [['default', 'bridged', 'prv0', '']]);
  assert.deepEqual(
    [body['network'], body['gateway'], body['tags']],
    ['10.0.0.0/28', '10.0.0.1', ['private-filtered', 'nfdhcpd', 'private']],
  );
  assert.deepEqual(
    server.attachments.map(({ ipv4 }) => ipv4),
    ['10.0.0.2', '10.0.0.7'],
  );
  for (const { mac_address } of server.attachments)
    assert.ok(mac_address!.startsWith(String(body['mac_prefix'])));
  assert.deepEqual(server.addresses[lan.id]!.length, 2);
  assert.equal((await owner.delete(`${NETWORK_PREFIX}/networks/${lan.id}`)).status, 409, 'it is in use');
  const other = await owner.post(`${COMPUTE_PREFIX}/servers`, {
    server: { name: 'b', flavorRef: 1, imageRef: image, networks: [{ uuid: lan.id, fixed_ip: '10.0.0.7' }] },
  });
  assert.equal(other.status, 409);
  await destroy(server.id);
  assert.equal((await owner.delete(`${NETWORK_PREFIX}/networks/${lan.id}`)).status, 204);
  await until(
    async () =>
      ((await owner.get(`${NETWORK_PREFIX}/networks/${lan.id}`)).json as { network: { deleted: boolean } })
        .network.deleted,
  );
  assert.equal(network(lan.id), undefined);
  await checkInvariants(cloud);
});

test('a port comes to a running server and goes again, and takes no address along', async () => {
  const lan = await privateNetwork(owner, '10.0.1.0/29');
  const { id } = await runningServer(owner, image);
  const made = await connect(owner, id, lan.id);
  assert.equal(made.status, 201, made.text);
  const { port } = made.json as { port: Port };
  assert.deepEqual(
    [port.status, port.fixed_ips[0]!.ip_address, port.device_id],
    ['BUILD', '10.0.1.2', String(id)],
  );
  await idle(owner, id);
  const job = cloud.ganeti.jobs.findLast(({ opcode }) => opcode === 'OP_INSTANCE_SET_PARAMS')!;
  assert.deepEqual(job.body['nics'], [
    ['add', '-1', { name: `snf-nic-${port.id}`, ip: '10.0.1.2', network: `snf-net-${lan.id}` }],
  ]);
  assert.equal(job.body['hotplug_if_possible'], true);
  assert.equal((job.body['depends'] as unknown[]).length, 1, 'it waits for the network');
  assert.deepEqual(
    (await portsOf(owner, id)).map(({ status }) => status),
    ['ACTIVE', 'ACTIVE'],
  );
  const renamed = await owner.put(`${PORTS}/${port.id}`, { port: { name: 'second', network_id: lan.id } });
  assert.equal((renamed.json as { port: Port }).port.name, 'second');
  assert.equal((await owner.delete(`${PORTS}/${port.id}`)).status, 204);
  await until(async () => (await owner.get(`${PORTS}/${port.id}`)).status === 404);
  assert.deepEqual((await showServer(owner, id)).attachments.length, 1);
  await checkInvariants(cloud);
});

test('a floating IP is put on a server and taken off by ports and by actions, and stays its owner’s when the server goes', async () => {
  const ip = await floatingIp(owner, open);
  const { id } = await runningServer(owner, image);
  assert.equal((await connect(owner, id, open)).status, 400, 'a public network needs a floating IP');
  assert.equal((await action(id, { addFloatingIp: { address: '203.0.113.99' } })).status, 404);
  const nonsense = 'no address';
  const server = { name: 'n', flavorRef: 1, imageRef: image };
  for (const { status } of [
    await action(id, { addFloatingIp: { address: nonsense } }),
    await action(id, { removeFloatingIp: { address: nonsense } }),
    await connect(owner, id, open, nonsense),
    await owner.post(PORTS, { port: { network_id: String(open), fixed_ips: [{ ip_address: nonsense }] } }),
    await owner.post(`${COMPUTE_PREFIX}/servers`, {
      server: { ...server, networks: [{ uuid: String(open), fixed_ip: nonsense }] },
    }),
  ])
    assert.equal(status, 400);
  assert.equal((await action(id, { addFloatingIp: { address: ip.floating_ip_address } })).status, 202);
  await idle(owner, id);
  const attached = (await showServer(owner, id)).attachments.find(
    ({ network_id }) => network_id === String(open),
  )!;
  assert.deepEqual(
    [attached.ipv4, attached['OS-EXT-IPS:type'], attached.firewallProfile],
    [ip.floating_ip_address, 'floating', 'DISABLED'],
  );
  assert.deepEqual(
    [(await showIp(ip.id)).instance_id, (await showIp(ip.id)).port_id],
    [String(id), String(attached.id)],
  );
  assert.equal((await owner.delete(`${NETWORK_PREFIX}/floatingips/${ip.id}`)).status, 409);
  assert.equal((await action(id, { removeFloatingIp: { address: ip.floating_ip_address } })).status, 202);
  await idle(owner, id);
  assert.equal((await showIp(ip.id)).port_id, null);
  assert.equal((await action(id, { removeFloatingIp: { address: ip.floating_ip_address } })).status, 400);
  assert.equal((await connect(owner, id, open, ip.floating_ip_address)).status, 201);
  await idle(owner, id);
  await destroy(id);
  assert.equal((await showIp(ip.id)).instance_id, null);
  const history = await cloud.db
    .selectFrom('address_history')
    .select(['action'])
    .where('server_id', '=', id)
    .orderBy('id')
    .execute();
  assert.deepEqual(
    history.map((row) => row.action),
    ['associate', 'disassociate', 'associate', 'disassociate'],
  );
  await checkInvariants(cloud);
});

test('a floating IP that is moved to another project while it is given back is given back to that project', async () => {
  const user = await cloud.owner();
  const project = await cloud.project('ports.example.org', [user], { 'cyclades.floating_ip': 2 });
  const ip = await floatingIp(user, open);
  const path = `${NETWORK_PREFIX}/floatingips/${ip.id}`;
  const { status } = await overtaken(
    cloud,
    sql`select from networks where id = ${open} for update`,
    () => user.delete(path),
    async () => assert.equal((await user.post(`${path}/action`, { reassign: { project } })).status, 200),
  );
  assert.equal(status, 204);
  await until(async () => {
    const quotas = (await user.get('/astakos/account/v1.0/quotas')).json as Record<
      string,
      Record<string, { usage: number; pending: number }>
    >;
    const counters = [user.uuid, project].map((each) => quotas[each]!['cyclades.floating_ip']!);
    return counters.every(({ usage, pending }) => usage === 0 && pending === 0);
  }, 15_000);
});

test('a server takes its public addresses along to another owner, and the history says who had them when', async () => {
  const ip = await floatingIp(owner, open);
  const heir = await cloud.owner();
  const project = await cloud.project('heir.example.org', [owner], { 'cyclades.floating_ip': 2 });
  const { id } = await runningServer(owner, image, {
    networks: [{ uuid: String(open), fixed_ip: ip.floating_ip_address }],
  });
  await assert.rejects(
    overtaken(cloud, sql`update floating_ips set project = ${project} where id = ${ip.id}::integer`, () =>
      changeOwner(cloud.compute, id, heir.uuid),
    ),
    { code: 'server_changed_meanwhile' },
  );
  await sql`update floating_ips set project = ${owner.uuid} where id = ${ip.id}::integer`.execute(cloud.db);
  await changeOwner(cloud.compute, id, heir.uuid);
  const history = await cloud.db
    .selectFrom('address_history')
    .select(['action', 'user_id', 'address'])
    .where('server_id', '=', id)
    .orderBy('id')
    .execute();
  assert.deepEqual(
    history.map((row) => [row.action, row.user_id]),
    [
      ['associate', owner.uuid],
      ['disassociate', owner.uuid],
      ['associate', heir.uuid],
    ],
  );
  assert.ok(history.every(({ address }) => address === ip.floating_ip_address));
  await checkInvariants(cloud);
});

test('one floating IP that two ask for at once is on one of two servers, and the other is told', async () => {
  const ip = await floatingIp(owner, open);
  const servers = await Promise.all([1, 2].map(() => runningServer(owner, image)));
  const replies = await Promise.all(
    servers.map(({ id }) => connect(owner, id, open, ip.floating_ip_address)),
  );
  assert.deepEqual(replies.map(({ status }) => status).sort(), [201, 409]);
  for (const { id } of servers) await idle(owner, id);
  const all = (await Promise.all(servers.map(({ id }) => portsOf(owner, id)))).flat();
  assert.equal(all.filter(({ network_id }) => network_id === String(open)).length, 1);
  await checkInvariants(cloud);
  for (const { id } of servers) await destroy(id);
});

test('what fails in the back end leaves no address behind, and says why', async () => {
  const lan = await privateNetwork(owner, '10.0.2.0/29');
  const { id } = await runningServer(owner, image);
  cloud.ganeti.faults = {
    fail: { OP_INSTANCE_SET_PARAMS: ['OpExecError', ['Hotplug failed', 'environment_error']] },
  };
  assert.equal((await connect(owner, id, lan.id)).status, 201);
  await idle(owner, id);
  cloud.ganeti.faults = { refuse: { status: 400, message: 'No such parameter' } };
  assert.equal((await connect(owner, id, lan.id)).status, 201);
  await idle(owner, id);
  cloud.ganeti.faults = { fail: { OP_NETWORK_ADD: ['OpExecError', ['No bridge', 'environment_error']] } };
  const other = await privateNetwork(owner, '10.0.3.0/29');
  assert.equal((await connect(owner, id, other.id)).status, 201);
  await idle(owner, id);
  cloud.ganeti.faults = {};
  assert.equal((await portsOf(owner, id)).length, 1);
  assert.match((await showServer(owner, id)).diagnostics[0]!.message, /not found/);
  const used = await cloud.db
    .selectFrom('addresses')
    .select('address')
    .where('network_id', 'in', [Number(lan.id), Number(other.id)])
    .execute();
  assert.deepEqual(used, []);
  assert.equal((await connect(owner, id, other.id)).status, 201, 'the network is tried again');
  await idle(owner, id);
  assert.equal((await portsOf(owner, id)).length, 2);
  await checkInvariants(cloud);
});

test('ports are connected in states that allow it, and told why not in others', async () => {
  const lan = await privateNetwork(owner, '10.0.4.0/28');
  cloud.ganeti.faults = { hold: true };
  const building = await makeServer(owner, image, { networks: [] });
  assert.equal((await connect(owner, building.id, lan.id)).status, 409);
  assert.equal((await action(building.id, { firewallProfile: { profile: 'ENABLED', nic: 1 } })).status, 409);
  cloud.ganeti.faults = {};
  await settledServer(owner, building.id, 'ACTIVE');
  assert.equal((await action(building.id, { shutdown: {} })).status, 202);
  await settledServer(owner, building.id, 'STOPPED');
  assert.equal((await connect(owner, building.id, lan.id)).status, 201);
  assert.equal((await connect(owner, building.id, lan.id)).status, 400, 'one thing at a time');
  await idle(owner, building.id);
  for (let count = 1; count < 8; count += 1) {
    assert.equal((await connect(owner, building.id, lan.id)).status, 201);
    await idle(owner, building.id);
  }
  assert.equal((await connect(owner, building.id, lan.id)).status, 400, 'no more than eight');
  await destroy(building.id);
  assert.equal((await connect(owner, building.id, lan.id)).status, 400);
  assert.equal((await connect(owner, 999_999, lan.id)).status, 404);
  await checkInvariants(cloud);
});

test('a new server takes a free port, an idle floating IP, or the networks that its operator wants', async (t) => {
  const lan = await privateNetwork(owner, '10.0.5.0/29');
  const free = (
    await owner.post(PORTS, { port: { network_id: lan.id, fixed_ips: [{ ip_address: '10.0.5.5' }] } })
  ).json as { port: Port };
  assert.deepEqual([free.port.status, free.port.device_id, free.port.mac_address], ['DOWN', null, null]);
  const user = await cloud.owner({ 'cyclades.floating_ip': 5 });
  const own = await makeImage(user);
  const create = (networks: unknown) =>
    user.post(`${COMPUTE_PREFIX}/servers`, {
      server: { name: 'n', flavorRef: 1, imageRef: own, ...(networks === undefined ? {} : { networks }) },
    });
  assert.equal((await create([{ port: free.port.id }])).status, 404, 'another’s port');
  assert.equal((await create([{ uuid: String(open) }])).status, 409, 'no floating IP');
  assert.equal((await create([{}])).status, 400);
  const ip = await floatingIp(user, open);
  const server = await runningServer(user, own, { networks: [{ uuid: String(open) }] });
  assert.equal(server.attachments[0]!.ipv4, ip.floating_ip_address);
  const mine = await runningServer(owner, image, { networks: [{ port: free.port.id }] });
  assert.deepEqual(
    mine.attachments.map(({ id, ipv4 }) => [String(id), ipv4]),
    [[free.port.id, '10.0.5.5']],
  );
  const again = await owner.post(`${COMPUTE_PREFIX}/servers`, {
    server: { name: 'n', flavorRef: 1, imageRef: image, networks: [{ port: free.port.id }] },
  });
  assert.equal(again.status, 409);
  const spare = await floatingIp(user, open);
  t.diagnostic(spare.floating_ip_address);
  await checkInvariants(cloud);
});

test('the firewall of a port is a tag in the back end, and shown', async () => {
  const ip = await floatingIp(owner, open);
  const { id } = await runningServer(owner, image, {
    networks: [{ uuid: String(open), fixed_ip: ip.floating_ip_address }],
  });
  const [port] = await portsOf(owner, id);
  const set = async (profile: string): Promise<void> => {
    assert.equal((await action(id, { firewallProfile: { profile, nic: port!.id } })).status, 202);
  };
  const tags = (): string[] => cloud.ganeti.instances.get(`snf-${id}`)!.tags;
  await set('ENABLED');
  await until(() => tags().includes(`synnefo:network:snf-nic-${port!.id}:protected`));
  await set('PROTECTED');
  await until(() => tags().join() === `synnefo:network:snf-nic-${port!.id}:limited`);
  assert.equal((await showServer(owner, id)).attachments[0]!.firewallProfile, 'PROTECTED');
  await set('DISABLED');
  await until(() => tags().length === 0);
  assert.equal((await action(id, { firewallProfile: { profile: 'OPEN', nic: port!.id } })).status, 400);
  assert.equal((await action(id, { firewallProfile: { profile: 'ENABLED', nic: 99_999 } })).status, 404);
  const server: Server = await showServer(owner, id);
  assert.equal(server['SNF:fqdn'], `snf-${id}.vm.example.synnefo.org`);
});
