import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { IMAGE_PREFIX } from '#contract/image';
import { NETWORK_PREFIX } from '#contract/network';
import { sharedComputeCloud } from '../kit/compute-cloud.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('versions');
const server = `${COMPUTE_PREFIX}/servers`;

test('versions are told to everybody', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
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
    ['v2.0', { rel: 'self', href: `${cloud.url}${COMPUTE_PREFIX}/` }],
  );
  const { resources } = (await owner.get(NETWORK_PREFIX)).json as { resources: { name: string }[] };
  assert.deepEqual(
    resources.map(({ name }) => name),
    ['network', 'subnet', 'floatingip'],
  );
  assert.deepEqual((await owner.get(`${COMPUTE_PREFIX}/extensions`)).json, { extensions: [] });
});

test('without a token, with a wrong one and at unknown addresses the fault is named', async () => {
  const cloud = await sharedComputeCloud();
  const owner = await cloud.owner();
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

test('T-G13 internal addresses need their credential, also from inside', async () => {
  const cloud = await sharedComputeCloud();
  const owner = await cloud.owner();
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

test('every address of the versions was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
