import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { COMPUTE_PREFIX, type Keypair } from '#contract/compute';
import { IMAGE_PREFIX } from '#contract/image';
import { NETWORK_PREFIX } from '#contract/network';
import {
  makeImage,
  makeServer,
  runningServer,
  settledServer,
  showServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';
import { RouteCoverage } from './kit/route-coverage.ts';
import type { TestUser } from '../kit/people.ts';

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKvRPYVtHbmEQWrcQfBgeKpB7sT3nLgVMZwgKoIR7tsd ada@laptop';

test('every address of compute answers as the specification says', async (t) => {
  const cloud = await startComputeCloud(t);
  const coverage = new RouteCoverage();
  const owner: TestUser = coverage.watch(await cloud.owner());
  const image = await makeImage(owner, 'tiny', { isPublic: true });
  const server = `${COMPUTE_PREFIX}/servers`;
  const base = cloud.url;

  await t.test('versions are told to everybody', async () => {
    const stranger = coverage.watch(cloud.anonymous);
    const ids = async (path: string): Promise<string[]> => {
      const reply = await stranger.get(path);
      assert.equal(reply.status, 200, path);
      return (reply.json as { versions: { id: string }[] }).versions.map(({ id }) => id);
    };
    assert.deepEqual(await ids('/cyclades/compute'), ['v2.0']);
    assert.deepEqual(await ids('/cyclades/compute/'), ['v2.0']);
    assert.deepEqual(await ids('/cyclades/network'), ['v2.0']);
    assert.deepEqual(await ids('/cyclades/image'), ['v1.0', 'v1']);
    assert.deepEqual(await ids('/cyclades/image/versions'), ['v1.0', 'v1']);
    assert.equal((await stranger.get(IMAGE_PREFIX)).status, 200);
    const { version } = (await stranger.get(COMPUTE_PREFIX)).json as {
      version: { id: string; links: unknown[] };
    };
    assert.deepEqual(
      [version.id, version.links[0]],
      ['v2.0', { rel: 'self', href: `${base}${COMPUTE_PREFIX}/` }],
    );
    const { resources } = (await owner.get(NETWORK_PREFIX)).json as { resources: { name: string }[] };
    assert.deepEqual(
      resources.map(({ name }) => name),
      ['network'],
    );
    assert.deepEqual((await owner.get(`${COMPUTE_PREFIX}/extensions`)).json, { extensions: [] });
  });

  await t.test('without a token, with a wrong one and at unknown addresses the fault is named', async () => {
    const missing = await cloud.anonymous.get(server);
    assert.deepEqual([missing.status, missing.headers['www-authenticate']], [401, 'Bearer realm="compute"']);
    assert.deepEqual(missing.json, {
      unauthorized: { code: 401, message: 'Access denied. No authentication token', details: '' },
    });
    const wrong = await cloud.anonymous.get(server, { 'x-auth-token': 'x'.repeat(43) });
    assert.equal(wrong.status, 401);
    assert.ok('unauthorized' in (wrong.json as object));
    const inQuery = await cloud.anonymous.get(`${server}?X-Auth-Token=${owner.token}`);
    assert.equal(inQuery.status, 401, 'a token in an address is not taken');
    const unknown = await owner.get(`${COMPUTE_PREFIX}/nothing`);
    assert.deepEqual(unknown.json, {
      badRequest: { code: 400, message: 'API endpoint not found', details: '' },
    });
    const method = await owner.call('PATCH', server);
    assert.deepEqual([method.status, Object.keys(method.json as object)[0]], [405, 'notAllowed']);
    assert.equal(method.headers['allow']?.split(',').sort().join(','), 'GET,HEAD,POST');
    const type = await owner.call('POST', server, { body: '{}', headers: { 'content-type': 'text/plain' } });
    assert.deepEqual([type.status, Object.keys(type.json as object)[0]], [400, 'badRequest']);
    const broken = await owner.call('POST', server, {
      body: '{"server":',
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(broken.status, 400);
  });

  await t.test('flavors', async () => {
    const links = [1, 1].map((id, index) => ({
      rel: index === 0 ? 'self' : 'bookmark',
      href: `${base}${COMPUTE_PREFIX}/flavors/${id}`,
    }));
    assert.deepEqual((await owner.get(`${COMPUTE_PREFIX}/flavors`)).json, {
      flavors: [{ id: 1, name: 'C1R512D1file', links }],
    });
    const flavor = {
      id: 1,
      name: 'C1R512D1file',
      links,
      ram: 512,
      disk: 1,
      vcpus: 1,
      'SNF:disk_template': 'file',
      'SNF:volume_type': 1,
      'SNF:allow_create': true,
      'os-flavor-access:is_public': true,
      'SNF:flavor-access': [],
    };
    assert.deepEqual((await owner.get(`${COMPUTE_PREFIX}/flavors/detail`)).json, { flavors: [flavor] });
    assert.deepEqual((await owner.get(`${COMPUTE_PREFIX}/flavors/1.json`)).json, { flavor });
    assert.deepEqual((await owner.get(`${COMPUTE_PREFIX}/flavors/1/os-extra_specs`)).json, {
      extra_specs: {},
    });
    assert.deepEqual((await owner.get(`${COMPUTE_PREFIX}/flavors?SNF:is_public=false`)).json, {
      flavors: [],
    });
    assert.deepEqual((await owner.get(`${COMPUTE_PREFIX}/flavors?is_public=None`)).status, 200);
    const none = await owner.get(`${COMPUTE_PREFIX}/flavors/77`);
    assert.deepEqual(none.json, {
      itemNotFound: { code: 404, message: 'There is no flavor 77.', details: '' },
    });
  });

  await t.test('networks', async () => {
    const { networks } = (await owner.get(`${NETWORK_PREFIX}/networks`)).json as {
      networks: Record<string, unknown>[];
    };
    const { created, updated, ...rest } = networks[0]!;
    assert.equal(typeof created, typeof updated);
    assert.deepEqual(rest, {
      id: '1',
      name: 'Internet',
      links: [
        { rel: 'self', href: `${base}${NETWORK_PREFIX}/networks/1` },
        { rel: 'bookmark', href: `${base}${NETWORK_PREFIX}/networks/1` },
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
    assert.deepEqual((await owner.get(`${NETWORK_PREFIX}/networks/detail`)).json, { networks });
    assert.deepEqual((await owner.get(`${NETWORK_PREFIX}/networks/1`)).json, { network: networks[0] });
    assert.equal((await owner.get(`${NETWORK_PREFIX}/networks/9`)).status, 404);
  });

  await t.test('keypairs', async () => {
    const path = `${COMPUTE_PREFIX}/os-keypairs`;
    const made = await owner.post(path, { keypair: { name: 'my laptop', public_key: ED25519 } });
    const keypair = (made.json as { keypair: Keypair }).keypair;
    assert.equal(made.status, 201);
    assert.deepEqual([keypair.name, keypair.public_key], ['my laptop', ED25519]);
    assert.match(keypair.fingerprint, /^[0-9a-f]{2}(:[0-9a-f]{2}){15}$/);
    const again = await owner.post(path, { keypair: { name: 'my laptop', public_key: ED25519 } });
    assert.deepEqual([again.status, Object.keys(again.json as object)[0]], [409, 'conflict']);
    const generated = await owner.post(path, { keypair: { name: 'made' } });
    const pair = (generated.json as { keypair: Keypair & { private_key: string } }).keypair;
    assert.match(pair.private_key, /^-----BEGIN RSA PRIVATE KEY-----/);
    assert.match(pair.public_key, /^ssh-rsa AAAAB3NzaC1yc2E/);
    const list = (await owner.get(path)).json as { keypairs: { keypair: Keypair }[] };
    assert.deepEqual(
      list.keypairs.map((entry) => entry.keypair.name),
      ['made', 'my laptop'],
    );
    assert.ok(
      list.keypairs.every((entry) => !('private_key' in entry.keypair)),
      'the private half is shown once',
    );
    const shown = (await owner.get(`${path}/my%20laptop`)).json as { keypair: Record<string, unknown> };
    assert.deepEqual(Object.keys(shown.keypair).sort(), [
      'created_at',
      'deleted',
      'deleted_at',
      'fingerprint',
      'id',
      'name',
      'public_key',
      'updated_at',
    ]);
    assert.equal((await owner.delete(`${path}/made`)).status, 204);
    assert.equal((await owner.delete(`${path}/made`)).status, 404);
    assert.equal((await owner.post(path, { keypair: { name: ' ', public_key: ED25519 } })).status, 400);
  });

  await t.test('a new server, in full', async () => {
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
      ['self', 'bookmark'].map((rel) => ({ rel, href: `${base}${COMPUTE_PREFIX}/${collection}/${item}` }));
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
          { rel: 'alternate', href: `${base}${IMAGE_PREFIX}/images/${image}` },
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

  await t.test('metadata of a server', async () => {
    const { servers } = (await owner.get(server)).json as { servers: { id: number }[] };
    const path = `${server}/${servers[0]!.id}/metadata`;
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

  await t.test('actions and the screen', async () => {
    const { servers } = (await owner.get(server)).json as { servers: { id: number }[] };
    const path = `${server}/${servers[0]!.id}/action`;
    const screen = await owner.post(path, { console: { type: 'vnc' } });
    const { console: place } = screen.json as { console: Record<string, unknown> };
    assert.equal(screen.status, 200);
    const { password, ticket, port, ...fixed } = place;
    assert.deepEqual(fixed, { type: 'vnc-ws', host: '127.0.0.1', path: '/cyclades/screen' });
    assert.equal(password, ticket);
    assert.equal(String(port), new URL(base).port);
    const page = await owner.post(path, { 'os-getVNCConsole': { type: 'novnc' } });
    const url = `${base}/ui/machines/${servers[0]!.id}/screen/window`;
    assert.deepEqual([page.status, page.json], [200, { console: { type: 'novnc', url } }]);
    for (const [body, status] of [
      [{ 'os-getVNCConsole': { type: 'xvpvnc' } }, 501],
      [{ start: {} }, 400],
      [{ suspend: {} }, 403],
      [{ createImage: {} }, 400],
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
    await settledServer(owner, servers[0]!.id, 'STOPPED');
    assert.equal((await owner.post(path, { console: { type: 'vnc-ws' } })).status, 400);
    assert.equal((await owner.post(path, { reboot: null })).status, 202, 'a stopped server is started');
    await settledServer(owner, servers[0]!.id, 'ACTIVE');
  });

  await t.test('changes since a moment, deletions told, nothing new is 304', async () => {
    const { id } = await runningServer(owner, image, { name: 'short' });
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

  await t.test('images as compute shows them', async () => {
    const path = `${COMPUTE_PREFIX}/images`;
    assert.deepEqual((await owner.get(`${path}/`)).json, { images: [{ id: image, name: 'tiny' }] });
    const { images } = (await owner.get(`${path}/detail`)).json as { images: Record<string, unknown>[] };
    const [found] = images;
    assert.deepEqual(
      { ...found, links: 0, updated: 0, created: 0 },
      {
        id: image,
        name: 'tiny',
        updated: 0,
        created: 0,
        status: 'ACTIVE',
        progress: 100,
        user_id: owner.uuid,
        tenant_id: owner.uuid,
        public: true,
        links: 0,
        metadata: { osfamily: 'linux', root_partition: '1' },
        is_snapshot: false,
      },
    );
    assert.deepEqual((await owner.get(`${path}/${image}`)).json, { image: found });
    assert.equal((await owner.post(path, { image: {} })).status, 501);
    assert.equal((await owner.get(`${path}/${randomUUID()}`)).status, 404);
    assert.equal((await owner.get(`${path}/not-a-uuid`)).status, 400);
    const meta = `${path}/${image}/metadata`;
    assert.deepEqual((await owner.get(meta)).json, { metadata: { osfamily: 'linux', root_partition: '1' } });
    assert.deepEqual((await owner.post(meta, { metadata: { os: 'debian' } })).json, {
      metadata: { os: 'debian', osfamily: 'linux', root_partition: '1' },
    });
    assert.deepEqual((await owner.put(`${meta}/users`, { meta: { users: 'root' } })).json, {
      meta: { users: 'root' },
    });
    assert.deepEqual((await owner.get(`${meta}/users`)).json, { meta: { users: 'root' } });
    assert.equal((await owner.delete(`${meta}/users`)).status, 204);
    assert.equal((await owner.get(`${meta}/users`)).status, 404, 'deleting really deletes');
  });

  await t.test('the image service', async () => {
    const path = `${IMAGE_PREFIX}/images`;
    const { images } = (await owner.get(`${path}/?sort_dir=asc`)).json as {
      images: Record<string, unknown>[];
    };
    assert.deepEqual(images, [
      {
        status: 'AVAILABLE',
        name: 'tiny',
        disk_format: 'diskdump',
        container_format: 'bare',
        size: 512,
        id: image,
      },
    ]);
    const detail = (
      await owner.get('/cyclades/image/v1.0/images/detail?name=tiny&size_min=512&status=available')
    ).json;
    const [record] = (detail as { images: Record<string, unknown>[] }).images;
    assert.equal(record?.['location'], `pithos://${owner.uuid}/images/tiny.raw`);
    assert.match(String(record?.['created_at']), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.deepEqual((await owner.get('/cyclades/image/v1/images?name=other')).json, { images: [] });
    assert.equal((await owner.get(`${path}?size_min=big`)).status, 400);
    assert.equal((await owner.get(`${path}?sort_key=password`)).status, 400);
    const head = await owner.head(`${path}/${image}`);
    assert.deepEqual(
      [
        'id',
        'name',
        'size',
        'status',
        'is-public',
        'owner',
        'property-osfamily',
        'property-root-partition',
      ].map((name) => head.headers[`x-image-meta-${name}`]),
      [image, 'tiny', '512', 'AVAILABLE', 'True', owner.uuid, 'linux', '1'],
    );
    assert.equal((await owner.get(`${path}/${image}`)).status, 501);
    const updated = await owner.put(`${path}/${image}`, undefined, {
      'x-image-meta-name': encodeURIComponent('Ωmega'),
      'x-image-meta-property-os': '',
      'x-image-meta-property-description': encodeURIComponent('με ελληνικά'),
    });
    assert.equal(updated.status, 200, updated.text);
    assert.equal(decodeURIComponent(updated.headers['x-image-meta-name'] ?? ''), 'Ωmega');
    assert.equal(decodeURIComponent(updated.headers['x-image-meta-description'] ?? ''), 'με ελληνικά');
    assert.equal(updated.headers['x-image-meta-property-os'], undefined);
  });

  await t.test('who may use an image', async () => {
    const friend = coverage.watch(await cloud.owner());
    const own = await makeImage(owner, 'private');
    const members = `${IMAGE_PREFIX}/images/${own}/members`;
    assert.equal((await friend.head(`${IMAGE_PREFIX}/images/${own}`)).status, 403, 'there, and not for them');
    assert.equal((await owner.call('PUT', `${members}/${friend.uuid}`)).status, 204);
    assert.equal((await friend.head(`${IMAGE_PREFIX}/images/${own}`)).status, 200);
    assert.deepEqual((await friend.get(`${IMAGE_PREFIX}/shared-images/${owner.uuid}`)).json, {
      shared_images: [{ image_id: own, can_share: false }],
    });
    assert.deepEqual((await owner.get(members)).json, {
      members: [
        { member_id: owner.uuid, can_share: false },
        { member_id: friend.uuid, can_share: false },
      ].sort((a, b) => (a.member_id < b.member_id ? -1 : 1)),
    });
    for (const attempt of [
      friend.call('PUT', `${members}/${friend.uuid}`),
      friend.delete(`${members}/${owner.uuid}`),
      friend.put(members, { memberships: [] }),
      friend.put(`${IMAGE_PREFIX}/images/${own}`, undefined, { 'x-image-meta-is-public': 'true' }),
      friend.put(`${IMAGE_PREFIX}/images/${own}`, undefined, { 'x-image-meta-name': 'mine' }),
      friend.delete(`${IMAGE_PREFIX}/images/${own}`),
      friend.delete(`${COMPUTE_PREFIX}/images/${own}`),
    ]) {
      assert.equal((await attempt).status, 403);
    }
    assert.equal((await owner.delete(`${members}/${friend.uuid}`)).status, 204);
    assert.equal((await friend.head(`${IMAGE_PREFIX}/images/${own}`)).status, 403);
    assert.equal((await owner.put(members, { memberships: [{ member_id: friend.uuid }] })).status, 204);
    assert.equal((await friend.head(`${IMAGE_PREFIX}/images/${own}`)).status, 200);
    assert.equal((await owner.delete(`${IMAGE_PREFIX}/images/${own}`)).status, 204);
    assert.equal((await owner.head(`${IMAGE_PREFIX}/images/${own}`)).status, 404);
    const file = await owner.get(`/pithos/object-store/v1/${owner.uuid}/images/private.raw`);
    assert.deepEqual([file.status, file.text.slice(0, 12)], [200, 'boot private'], 'the file stays');
    assert.equal((await owner.delete(`${COMPUTE_PREFIX}/images/${image}`)).status, 204);
  });

  await t.test('T-G13 internal addresses need their credential, also from inside', async () => {
    const transport = cloud.running().cloud.contextFor('console').transportTo('compute');
    for (const token of [undefined, owner.token]) {
      const reply = await transport({
        method: 'POST',
        path: '/cyclades/internal/screen-tickets/redeem',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { 'x-auth-token': token }),
        },
        body: '{"ticket":"x"}',
      });
      reply.body.destroy();
      assert.equal(reply.status, 401);
    }
  });

  const internal = ['POST /cyclades/internal/screen-tickets/redeem', 'GET /vmapi/v1.0/server-params/:secret'];
  assert.deepEqual(coverage.missing(), internal, 'every public address was called');
});
