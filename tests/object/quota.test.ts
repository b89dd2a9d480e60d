import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { recoverCommissions } from '#platform/quota/recovery';
import { recount } from './kit/recount.ts';
import { ALICE, type Caller, startObject, type StartedObject } from './kit/start-object.ts';

const BLOCK = 4096;

/** What one client may do; names are few, so that clients meet. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), name: fc.nat(3), size: fc.nat(9000) }),
  fc.record({
    kind: fc.constant('put' as const),
    name: fc.nat(3),
    size: fc.integer({ min: 70_000, max: 90_000 }),
  }),
  fc.record({ kind: fc.constant('append' as const), name: fc.nat(3), size: fc.nat(5000) }),
  fc.record({ kind: fc.constant('cut' as const), name: fc.nat(3), size: fc.nat(3000) }),
  fc.record({ kind: fc.constant('delete' as const), name: fc.nat(3), size: fc.constant(0) }),
  fc.record({ kind: fc.constant('copy' as const), name: fc.nat(3), size: fc.nat(3) }),
  fc.record({ kind: fc.constant('move' as const), name: fc.nat(3), size: fc.nat(3) }),
  fc.record({ kind: fc.constant('purge' as const), name: fc.nat(3), size: fc.constant(0) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function run(client: Caller, container: string, { kind, name, size }: Step): Promise<number> {
  const path = `/${container}/o${name}`;
  const data = { 'content-type': 'application/octet-stream' };
  const reply = await {
    put: () => client('PUT', path, { body: Buffer.alloc(size, `${name}`) }),
    append: () =>
      client('POST', `${path}?update`, {
        body: Buffer.alloc(size + 1, 'x'),
        headers: { ...data, 'content-range': 'bytes */*' },
      }),
    cut: () =>
      client('POST', `${path}?update`, {
        headers: { 'x-source-object': path, 'content-range': 'bytes 0-/*', 'x-object-bytes': String(size) },
      }),
    delete: () => client('DELETE', path),
    copy: () => client('COPY', path, { headers: { destination: `/${container}/o${size}` } }),
    move: () => client('MOVE', path, { headers: { destination: `/${container}/o${size}` } }),
    purge: () => client('DELETE', `${path}?until=${Math.floor(Date.now() / 1000) + 5}`),
  }[kind]();
  return reply.status;
}

async function assertCounted(object: StartedObject): Promise<void> {
  await recoverCommissions(object.storage.ledger);
  const { problems, bytes } = await recount(object.databaseUrl, join(object.directory, 'blocks'), BLOCK);
  assert.deepEqual(problems, []);
  assert.equal(object.identity.pending.size, 0);
  const total = bytes.get(ALICE) ?? 0n;
  assert.deepEqual(object.identity.usage(ALICE), { min: total, max: total });
}

test(
  'T-O4 R-O2 R-O4 whatever clients do at once, what is charged is what is there',
  { timeout: 120_000 },
  async (t) => {
    const object = await startObject(t);
    const client = object.as('alice-token', ALICE);
    const none = object.as('alice-token', ALICE);
    await client('PUT', '/c');
    await none('PUT', '/n', { headers: { 'x-container-policy-versioning': 'none' } });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 8 }),
        fc.constantFrom('c', 'n'),
        async (steps, container) => {
          const statuses = await Promise.all(steps.map((each) => run(client, container, each)));
          assert.ok(
            statuses.every((status) => status < 500),
            statuses.join(' '),
          );
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
    await assertCounted(object);
  },
);

test(
  'T-O4 at the edge of the quota nothing slips through, and what is refused is not there',
  { timeout: 60_000 },
  async (t) => {
    const object = await startObject(t);
    const client = object.as('alice-token', ALICE);
    await client('PUT', '/c');
    object.identity.setLimit(ALICE, ALICE, 10_000n);
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, n) => client('PUT', `/c/${n}`, { body: Buffer.alloc(1000, `${n}`) })),
    );
    const stored = replies.filter(({ status }) => status === 201).length;
    assert.ok(stored <= 10 && stored >= 1, `${stored} of 10 fit`);
    assert.equal(replies.filter(({ status }) => status === 413).length, 40 - stored);
    assert.equal((await client('GET', '/c')).text.split('\n').filter(Boolean).length, stored);
    await assertCounted(object);
  },
);

test('with history charged, a delete gives nothing back and a purge gives all', async (t) => {
  const object = await startObject(t, { settings: { PITHOS_BACKEND_FREE_VERSIONING: false } });
  const client = object.as('alice-token', ALICE);
  const used = () => object.identity.usage(ALICE).max;
  await client('PUT', '/c');
  await client('PUT', '/c/a', { body: '12345' });
  await client('PUT', '/c/a', { body: '123' });
  assert.equal(used(), 8n);
  await client('DELETE', '/c/a');
  assert.equal(used(), 8n);
  await client('PUT', '/c/b', { body: '1' });
  await client('DELETE', `/c?until=${Math.floor(Date.now() / 1000) + 5}`);
  assert.equal(used(), 1n);
  await client('DELETE', '/c/b');
  await client('DELETE', '/c');
  assert.equal(used(), 0n);
});

test('a container is made in another project only when that pays for its account', async (t) => {
  const object = await startObject(t);
  const client = object.as('alice-token', ALICE);
  const project = 'c0ffee00-0000-4000-8000-00000000000c';
  const put = async () =>
    (await client('PUT', '/c', { headers: { 'x-container-policy-project': project } })).status;
  assert.equal(await put(), 403);
  assert.equal((await client('HEAD', '/c')).status, 404);
  object.identity.setLimit(ALICE, project, 1000n);
  assert.deepEqual([await put(), await put()], [201, 202]);
  assert.equal((await client('HEAD', '/c')).headers['x-container-policy-project'], project);
});

test('a container moved to another project takes its whole charge along', async (t) => {
  const object = await startObject(t);
  const client = object.as('alice-token', ALICE);
  const project = 'c0ffee00-0000-4000-8000-00000000000c';
  object.identity.setLimit(ALICE, project, 1000n);
  await client('PUT', '/c');
  await client('PUT', '/c/a', { body: '12345' });
  const policy = (name: string) =>
    client('POST', '/c?update', { headers: { 'x-container-policy-project': name } });
  assert.equal((await policy(project)).status, 202);
  assert.deepEqual([object.identity.usage(ALICE).max, object.identity.usage(ALICE, project).max], [0n, 5n]);
  await client('PUT', '/c/b', { body: '1' });
  assert.equal(object.identity.usage(ALICE, project).max, 6n);
  await client('POST', '/c', { headers: { 'x-container-policy-versioning': 'none' } });
  assert.equal((await client('HEAD', '/c')).headers['x-container-policy-project'], project);
  await policy('');
  assert.deepEqual([object.identity.usage(ALICE).max, object.identity.usage(ALICE, project).max], [6n, 0n]);
});
