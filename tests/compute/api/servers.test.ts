import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActivityReply, COMPUTE_PREFIX } from '#contract/compute';
import { IMAGE_PREFIX } from '#contract/image';
import {
  makeImage,
  makeServer,
  runningServer,
  settledServer,
  sharedComputeCloud,
  showServer,
} from '../kit/compute-cloud.ts';
import { ED25519 } from '../kit/keys.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('servers');
const server = `${COMPUTE_PREFIX}/servers`;

test('a new server is shown in full, alone and in lists, and can be renamed', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const image = await makeImage(owner);
  await owner.post(`${COMPUTE_PREFIX}/os-keypairs`, { keypair: { name: 'my laptop', public_key: ED25519 } });
  const id = (
    await makeServer(owner, image, { name: 'web-1', metadata: { os: 'debian' }, key_name: 'my laptop' })
  ).id;
  const running = await settledServer(owner, id, 'ACTIVE');
  const { created, updated, attachments, addresses, volumes, ...rest } = running;
  assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$/);
  assert.ok(updated >= created);
  assert.equal(volumes.length, 1);
  const [port] = attachments;
  assert.deepEqual(port, {
    id: port!.id,
    network_id: '1',
    mac_address: port!.mac_address,
    ipv4: '10.0.2.15',
    ipv6: '',
    'OS-EXT-IPS:type': 'fixed',
  });
  assert.deepEqual(addresses, { '1': [{ version: 4, addr: '10.0.2.15', 'OS-EXT-IPS:type': 'fixed' }] });
  const links = (collection: string, item: string | number) =>
    ['self', 'bookmark'].map((rel) => ({ rel, href: `${cloud.url}${COMPUTE_PREFIX}/${collection}/${item}` }));
  assert.deepEqual(rest, {
    id,
    name: 'web-1',
    links: links('servers', id),
    user_id: owner.uuid,
    tenant_id: owner.uuid,
    shared_to_project: false,
    status: 'ACTIVE',
    'SNF:task_state': '',
    'SNF:trouble': null,
    progress: 100,
    hostId: '',
    flavor: { id: 1, links: links('flavors', 1) },
    image: {
      id: image,
      links: [
        ...links('images', image),
        { rel: 'alternate', href: `${cloud.url}${IMAGE_PREFIX}/images/${image}` },
      ],
    },
    suspended: false,
    metadata: { os: 'debian' },
    tags: [],
    diagnostics: [],
    security_groups: [{ name: 'default' }],
    key_name: 'my laptop',
    'SNF:key_names': ['my laptop'],
    config_drive: '',
    accessIPv4: '',
    accessIPv6: '',
    'SNF:fqdn': `snf-${id}.vm.example.synnefo.org`,
    'SNF:port_forwarding': { '22': { host: '127.0.0.1', port: String(40_000 + id) } },
    deleted: false,
    'SNF:rescue': false,
  });
  const brief = (await owner.get(`${server}/`)).json as { servers: unknown[] };
  assert.deepEqual(brief.servers, [{ id, name: 'web-1', links: links('servers', id) }]);
  assert.deepEqual((await owner.get(`${server}/detail`)).json, { servers: [running] });
  assert.deepEqual((await owner.get(`${server}/${id}.json`)).json, { server: running });
  assert.deepEqual((await owner.get(`${server}/${id}/diagnostics`)).json, []);
  assert.deepEqual((await owner.get(`${server}/${id}/ips`)).json, { addresses, attachments });
  assert.deepEqual((await owner.get(`${server}/${id}/ips/1`)).json, { network: { '1': addresses['1'] } });
  assert.equal((await owner.get(`${server}/${id}/ips/7`)).status, 404);
  const waiting = (await owner.get(`${server}/${id}/password`)).json as { password: string };
  assert.match(waiting.password, /^\w{10}$/);
  assert.equal((await owner.delete(`${server}/${id}/password`)).status, 204);
  assert.equal((await owner.get(`${server}/${id}/password`)).status, 404);
  const renamed = await owner.put(`${server}/${id}`, { server: { name: 'Σερβερ 2' } });
  assert.deepEqual([renamed.status, renamed.text], [204, '']);
  assert.equal((await showServer(owner, id)).name, 'Σερβερ 2');
});

test('metadata of a server are merged, set, shown and deleted', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const { id } = await makeServer(owner, await makeImage(owner), { metadata: { os: 'debian' } });
  const path = `${server}/${id}/metadata`;
  const merged = await owner.post(path, { metadata: { users: 'root', os: 'arch' } });
  assert.deepEqual([merged.status, merged.json], [201, { metadata: { os: 'arch', users: 'root' } }]);
  const set = await owner.put(`${path}/role`, { meta: { role: 'db' } });
  assert.deepEqual([set.status, set.json], [201, { meta: { role: 'db' } }]);
  assert.equal((await owner.put(`${path}/role`, { meta: { other: 'db' } })).status, 400);
  assert.deepEqual((await owner.get(path)).json, { metadata: { os: 'arch', role: 'db', users: 'root' } });
  assert.deepEqual((await owner.get(`${path}/role`)).json, { meta: { role: 'db' } });
  assert.equal((await owner.delete(`${path}/role`)).status, 204);
  assert.equal((await owner.get(`${path}/role`)).status, 404);
  assert.equal((await owner.delete(`${path}/role`)).status, 404);
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 'v']));
  assert.equal((await owner.post(path, { metadata: many })).status, 400);
  assert.equal((await owner.call('PUT', path, { body: { metadata: {} } })).status, 405);
});

test('a server has tags, each by its address', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const { id } = await runningServer(owner, await makeImage(owner), { tags: ['made'] });
  const path = `${server}/${id}/tags`;
  assert.deepEqual((await owner.get(path)).json, { tags: ['made'], statuses: ['ACTIVE'] });
  assert.equal((await owner.put(`${path}/made`)).status, 204);
  assert.equal((await owner.get(`${path}/made`)).headers['tag-status'], 'ACTIVE');
  assert.equal((await owner.delete(`${path}/made`)).status, 204);
  assert.equal((await owner.get(`${path}/made`)).status, 404);
  assert.equal((await owner.delete(path)).status, 404);
  assert.equal((await owner.put(path, { tags: ['a', 'b'] })).status, 200);
});

test('actions begin or say why not, and a screen has a ticket and a page', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const { id } = await runningServer(owner, await makeImage(owner));
  const path = `${server}/${id}/action`;
  const screen = await owner.post(path, { console: { type: 'vnc' } });
  const { console: place } = screen.json as { console: Record<string, unknown> };
  assert.equal(screen.status, 200);
  const { password, ticket, port, ...fixed } = place;
  assert.deepEqual(fixed, { type: 'vnc-ws', host: '127.0.0.1', path: '/cyclades/screen' });
  assert.equal(password, ticket);
  assert.equal(String(port), new URL(cloud.url).port);
  for (const [action, status] of [
    [{ addFloatingIp: { address: '203.0.113.77' } }, 404],
    [{ removeFloatingIp: { address: '203.0.113.77' } }, 400],
    [{ firewallProfile: { profile: 'ENABLED', nic: 99_999 } }, 404],
  ] as const)
    assert.equal((await owner.post(path, action)).status, status);
  const page = await owner.post(path, { 'os-getVNCConsole': { type: 'novnc' } });
  const url = `${cloud.url}/ui/machines/${id}/screen/window`;
  assert.deepEqual([page.status, page.json], [200, { console: { type: 'novnc', url } }]);
  for (const [body, status] of [
    [{ 'os-getVNCConsole': { type: 'xvpvnc' } }, 501],
    [{ start: {} }, 400],
    [{ resize: { flavorRef: 1 } }, 400],
    [{ rescue: {} }, 404],
    [{ unrescue: null }, 400],
    [{ reassign: { project: owner.uuid } }, 200],
    [{ reassign: { project: owner.uuid, shared_to_project: true } }, 403],
    [{ suspend: {} }, 403],
    [{ createImage: {} }, 400],
    [{ rebuild: {}, rescue_image_ref: 'x' }, 501],
    [{ create: {} }, 400],
    [{ constructor: {} }, 400],
    [{ rebuild: {} }, 501],
    [{ 'os-getSPICEConsole': {} }, 501],
    [{ reboot: { type: 'SLOW' } }, 400],
    [{ console: {} }, 400],
    [{}, 400],
    [{ start: {}, shutdown: {} }, 400],
  ] as const) {
    const reply = await owner.post(path, body);
    assert.equal(reply.status, status, `${JSON.stringify(body)} answers ${reply.text}`);
  }
  assert.equal((await owner.post(path, { 'os-stop': null })).status, 202);
  await settledServer(owner, id, 'STOPPED');
  assert.equal((await owner.post(path, { console: { type: 'vnc-ws' } })).status, 400);
  assert.equal((await owner.post(path, { reboot: null })).status, 202, 'a stopped server is started');
  await settledServer(owner, id, 'ACTIVE');
});

test('the activity of a server is read page by page, by those who see the server', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const { id } = await runningServer(owner, await makeImage(owner));
  for (const [action, state] of [
    ['shutdown', 'STOPPED'],
    ['start', 'ACTIVE'],
  ] as const) {
    await owner.post(`${server}/${id}/action`, { [action]: {} });
    await settledServer(owner, id, state);
  }
  const read = async (query: string) =>
    ActivityReply.parse((await owner.get(`${server}/${id}/activity${query}`)).json).activity;
  const all = await read('');
  assert.deepEqual(
    all.map(({ action, result }) => [action, result]),
    [
      ['START', 'done'],
      ['STOP', 'done'],
      ['BUILD', 'done'],
    ],
  );
  assert.ok(all.every(({ created, ended }) => ended !== null && ended >= created));
  const first = await read('?limit=2');
  assert.deepEqual([...first, ...(await read(`?limit=2&before=${first[1]!.id}`))], all);
  assert.equal((await owner.get(`${server}/${id}/activity?before=7`)).status, 400);
  assert.equal((await owner.get(`${server}/${id}/activity?limit=201`)).status, 400);
  assert.equal((await (await cloud.owner()).get(`${server}/${id}/activity`)).status, 404);
});

test('changes since a moment are told, deletions too, and nothing new is 304', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const { id } = await runningServer(owner, await makeImage(owner), { name: 'short' });
  const since = encodeURIComponent(new Date(Date.now() - 1).toISOString());
  assert.equal((await owner.get(`${server}?changes-since=${since}`)).status, 304);
  assert.equal((await owner.get(`${server}/detail?changes-since=${since}`)).status, 304);
  assert.equal((await owner.delete(`${server}/${id}`)).status, 204);
  await settledServer(owner, id, 'DELETED');
  const { servers } = (await owner.get(`${server}/detail?changes-since=${since}`)).json as {
    servers: { id: number; status: string; deleted: boolean }[];
  };
  assert.deepEqual(
    servers.map((row) => [row.id, row.status, row.deleted]),
    [[id, 'DELETED', true]],
  );
  for (const bad of ['yesterday', '2026-01-01T00:00:00', '2020-01-01T00:00:00Z', '2126-01-01T00:00:00Z']) {
    assert.equal((await owner.get(`${server}?changes-since=${bad}`)).status, 400, bad);
  }
  assert.equal((await owner.post(`${server}/${id}/action`, { start: {} })).status, 400);
  assert.equal((await owner.put(`${server}/${id}`, { server: { name: 'x' } })).status, 400);
  assert.equal((await owner.get(`${server}/${id}`)).status, 200, 'a deleted server stays readable');
});

test('every address of servers was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
