import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { NETWORK_PREFIX, type Port } from '#contract/network';
import { sharedComputeCloud } from '../kit/compute-cloud.ts';
import { PORTS, privateNetwork } from '../kit/networks.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('ports');
const portIn = ({ json }: { json: unknown }): Port => (json as { port: Port }).port;

test('a free port is made, shown, listed, renamed and deleted; others see it by its network alone', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner({ 'cyclades.network.private': 5 }));
  const stranger = await cloud.owner();
  const lan = await privateNetwork(owner, '10.1.0.0/29');
  const made = await owner.post(PORTS, { port: { network_id: lan.id, name: 'first' } });
  const { id, ...rest } = portIn(made);
  assert.equal(made.status, 201);
  const subnet = rest.fixed_ips[0]!.subnet;
  const href = `${cloud.url}${PORTS}/${id}`;
  assert.deepEqual(
    { ...rest, created: '', updated: '' },
    {
      name: 'first',
      links: [
        { rel: 'self', href },
        { rel: 'bookmark', href },
      ],
      user_id: owner.uuid,
      tenant_id: owner.uuid,
      device_id: null,
      device_owner: null,
      admin_state_up: true,
      mac_address: null,
      status: 'DOWN',
      network_id: lan.id,
      created: '',
      updated: '',
      fixed_ips: [{ ip_address: '10.1.0.2', subnet, subnet_id: subnet }],
      security_groups: [],
    },
  );
  assert.deepEqual(portIn(await owner.get(`${PORTS}/${id}`)).id, id);
  for (const path of [PORTS, `${PORTS}/detail`])
    assert.deepEqual(
      ((await owner.get(path)).json as { ports: Port[] }).ports.map((port) => port.id),
      [id],
    );
  assert.equal(
    portIn(await owner.put(`${PORTS}/${id}`, { port: { name: 'renamed', network_id: lan.id } })).name,
    'renamed',
  );
  assert.equal((await stranger.get(`${PORTS}/${id}`)).status, 404, 'T-C8');
  assert.equal((await stranger.delete(`${PORTS}/${id}`)).status, 404);
  assert.equal(
    (await owner.delete(`${NETWORK_PREFIX}/networks/${lan.id}`)).status,
    409,
    'a free port holds its network',
  );
  assert.equal((await owner.delete(`${PORTS}/${id}`)).status, 204);
  assert.equal((await owner.delete(`${NETWORK_PREFIX}/networks/${lan.id}`)).status, 204);
});

test('what a port cannot be is refused with the code of the specification', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner({ 'cyclades.network.private': 5 }));
  const lan = await privateNetwork(owner, '10.2.0.0/29');
  const refused: [number, object][] = [
    [404, { network_id: '99999' }],
    [404, { network_id: lan.id, device_id: '99999' }],
    [404, { network_id: lan.id, security_groups: ['7'] }],
    [400, { network_id: lan.id, fixed_ips: [{ ip_address: '10.2.0.3' }, { ip_address: '10.2.0.4' }] }],
    [400, { network_id: lan.id, fixed_ips: [{ ip_address: '2001:db8::1' }] }],
    [400, { network_id: lan.id, fixed_ips: [{ ip_address: '10.3.0.1' }] }],
    [400, { network_id: lan.id, name: 'x'.repeat(129) }],
    [400, { name: 'nowhere' }],
    [400, { network_id: lan.id, device_owner: 'compute:nova' }],
  ];
  for (const [status, port] of refused)
    assert.equal((await owner.post(PORTS, { port })).status, status, JSON.stringify(port));
  const taken = { network_id: lan.id, fixed_ips: [{ ip_address: '10.2.0.5' }] };
  assert.equal((await owner.post(PORTS, { port: taken })).status, 201);
  assert.equal((await owner.post(PORTS, { port: taken })).status, 409);
  assert.equal((await owner.post(PORTS, { ports: [taken] })).status, 400);
  for (const action of [
    { addFloatingIp: { address: '203.0.113.1' } },
    { removeFloatingIp: { address: '203.0.113.1' } },
  ])
    assert.equal((await owner.post(`${COMPUTE_PREFIX}/servers/99999/action`, action)).status, 404);
});

test('T-C14 a user has a limited number of ports without a server, also when he asks for several at once', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner({ 'cyclades.network.private': 5 }));
  const lan = await privateNetwork(owner, '10.4.0.0/24');
  const port = { port: { network_id: lan.id } };
  const { id } = portIn(await owner.post(PORTS, port));
  const { store, settings } = cloud.compute;
  const { id: _id, ...row } = (await store.ports.visible({ user: owner.uuid, projects: [] }))[0]!;
  await store.ports.insert(
    Array.from({ length: settings.MAX_FREE_PORTS - 2 }, () => ({ ...row, ipv4: null, forward: '{}' })),
  );
  const replies = await Promise.all([1, 2].map(() => owner.post(PORTS, port)));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [201, 413]);
  const refused = replies.find(({ status }) => status === 413)!;
  assert.match((refused.json as { overLimit: { message: string } }).overLimit.message, /Delete some/);
  assert.equal((await owner.delete(`${PORTS}/${id}`)).status, 204);
  assert.equal((await owner.post(PORTS, port)).status, 201);
});

test('every route of ports was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
