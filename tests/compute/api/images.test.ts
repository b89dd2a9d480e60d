import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { IMAGE_PREFIX } from '#contract/image';
import { makeImage, sharedComputeCloud } from '../kit/compute-cloud.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('images');

test('compute shows images and changes their properties', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const image = await makeImage(owner);
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
      public: false,
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
  assert.equal((await owner.delete(`${path}/${image}`)).status, 204);
});

test('the image service lists, filters, shows and changes images', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const image = await makeImage(owner);
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
    [image, 'tiny', '512', 'AVAILABLE', 'False', owner.uuid, 'linux', '1'],
  );
  assert.equal((await owner.get(`${path}/${image}`)).status, 501);
  const without = await owner.put(`${path}/${image}`, undefined, { 'x-image-meta-property-osfamily': '' });
  assert.match(without.headers['x-image-hint'] ?? '', /^OSFAMILY not set/);
  const updated = await owner.put(`${path}/${image}`, undefined, {
    'x-image-meta-name': encodeURIComponent('Ωmega'),
    'x-image-meta-property-os': '',
    'x-image-meta-property-description': encodeURIComponent('με ελληνικά'),
  });
  assert.equal(updated.status, 200, updated.text);
  assert.equal(decodeURIComponent(updated.headers['x-image-meta-name'] ?? ''), 'Ωmega');
  assert.equal(decodeURIComponent(updated.headers['x-image-meta-description'] ?? ''), 'με ελληνικά');
  assert.equal(updated.headers['x-image-meta-property-os'], undefined);
  const formats = await owner.put(`${path}/${image}`, undefined, { 'x-image-meta-container-format': 'ovf' });
  assert.equal(formats.headers['x-image-hint'], 'OSFAMILY not set: looked for when a machine is made');
  for (const [names, status] of [
    [[`x-image-meta-property-${'k'.repeat(93)}`], 200],
    [[`x-image-meta-property-${'k'.repeat(94)}`], 400],
    [Array.from({ length: 33 }, (_, index) => `x-image-meta-property-p${index}`), 400],
  ] as const) {
    const given = Object.fromEntries(names.map((name) => [name, 'v'.repeat(names.length > 1 ? 1 : 256)]));
    assert.equal((await owner.put(`${path}/${image}`, undefined, given)).status, status);
  }
});

test('an image belongs to its owner, who says who else may use it', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
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
});

test('every address of images was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
