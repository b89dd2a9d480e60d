import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDENTITY_PREFIX } from '#contract/identity';
import { AsKamaki } from './kit/as-kamaki.ts';
import { makeImage, publicNetwork, sharedComputeCloud } from './kit/compute-cloud.ts';

type Document = Record<string, unknown>;
type Catalog = {
  access: { serviceCatalog: { type: string; endpoints: { publicURL: string }[] }[]; user: Document };
};

test('the requests of kamaki 0.16 are answered as it needs them', async (t) => {
  const cloud = await sharedComputeCloud();
  const user = await cloud.owner();
  const image = await makeImage(user, 'debian', { headers: { 'x-image-meta-property-os': 'debian' } });

  // Every command begins so; addresses come from the catalog, and the version is added where it is not there.
  const access = await new AsKamaki(user, `${IDENTITY_PREFIX}/v2.0`).post(
    '/tokens',
    { auth: { token: { id: user.token } } },
    200,
  );
  const { serviceCatalog } = (access as unknown as Catalog).access;
  const at = (type: string): string => {
    const address = serviceCatalog.find((service) => service.type === type)!.endpoints[0]!.publicURL;
    const path = new URL(address).pathname.replace(/\/$/, '');
    return /\/v[\d.]+$/.test(path) ? path : `${path}/${type === 'image' ? 'v1.0' : 'v2.0'}`;
  };
  const compute = new AsKamaki(user, at('compute'));
  const images = new AsKamaki(user, at('image'));
  const network = new AsKamaki(user, at('network'));
  let id = 0;

  await t.test('flavor list and info', async () => {
    const { flavors } = (await compute.get('/flavors')) as { flavors: Document[] };
    assert.deepEqual([flavors[0]?.['id'], typeof flavors[0]?.['name']], [1, 'string']);
    const { flavor } = (await compute.get('/flavors/1')) as { flavor: Document };
    for (const key of ['SNF:disk_template', 'SNF:allow_create', 'ram', 'vcpus', 'disk', 'links'])
      assert.ok(key in flavor, key);
    const detail = (await compute.get('/flavors/detail')) as { flavors: Document[] };
    assert.deepEqual(detail.flavors[0], flavor);
  });

  await t.test('image list, info, modify, members and unregister', async () => {
    const { images: brief } = (await images.get('/images/?sort_dir=asc')) as { images: Document[] };
    assert.ok(brief.some((each) => each['id'] === image));
    const { images: listed } = (await images.get('/images/detail?sort_dir=asc')) as { images: Document[] };
    const own = listed.find((each) => each['id'] === image)!;
    assert.equal((own['properties'] as Document)['OS'] ?? (own['properties'] as Document)['os'], 'debian');
    const { '(headers)': facts } = await images.send({
      method: 'HEAD',
      path: `/images/${image}`,
      success: 200,
    });
    assert.equal((facts as Document)['x-image-meta-id'], image);
    const { images: computeImages } = (await compute.get('/images')) as { images: Document[] };
    assert.ok(computeImages.some((each) => each['id'] === image));
    const spare = await makeImage(user, 'spare');
    await images.send({
      method: 'PUT',
      path: `/images/${spare}`,
      success: 200,
      headers: {
        'x-image-meta-name': 'renamed',
        'x-image-meta-property-users': 'root',
        'x-glance-registry-purge-props': 'False',
      },
    });
    const friend = await cloud.owner();
    await images.put(`/images/${spare}/members/${friend.uuid}`, undefined, 204);
    const { members } = (await images.get(`/images/${spare}/members`)) as { members: Document[] };
    assert.ok(members.some((member) => member['member_id'] === friend.uuid));
    await images.delete(`/images/${spare}/members/${friend.uuid}`);
    await images.delete(`/images/${spare}`);
  });

  await t.test('server create asks for the image first, and -w sees it come up', async () => {
    const { image: asked } = (await compute.get(`/images/${image}`)) as { image: { metadata: Document } };
    const metadata = Object.fromEntries(
      ['os', 'users'].flatMap((key) => (key in asked.metadata ? [[key, asked.metadata[key]]] : [])),
    );
    const wanted = {
      name: 'κamaki',
      flavorRef: 1,
      imageRef: image,
      metadata: { ...metadata, stage: 'test' },
      personality: [{ path: '/etc/motd', contents: 'aGVsbG8=', owner: 'root', mode: 0o640 }],
      networks: [{ uuid: '1' }],
      project: user.uuid,
    };
    const { server } = (await compute.post('/servers', { server: wanted }, 202)) as { server: Document };
    assert.deepEqual([server['name'], server['status']], ['κamaki', 'BUILD']);
    assert.match(String(server['adminPass']), /^\S{10,}$/);
    id = server['id'] as number;
    const done = (await compute.wait(`/servers/${id}`, (document) => statusOf(document) !== 'BUILD')) as {
      server: Document;
    };
    assert.deepEqual([statusOf(done), done.server['progress']], ['ACTIVE', 100]);
  });

  await t.test('server list and info have what it reads', async () => {
    const { servers } = (await compute.get('/servers')) as { servers: Document[] };
    assert.ok(servers.some((each) => each['id'] === id && each['name'] === 'κamaki'));
    const { servers: detail } = (await compute.get('/servers/detail')) as { servers: Document[] };
    const own = detail.find((each) => each['id'] === id)!;
    assert.deepEqual([own['user_id'], own['tenant_id']], [user.uuid, user.uuid]);
    assert.deepEqual([(own['image'] as Document)['id'], (own['flavor'] as Document)['id']], [image, 1]);
    assert.deepEqual(own['metadata'], {
      stage: 'test',
      ...('os' in (own['metadata'] as Document) ? { os: 'debian' } : {}),
    });
    for (const key of ['attachments', 'addresses', 'status', 'links']) assert.ok(key in own, key);
    await compute.get(`/servers/${id}/ips`);
    await compute.get(`/servers/${id}/diagnostics`);
    const { stats } = (await compute.get(`/servers/${id}/stats`)) as { stats: Document };
    for (const key of ['cpuBar', 'cpuTimeSeries', 'netBar', 'netTimeSeries']) assert.ok(key in stats, key);
  });

  await t.test('server modify: name and metadata', async () => {
    await compute.put(`/servers/${id}`, { server: { name: 'renamed' } }, 204);
    const { metadata } = (await compute.post(`/servers/${id}/metadata`, { metadata: { a: 'b' } }, 201)) as {
      metadata: Document;
    };
    assert.equal(metadata['a'], 'b');
    await compute.delete(`/servers/${id}/metadata/a`);
  });

  await t.test('server console, reboot, shutdown and start, with their waiting', async () => {
    const { console } = (await compute.post(
      `/servers/${id}/action`,
      { console: { type: 'vnc-ws' } },
      200,
    )) as {
      console: Document;
    };
    for (const key of ['type', 'host', 'port', 'password']) assert.ok(key in console, key);
    const idle = async (status: string): Promise<void> => {
      await compute.wait(
        `/servers/${id}`,
        (document) =>
          statusOf(document) === status && (document['server'] as Document)['SNF:task_state'] === '',
      );
    };
    await compute.post(`/servers/${id}/action`, { reboot: { type: 'HARD' } }, 202);
    await idle('ACTIVE');
    await compute.post(`/servers/${id}/action`, { shutdown: {} }, 202);
    await idle('STOPPED');
    await compute.post(`/servers/${id}/action`, { start: {} }, 202);
    await idle('ACTIVE');
  });

  await t.test('keypair create, list, info and delete; a name that is taken is a 409', async () => {
    const { keypair } = (await compute.post('/os-keypairs', { keypair: { name: 'laptop' } }, 201)) as {
      keypair: Document;
    };
    assert.match(String(keypair['private_key']), /PRIVATE KEY/);
    await compute.post('/os-keypairs', { keypair: { name: 'laptop' } }, 409);
    const { keypairs } = (await compute.get('/os-keypairs')) as { keypairs: { keypair: Document }[] };
    assert.deepEqual(
      keypairs.map((each) => each.keypair['name']),
      ['laptop'],
    );
    await compute.get('/os-keypairs/laptop');
    await compute.delete('/os-keypairs/laptop');
  });

  await t.test('network list reads who a network is for without being asked for details', async () => {
    const { networks } = (await network.get('/networks/detail')) as { networks: Document[] };
    assert.ok(networks.some((each) => each['id'] === '1' && each['public'] === true && 'user_id' in each));
    const one = (await network.get('/networks/1')) as { network: Document };
    assert.equal(one.network['status'], 'ACTIVE');
  });

  await t.test('network create, modify, reassign and delete', async () => {
    const body = { network: { type: 'MAC_FILTERED', admin_state_up: true, name: 'lan', shared: false } };
    const made = (await network.post('/networks', body, 201)) as { network: Document };
    const path = `/networks/${String(made.network['id'])}`;
    const renamed = (await network.put(path, { network: { name: 'office' } }, 200)) as { network: Document };
    assert.equal(renamed.network['name'], 'office');
    await network.post(`${path}/action`, { reassign: { project: user.uuid } }, 200);
    const cidr = { network_id: made.network['id'], cidr: '10.1.2.0/24', ip_version: 4, enable_dhcp: true };
    const { subnet } = (await network.post('/subnets', { subnet: cidr }, 201)) as { subnet: Document };
    const { subnets } = (await network.get('/subnets')) as { subnets: Document[] };
    assert.ok(subnets.some((each) => each['network_id'] === made.network['id']));
    const info = (await network.get(`/subnets/${String(subnet['id'])}`)) as { subnet: Document };
    assert.equal(info.subnet['cidr'], '10.1.2.0/24');
    await network.put(`/subnets/${String(subnet['id'])}`, { subnet: { name: 'desks' } }, 200);
    await network.delete(path);
  });

  await t.test('ip create, list, reassign and delete', async () => {
    const pool = await publicNetwork(cloud, '198.51.100.0/29');
    const { floatingip } = (await network.post(
      '/floatingips',
      { floatingip: { floating_network_id: pool, project: user.uuid } },
      200,
    )) as { floatingip: Document };
    const { floatingips } = (await network.get('/floatingips')) as { floatingips: Document[] };
    const own = floatingips.find((each) => each['id'] === floatingip['id'])!;
    assert.deepEqual([own['floating_network_id'], own['instance_id'], own['port_id']], [pool, null, null]);
    assert.equal(typeof own['floating_ip_address'], 'string');
    const path = `/floatingips/${String(own['id'])}`;
    await network.get(path);
    await network.post(`${path}/action`, { reassign: { project: user.uuid } }, 200);
    await network.delete(path);
    await network.send({ method: 'GET', path, success: 404 });
  });

  await t.test('server delete: the server stays readable until it is DELETED', async () => {
    await compute.delete(`/servers/${id}`);
    const gone = await compute.wait(`/servers/${id}`, (document) => statusOf(document) === 'DELETED');
    assert.equal((gone['server'] as Document)['deleted'], true);
  });
});

function statusOf(document: Document): unknown {
  return (document['server'] as Document)['status'];
}
