import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { type FloatingIp, type Network, NETWORK_PREFIX, type Subnet } from '#contract/network';
import type { OldNetwork } from '#contract/old-network';
import {
  expectUsage,
  makeImage,
  publicNetwork,
  runningServer,
  settledServer,
  sharedComputeCloud,
} from '../kit/compute-cloud.ts';
import { checkInvariants } from '../kit/invariants.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('networks');
const NETWORKS = `${NETWORK_PREFIX}/networks`;
const SUBNETS = `${NETWORK_PREFIX}/subnets`;
const FLOATING_IPS = `${NETWORK_PREFIX}/floatingips`;
const MAC_FILTERED = { network: { type: 'MAC_FILTERED', name: 'lan' } };

type Reply = { status: number; json: unknown };
const networkIn = ({ json }: Reply) => (json as { network: Network }).network;
const subnetIn = ({ json }: Reply) => (json as { subnet: Subnet }).subnet;
const floatingIpIn = ({ json }: Reply) => (json as { floatingip: FloatingIp }).floatingip;
/** Status and name of a fault. */
const faultOf = ({ status, json }: Reply) => [status, Object.keys(json as object)[0]];

test('networks are listed and shown in full', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const { networks } = (await owner.get(NETWORKS)).json as { networks: Record<string, unknown>[] };
  const { created, updated, ...rest } = networks[0]!;
  assert.equal(typeof created, typeof updated);
  assert.deepEqual(rest, {
    id: '1',
    name: 'Internet',
    links: [
      { rel: 'self', href: `${cloud.url}${NETWORKS}/1` },
      { rel: 'bookmark', href: `${cloud.url}${NETWORKS}/1` },
    ],
    user_id: null,
    tenant_id: null,
    shared_to_project: false,
    type: 'CUSTOM',
    status: 'ACTIVE',
    public: true,
    shared: true,
    'router:external': true,
    'SNF:floating_ip_pool': false,
    admin_state_up: true,
    subnets: [],
    deleted: false,
  });
  assert.deepEqual((await owner.get(`${NETWORKS}/detail`)).json, { networks });
  assert.deepEqual((await owner.get(`${NETWORKS}/1`)).json, { network: networks[0] });
  assert.equal((await owner.get(`${NETWORKS}/987654`)).status, 404);
});

test('a private network is made, charged, renamed, given subnets, and goes with them', async () => {
  const cloud = await sharedComputeCloud();
  const since = cloud.compute.clock.now().toISOString();
  const owner = coverage.watch(await cloud.owner());
  const made = await owner.post(NETWORKS, MAC_FILTERED);
  const { id, ...network } = networkIn(made);
  assert.deepEqual(
    [made.status, network.type, network.user_id, network.tenant_id, network.status, network.public],
    [201, 'MAC_FILTERED', owner.uuid, owner.uuid, 'ACTIVE', false],
  );
  await expectUsage(owner, { 'cyclades.network.private': 1n });
  const renamed = await owner.put(`${NETWORKS}/${id}`, { network: { name: '' } });
  assert.deepEqual([renamed.status, networkIn(renamed).name], [200, '']);

  const four = { subnet: { network_id: id, cidr: '10.1.0.0/24', gateway_ip: '10.1.0.9', name: 'four' } };
  const first = await owner.post(SUBNETS, four);
  const { id: subnet, links: _links, ...rest } = subnetIn(first);
  assert.equal(first.status, 201);
  assert.deepEqual(rest, {
    network_id: id,
    name: 'four',
    tenant_id: owner.uuid,
    user_id: owner.uuid,
    public: false,
    ip_version: 4,
    cidr: '10.1.0.0/24',
    gateway_ip: '10.1.0.9',
    enable_dhcp: true,
    dns_nameservers: [],
    host_routes: [],
    allocation_pools: [
      { start: '10.1.0.1', end: '10.1.0.8' },
      { start: '10.1.0.10', end: '10.1.0.254' },
    ],
    deleted: false,
  });
  const six = { subnet: { network_id: Number(id), cidr: 'FD00:1::/64', ip_version: 6, enable_slaac: false } };
  const second = subnetIn(await owner.post(SUBNETS, six));
  assert.deepEqual(
    [second.cidr, second.gateway_ip, second.enable_slaac, second.allocation_pools],
    ['fd00:1::/64', 'fd00:1::1', false, []],
  );
  assert.deepEqual(faultOf(await owner.post(SUBNETS, four)), [400, 'badRequest'], 'one of each version');
  const listed = (await owner.get(`${SUBNETS}/detail`)).json as { subnets: Subnet[] };
  assert.deepEqual((await owner.get(SUBNETS)).json, listed);
  assert.deepEqual(
    listed.subnets.filter((each) => each.network_id === id).map((each) => each.id),
    [subnet, second.id],
  );
  assert.equal(subnetIn(await owner.put(`${SUBNETS}/${subnet}`, { subnet: { name: 'v4' } })).name, 'v4');
  const wider = { subnet: { name: 'v4', gateway_ip: null } };
  assert.equal((await owner.put(`${SUBNETS}/${subnet}`, wider)).status, 400);
  assert.equal((await owner.delete(`${SUBNETS}/${subnet}`)).status, 400);

  assert.equal((await owner.delete(`${NETWORKS}/${id}`)).status, 204);
  assert.equal((await owner.delete(`${NETWORKS}/${id}`)).status, 400);
  const gone = networkIn(await owner.get(`${NETWORKS}/${id}.json`));
  assert.deepEqual([gone.status, gone.deleted, gone.subnets], ['DELETED', true, [subnet, second.id]]);
  assert.equal(subnetIn(await owner.get(`${SUBNETS}/${subnet}`)).deleted, true);
  for (const path of [NETWORKS, SUBNETS]) {
    const changed = await owner.get(`${path}?changes-since=${encodeURIComponent(since)}`);
    const [rows] = Object.values(changed.json as Record<string, { id: string; deleted: boolean }[]>);
    assert.ok(
      rows!.some((each) => each.deleted),
      'deletions are told to those who ask what changed',
    );
  }
  await expectUsage(owner, {});
  await checkInvariants(cloud);
});

test('a network of another, a public one, and one of a type that is not for users are refused', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const other = coverage.watch(await cloud.owner());
  const { id } = networkIn(await owner.post(NETWORKS, MAC_FILTERED));
  assert.equal((await other.get(`${NETWORKS}/${id}`)).status, 404);
  assert.equal((await other.put(`${NETWORKS}/${id}`, { network: { name: 'mine' } })).status, 404);
  assert.equal((await other.delete(`${NETWORKS}/${id}`)).status, 404);
  const subnet = { subnet: { network_id: id, cidr: '10.0.0.0/24' } };
  assert.equal((await other.post(SUBNETS, subnet)).status, 404);
  const routed = (...host_routes: string[]) =>
    owner.post(SUBNETS, { subnet: { ...subnet.subnet, host_routes } });
  for (const wrong of [
    '10.2.0.0/999,10.0.0.9',
    '10.2.0.0/33,10.0.0.9',
    '10.2.0.0/16/8,10.0.0.9',
    'fd00:2::/129,fd00::9',
    '10.2.0.0/16,fd00::9',
  ])
    assert.deepEqual(faultOf(await routed(wrong)), [400, 'badRequest'], wrong);
  assert.equal((await routed('10.2.0.0/32,10.0.0.9', 'fd00:2::/128,fd00::9')).status, 201);
  const open = await publicNetwork(cloud, '198.51.100.0/29');
  for (const reply of [
    await owner.put(`${NETWORKS}/${open}`, { network: { name: 'mine' } }),
    await owner.delete(`${NETWORKS}/${open}`),
    await owner.post(`${NETWORKS}/${open}/action`, { reassign: { project: owner.uuid } }),
    await owner.post(SUBNETS, { subnet: { ...subnet.subnet, network_id: open } }),
    await owner.post(NETWORKS, { network: { type: 'CUSTOM' } }),
    await owner.post(NETWORKS, { network: { ...MAC_FILTERED.network, shared_to_project: true } }),
  ])
    assert.deepEqual(faultOf(reply), [403, 'forbidden']);
  for (const body of [
    { network: { type: 'WIRELESS' } },
    { network: { ...MAC_FILTERED.network, name: 'x'.repeat(129) } },
    { network: { ...MAC_FILTERED.network, project: other.uuid } },
    { networks: [MAC_FILTERED.network] },
  ])
    assert.deepEqual(faultOf(await owner.post(NETWORKS, body)), [400, 'badRequest']);
  const action = `${NETWORKS}/${id}/action`;
  assert.equal((await owner.post(action, { reassign: { project: owner.uuid } })).status, 200);
  assert.equal((await owner.post(action, { rename: {} })).status, 400);
  assert.equal((await owner.post(action, { reassign: { project: other.uuid } })).status, 400);
  const poor = await cloud.owner({ 'cyclades.network.private': 0 });
  assert.deepEqual(faultOf(await poor.post(NETWORKS, MAC_FILTERED)), [413, 'overLimit']);
});

test('C14 a floating IP is held, charged, given back, and not given out again at once', async () => {
  const cloud = await sharedComputeCloud();
  const since = encodeURIComponent(cloud.compute.clock.now().toISOString());
  const owner = coverage.watch(await cloud.owner());
  const network = await publicNetwork(cloud, '198.51.100.8/29');
  const ask = (wanted = {}) =>
    owner.post(FLOATING_IPS, { floatingip: { floating_network_id: network, ...wanted } });
  const made = await ask({ floating_ip_address: '198.51.100.12' });
  const { id } = floatingIpIn(made);
  assert.equal(made.status, 200);
  assert.deepEqual(floatingIpIn(made), {
    id,
    floating_ip_address: '198.51.100.12',
    floating_network_id: network,
    port_id: null,
    instance_id: null,
    fixed_ip_address: null,
    user_id: owner.uuid,
    tenant_id: owner.uuid,
    shared_to_project: false,
    deleted: false,
  });
  assert.deepEqual(faultOf(await ask({ floating_ip_address: '198.51.100.12' })), [409, 'conflict']);
  assert.deepEqual(faultOf(await ask({ floating_ip_address: '198.51.100.20' })), [400, 'badRequest']);
  assert.deepEqual(faultOf(await ask({ floating_network_id: '1' })), [409, 'conflict']);
  assert.deepEqual(faultOf(await ask({ floating_network_id: '987654' })), [404, 'itemNotFound']);
  for (const _ of [1, 2, 3, 4]) assert.equal((await ask()).status, 200);
  assert.deepEqual(faultOf(await ask()), [409, 'conflict'], 'five addresses and a gateway are a /29');
  await expectUsage(owner, { 'cyclades.floating_ip': 5n });
  const list = (await owner.get(FLOATING_IPS)).json as { floatingips: FloatingIp[] };
  assert.equal(list.floatingips.length, 5);
  assert.deepEqual((await owner.get(`${FLOATING_IPS}/detail`)).json, list);
  assert.deepEqual(floatingIpIn(await owner.get(`${FLOATING_IPS}/${id}`)), floatingIpIn(made));
  assert.equal((await owner.put(`${FLOATING_IPS}/${id}`, {})).status, 501);
  const reassign = { reassign: { project: owner.uuid } };
  assert.equal((await owner.post(`${FLOATING_IPS}/${id}/action`, reassign)).status, 200);
  const stranger = await cloud.owner();
  assert.equal((await stranger.delete(`${FLOATING_IPS}/${id}`)).status, 404);

  const releases = await Promise.all([1, 2].map(() => owner.delete(`${FLOATING_IPS}/${id}`)));
  assert.deepEqual(releases.map(({ status }) => status).sort(), [204, 404]);
  assert.equal((await owner.get(`${FLOATING_IPS}/${id}`)).status, 404);
  assert.deepEqual(faultOf(await ask()), [409, 'conflict'], 'its neighbours still know it');
  const changed = (await owner.get(`${FLOATING_IPS}?changes-since=${since}`)).json as typeof list;
  assert.deepEqual(
    changed.floatingips.filter((each) => each.deleted).map((each) => each.id),
    [id],
  );
  await expectUsage(owner, { 'cyclades.floating_ip': 4n });
  const { compute } = cloud;
  const late = new Date(compute.clock.now().getTime() + 3_600_000);
  await compute.store.transaction((tx) => tx.pools.thaw(late, 100));
  assert.equal(floatingIpIn(await ask()).floating_ip_address, '198.51.100.12');
  await checkInvariants(cloud);
});

test('the compute service has floating IPs in words of its own', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  await publicNetwork(cloud, '198.51.100.16/29');
  const path = `${COMPUTE_PREFIX}/os-floating-ips`;
  const made = await owner.post(path, { pool: null });
  const { floating_ip: document } = made.json as { floating_ip: { id: number; ip: string } };
  assert.equal(made.status, 200);
  assert.deepEqual(document, {
    id: document.id,
    ip: document.ip,
    instance_id: null,
    fixed_ip: null,
    pool: null,
  });
  assert.deepEqual((await owner.get(path)).json, { floating_ips: [document] });
  assert.deepEqual((await owner.get(`${path}/${document.id}`)).json, { floating_ip: document });
  assert.equal((await owner.delete(`${path}/${document.id}`)).status, 204);
  assert.deepEqual((await owner.get(path)).json, { floating_ips: [] });
});

test('old clients make a network with its subnets in one call, and connect servers by the places of their cards', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const old = `${COMPUTE_PREFIX}/networks`;
  const oldIn = ({ json }: Reply) => (json as { network: OldNetwork }).network;
  const six = { cidr6: 'fd00:9::/64', gateway6: 'fd00:9::1' };
  const made = await owner.post(old, { network: { name: 'old', type: 'MAC_FILTERED', ...six } });
  const { id, links, created: _created, updated: _updated, ...rest } = oldIn(made);
  assert.equal(made.status, 202);
  assert.equal(links[0]!.href, `${cloud.url}${old}/${id}`);
  assert.deepEqual(rest, {
    name: 'old',
    user_id: owner.uuid,
    tenant_id: owner.uuid,
    cidr: '192.168.1.0/24',
    cidr6: 'fd00:9::/64',
    gateway: null,
    gateway6: 'fd00:9::1',
    dhcp: true,
    type: 'MAC_FILTERED',
    status: 'ACTIVE',
    public: false,
    attachments: [],
  });
  await expectUsage(owner, { 'cyclades.network.private': 1n });
  for (const [wrong, status] of [
    [{ public: true }, 403],
    [{ type: 'CUSTOM' }, 403],
    [{ type: 'WIRELESS' }, 400],
    [{ cidr: '192.168.1.1/24' }, 400],
    [{ cidr: '10.0.0.0/8' }, 413],
    [{ gateway: '10.9.9.9' }, 400],
    [{ gateway6: 'fd00:9::1' }, 400],
    [{ name: undefined }, 400],
  ] as const) {
    const body = { network: { name: 'old', type: 'MAC_FILTERED', ...wrong } };
    assert.equal((await owner.post(old, body)).status, status, JSON.stringify(wrong));
  }
  await expectUsage(owner, { 'cyclades.network.private': 1n });
  assert.equal((await owner.put(`${old}/${id}`, { network: { name: 'older' } })).status, 204);
  const brief = (await owner.get(old)).json as { networks: object[] };
  assert.deepEqual(
    brief.networks.find((each) => 'id' in each && each.id === id),
    { id, name: 'older', links },
  );

  const server = await runningServer(owner, await makeImage(owner), { networks: [] });
  const act = (action: object, network = id) => owner.post(`${old}/${network}/action`, action);
  assert.equal((await act({ add: { serverRef: String(server.id) } })).status, 202);
  assert.deepEqual(faultOf(await act({ add: { serverRef: server.id } })), [409, 'conflict'], 'one at a time');
  await settledServer(owner, server.id, 'ACTIVE');
  const { attachments } = oldIn(await owner.get(`${old}/${id}`));
  assert.deepEqual(attachments, [`nic-${server.id}-0`]);
  const detailed = (await owner.get(`${old}/detail`)).json as { networks: OldNetwork[] };
  assert.deepEqual(detailed.networks.find((each) => each.id === id)!.attachments, attachments);
  assert.deepEqual(faultOf(await owner.delete(`${old}/${id}`)), [421, 'networkInUse']);
  assert.deepEqual(faultOf(await act({ remove: { attachment: 'nic-1-9' } })), [404, 'itemNotFound']);
  assert.deepEqual(faultOf(await act({ add: { serverRef: server.id } }, '1')), [403, 'forbidden']);
  assert.deepEqual(faultOf(await act({ remove: { attachment: 'nic-1-0' } }, '1')), [403, 'forbidden']);
  assert.deepEqual(faultOf(await act({ rename: {} })), [400, 'badRequest']);
  const stranger = await cloud.owner();
  assert.equal((await stranger.post(`${old}/${id}/action`, { add: { serverRef: server.id } })).status, 404);
  assert.equal((await act({ remove: { attachment: attachments[0] } })).status, 202);
  await settledServer(owner, server.id, 'ACTIVE');
  assert.equal((await owner.delete(`${old}/${id}`)).status, 204);
  await checkInvariants(cloud);
});

test('every address of networks was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
