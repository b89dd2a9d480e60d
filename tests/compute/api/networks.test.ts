import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NETWORK_PREFIX } from '#contract/network';
import { sharedComputeCloud } from '../kit/compute-cloud.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('networks');

test('networks are listed and shown in full', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const { networks } = (await owner.get(`${NETWORK_PREFIX}/networks`)).json as {
    networks: Record<string, unknown>[];
  };
  const { created, updated, ...rest } = networks[0]!;
  assert.equal(typeof created, typeof updated);
  assert.deepEqual(rest, {
    id: '1',
    name: 'Internet',
    links: [
      { rel: 'self', href: `${cloud.url}${NETWORK_PREFIX}/networks/1` },
      { rel: 'bookmark', href: `${cloud.url}${NETWORK_PREFIX}/networks/1` },
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

test('every address of networks was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
