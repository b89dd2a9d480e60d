import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { startComputeCloud } from './kit/compute-cloud.ts';

test('addresses lead where they say', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const server = `${COMPUTE_PREFIX}/servers`;
  const base = cloud.url;

  await t.test('every address that a version document gives is there', async () => {
    const linked = new Set<string>();
    const visit = async (path: string): Promise<void> => {
      if (linked.has(path)) return;
      linked.add(path);
      const reply = await owner.get(path);
      assert.equal(reply.status, 200, `${path} answers ${reply.status}`);
      const isVersion = !path.endsWith('/networks');
      const hrefs = isVersion ? [...reply.text.matchAll(/"href":"([^"]+)"/g)].map(([, href]) => href!) : [];
      for (const href of hrefs.filter((found) => found.startsWith(base)))
        await visit(href.slice(base.length));
    };
    for (const root of ['cyclades/compute', 'cyclades/network', 'cyclades/image', 'astakos/identity'])
      await visit(`/${root}`);
    assert.ok(linked.size >= 9, [...linked].join(' '));
  });

  await t.test('what is not built yet says so, whatever the method, and so does a version', async () => {
    const messageOf = (json: unknown) =>
      Object.values(json as Record<string, { message: string }>)[0]!.message;
    for (const [method, path, words] of [
      ['GET', '/cyclades/volume', 'Volumes and snapshots are not offered yet.'],
      ['POST', '/cyclades/volume/v2.0/snapshots', 'Volumes and snapshots are not offered yet.'],
      ['POST', `${server}/1/os-volume_attachments`, 'Volumes are not offered yet.'],
      [
        'GET',
        '/cyclades/compute/v2.1/servers',
        'Version v2.1 of the compute service is not offered: it speaks v2.0.',
      ],
      ['GET', '/cyclades/image/v2/images', 'Version v2 of the image service is not offered: it speaks v1.0.'],
    ] as const) {
      const reply = await owner.call(method, path);
      assert.deepEqual([reply.status, messageOf(reply.json)], [501, words], `${method} ${path}`);
      assert.deepEqual(Object.keys(reply.json as object), ['notImplemented']);
    }
    for (const [method, path] of [
      ['GET', '/astakos/identity/v3'],
      ['POST', '/astakos/identity/v3/auth/tokens'],
    ] as const) {
      const reply = await cloud.anonymous.call(method, path);
      assert.equal(reply.status, 501, path);
      assert.match(
        (reply.json as { error: { message: string } }).error.message,
        /use v2\.0/,
        'for Keystone clients',
      );
    }
  });
});
