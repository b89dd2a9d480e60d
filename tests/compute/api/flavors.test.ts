import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { sharedComputeCloud } from '../kit/compute-cloud.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('flavors');

test('flavors are listed, shown, and filtered by who may see them', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
  const links = [1, 1].map((id, index) => ({
    rel: index === 0 ? 'self' : 'bookmark',
    href: `${cloud.url}${COMPUTE_PREFIX}/flavors/${id}`,
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

test('every address of flavors was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
