import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuditReply } from '#contract/audit';
import { ActivityReply, COMPUTE_PREFIX } from '#contract/compute';
import {
  AdministeredServerReply,
  AdministeredServersReply,
  COMPUTE_ADMINISTRATION_PREFIX as PREFIX,
} from '#contract/compute-administration';
import {
  AddressHoldingsReply,
  AdministeredAddressesReply,
  AdministeredNetworkReply,
  AdministeredNetworksReply,
  AdministeredPoolsReply,
} from '#contract/network-administration';
import { NETWORK_PREFIX } from '#contract/network';
import { chainEntries } from '#platform/audit/chain-entries';
import { verifyChain } from '#platform/audit/verify-chain';
import { makeImage, runningServer, settledServer, sharedComputeCloud } from '../kit/compute-cloud.ts';
import {
  connect,
  ensureMacPool,
  floatingIp,
  idle,
  PORTS,
  portsOf,
  privateNetwork,
  publicNetwork,
} from '../kit/networks.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('administration');

test('administrators find the machines of all, and to everybody else there is nothing there', async () => {
  const cloud = await sharedComputeCloud();
  const owner = await cloud.owner();
  const admin = coverage.watch(await cloud.admin());
  const image = await makeImage(owner);
  const ids: number[] = [];
  for (const name of ['needle-a', 'needle-b', 'needle-c'])
    ids.push((await runningServer(owner, image, { name })).id);
  for (const path of [`${PREFIX}/servers`, `${PREFIX}/servers/${ids[0]}`, `${PREFIX}/backends`])
    assert.equal((await owner.get(path)).status, 400, path);
  assert.equal((await owner.post(`${PREFIX}/servers/${ids[0]}/action`, { suspend: {} })).status, 400);
  const found = async (query: string): Promise<[number[], number]> => {
    const reply = await admin.get(`${PREFIX}/servers?${query}`);
    assert.equal(reply.status, 200, reply.text);
    const { servers, total } = AdministeredServersReply.parse(reply.json);
    return [servers.map(({ id }) => id), total];
  };
  const [a, b, c] = ids as [number, number, number];
  assert.deepEqual(await found('match=NEEDLE&limit=2'), [[c, b], 3]);
  assert.deepEqual(await found('match=needle&limit=2&offset=2'), [[a], 3]);
  assert.deepEqual(await found(`owner=${owner.uuid}&order=name`), [[a, b, c], 3]);
  assert.deepEqual(await found(`owner=${owner.uuid}&order=name&down=true&status=ACTIVE`), [[c, b, a], 3]);
  assert.deepEqual(await found(`match=${b}&owner=${owner.uuid}`), [[b], 1]);
  assert.deepEqual(await found(`owner=${owner.uuid}&status=STOPPED`), [[], 0]);
  assert.deepEqual(await found(`owner=${owner.uuid}&suspended=true`), [[], 0]);
  assert.deepEqual(await found(`owner=${owner.uuid}&backend=999`), [[], 0]);
  const { backends } = (await admin.get(`${PREFIX}/backends`)).json as {
    backends: { id: number; servers: number; memory: { total: number } }[];
  };
  assert.ok(backends[0]!.servers >= 3 && backends[0]!.memory.total > 0);
});

test('an administrator suspends, stops, starts and destroys a machine of anybody', async () => {
  const cloud = await sharedComputeCloud();
  const owner = await cloud.owner();
  const admin = coverage.watch(await cloud.admin());
  const { id } = await runningServer(owner, await makeImage(owner));
  const act = (deed: Record<string, unknown>) => admin.post(`${PREFIX}/servers/${id}/action`, deed);
  const suspended = await act({ suspend: {} });
  assert.equal(suspended.status, 200, suspended.text);
  assert.equal((suspended.json as { server: { suspended: boolean } }).server.suspended, true);
  assert.equal((await owner.post(`${COMPUTE_PREFIX}/servers/${id}/action`, { shutdown: {} })).status, 403);
  assert.equal((await act({ shutdown: {} })).status, 200);
  await settledServer(owner, id, 'STOPPED');
  assert.equal((await act({ start: {} })).status, 200);
  await settledServer(owner, id, 'ACTIVE');
  assert.equal((await act({ start: {} })).status, 400);
  assert.equal((await act({})).status, 400);
  assert.equal((await act({ start: {}, suspend: {} })).status, 400);
  assert.equal((await act({ unsuspend: {} })).status, 200);
  assert.equal((await act({ reboot: { type: 'HARD' } })).status, 200);
  await settledServer(owner, id, 'ACTIVE');
  const { activity } = (await owner.get(`${COMPUTE_PREFIX}/servers/${id}/activity`)).json as {
    activity: { user_id: string }[];
  };
  const { uuid } = await cloud.admin();
  assert.equal(activity[0]!.user_id, uuid, 'the owner sees who did it');
  assert.equal((await act({ destroy: {} })).status, 200);
  await settledServer(owner, id, 'DELETED');
  assert.equal((await admin.get(`${PREFIX}/servers/${id}`)).status, 200);
  assert.equal((await admin.get(`${PREFIX}/servers/999999`)).status, 404);
});

test('administrators find networks, addresses in use, pools with their fill, and who had an address on a day', async () => {
  const cloud = await sharedComputeCloud();
  await ensureMacPool(cloud);
  const owner = await cloud.owner();
  const admin = coverage.watch(await cloud.admin());
  const read = async <Output>(schema: { parse(json: unknown): Output }, path: string): Promise<Output> => {
    assert.equal((await owner.get(`${PREFIX}${path}`)).status, 400, path);
    const reply = await admin.get(`${PREFIX}${path}`);
    assert.equal(reply.status, 200, `${path}: ${reply.text}`);
    return schema.parse(reply.json);
  };
  const net = await publicNetwork(cloud, '203.0.113.0/28');
  const lan = await privateNetwork(owner, '10.9.0.0/28');
  const held = await floatingIp(owner, net);
  const address = held.floating_ip_address;
  const { id } = await runningServer(owner, await makeImage(owner), { networks: [] });
  assert.equal((await connect(owner, id, net, address)).status, 201);
  await idle(owner, id);

  const mine = await read(AdministeredNetworksReply, `/networks?owner=${owner.uuid}&match=LAN`);
  assert.deepEqual(
    [mine.total, mine.networks[0]!.id, mine.networks[0]!.cidrs],
    [1, Number(lan.id), ['10.9.0.0/28']],
  );
  const { network } = await read(AdministeredNetworkReply, `/networks/${net}`);
  assert.deepEqual([network.public, network.ports, network.subnets[0]!.cidr], [true, 1, '203.0.113.0/28']);
  assert.deepEqual(network.addresses, { size: 13, free: 12, reserved: 0, cooling: 0 });
  assert.equal(network.backends.length, 1);

  const { addresses } = await read(AdministeredAddressesReply, `/addresses?match=203.0.113.&network=${net}`);
  assert.deepEqual(
    addresses.map((each) => [each.address, each.floating_ip, each.server, each.user_id]),
    [[address, Number(held.id), id, owner.uuid]],
  );
  const { pools } = await read(AdministeredPoolsReply, `/pools?network=${net}&order=fullest`);
  assert.deepEqual([pools[0]!.first, pools[0]!.last, pools[0]!.free], ['203.0.113.2', '203.0.113.14', 12]);
  const prefixes = await read(AdministeredPoolsReply, '/pools?kind=mac-prefix');
  assert.equal(prefixes.pools[0]!.first, 'aa:00:0');

  const machine = await read(AdministeredServerReply, `/servers/${id}`);
  assert.deepEqual(
    machine.ports.map((port) => [port.network_id, port.public, port.ipv4, port.floating]),
    [[net, true, address, true]],
  );
  assert.match(machine.backend.machine, new RegExp(`-${id}$`));
  const { activity } = await read(ActivityReply, `/servers/${id}/activity`);
  assert.deepEqual(
    activity.map(({ action }) => action),
    ['CONNECT', 'BUILD'],
  );

  const day = cloud.compute.clock.now().toISOString().slice(0, 10);
  const on = await read(AddressHoldingsReply, `/addresses/history?address=${address}&day=${day}`);
  assert.deepEqual(
    on.holdings.map((each) => [each.server, each.user_id, each.until]),
    [[id, owner.uuid, null]],
  );
  const long = await read(AddressHoldingsReply, `/addresses/history?address=${address}&day=2001-02-03`);
  assert.deepEqual(long, { holdings: [], total: 0 });
  const [port] = await portsOf(owner, id);
  assert.equal((await owner.delete(`${PORTS}/${port!.id}`)).status, 204);
  await idle(owner, id);
  const after = await read(AddressHoldingsReply, `/addresses/history?server=${id}`);
  assert.equal(typeof after.holdings[0]!.until, 'string', 'it ended when the port went');
  for (const query of [
    '',
    '?address=10.0.0',
    '?address=10.0.0.1&day=2026-02-31x',
    '?address=10.0.0.1&day=2026-13-01',
  ])
    assert.equal((await admin.get(`${PREFIX}/addresses/history${query}`)).status, 400, query);
  assert.equal((await admin.get(`${PREFIX}/networks/999999`)).status, 404);
});

test('S8 whatever is done with machines and networks is in the audit with who did it, and nothing secret is', async () => {
  const cloud = await sharedComputeCloud();
  await ensureMacPool(cloud);
  const owner = await cloud.owner();
  const admin = coverage.watch(await cloud.admin());
  const read = async (query: string) => {
    const reply = await admin.get(`${PREFIX}/audit?${query}`);
    assert.equal(reply.status, 200, reply.text);
    return AuditReply.parse(reply.json).entries;
  };
  const password = 'A-Password-of-the-0wner';
  const wanted = { name: 'audited', adminPass: password };
  const { id } = await runningServer(owner, await makeImage(owner), wanted);
  const act = (body: object) => owner.post(`${COMPUTE_PREFIX}/servers/${id}/action`, body);
  const opened = await act({ console: { type: 'vnc-ws' } });
  assert.equal(opened.status, 200, opened.text);
  assert.equal((await act({ reboot: { type: 'HARD' } })).status, 202);
  await settledServer(owner, id, 'ACTIVE');
  assert.equal((await act({ start: {} })).status, 400, 'what is refused is not in the audit');
  assert.equal((await admin.post(`${PREFIX}/servers/${id}/action`, { suspend: {} })).status, 200);
  const { uuid } = await cloud.admin();
  const entries = await read(`object=server:${id}`);
  assert.deepEqual(
    entries.map(({ action, actor, source }) => [action, actor.id, source]),
    [
      ['server.suspend', uuid, 'api'],
      ['server.reboot', owner.uuid, 'api'],
      ['server.console', owner.uuid, 'api'],
      ['server.create', owner.uuid, 'api'],
    ],
  );
  assert.equal(entries[1]!.details['hard'], true);
  assert.ok(entries.every(({ object, request }) => object.name === 'audited' && request !== null));
  const lan = await privateNetwork(owner, '10.8.0.0/28');
  assert.equal((await owner.delete(`${NETWORK_PREFIX}/networks/${lan.id}`)).status, 204);
  assert.deepEqual(
    (await read(`object=network:${lan.id}`)).map(({ action }) => action),
    ['network.remove', 'network.create'],
  );
  assert.equal((await read(`who=${owner.uuid}&action=server`)).length, 3);
  const exported = await admin.get(`${PREFIX}/audit/export?object=${owner.uuid}`);
  assert.equal(exported.status, 200);
  assert.equal(exported.text.trim().split('\n').length, 6);
  const ticket = JSON.stringify(opened.json).match(/ticket=([^"&]+)/)?.[1] ?? 'no ticket';
  for (const secret of [password, ticket]) assert.ok(!exported.text.includes(secret));
  assert.equal((await owner.get(`${PREFIX}/audit`)).status, 400);
  assert.equal((await admin.get(`${PREFIX}/audit?since=never`)).status, 400);
});

test('S8 the audit of compute is chained by its repeated work, and verified by its command', async () => {
  const { compute } = await sharedComputeCloud();
  const signal = new AbortController().signal;
  await chainEntries(compute, signal);
  assert.equal((await compute.store.audit.waiting()).count, 0);
  const { problem, entries } = await verifyChain(compute.store, [], signal);
  assert.equal(problem, undefined);
  assert.ok(entries > 0n);
});

test('every address of administration was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
