import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { IMAGE_PREFIX } from '#contract/image';
import { NETWORK_PREFIX } from '#contract/network';
import { makeImage, runningServer, startComputeCloud } from './kit/compute-cloud.ts';

test('numbers, names and keys that no row can have are refused as what they are, never with a 500', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const { id } = await runningServer(owner, image);
  const servers = `${COMPUTE_PREFIX}/servers`;
  const create = (wanted: Record<string, unknown>) =>
    owner.post(servers, { server: { name: 'x', flavorRef: 1, imageRef: image, ...wanted } });
  const register = (headers: Record<string, string>) =>
    owner.post(`${IMAGE_PREFIX}/images/`, undefined, {
      'x-image-meta-name': 'x',
      'x-image-meta-location': `pithos://${owner.uuid}/images/tiny.raw`,
      ...headers,
    });
  const cases: [reply: Promise<{ status: number; text: string }>, status: number][] = [
    [owner.get(`${servers}/2147483648`), 400],
    [owner.get(`${servers}/999999999`), 404],
    [owner.get(`${servers}/0`), 404],
    [owner.get(`${servers}/-1`), 400],
    [owner.get(`${servers}/1e3`), 400],
    [owner.get(`${servers}/..%2f1`), 400],
    [owner.get(`${servers}/%00`), 400],
    [owner.get(`${servers}/%ff`), 400],
    [owner.get(`${COMPUTE_PREFIX}/flavors/99999999999`), 400],
    [owner.get(`${NETWORK_PREFIX}/networks/99999999999`), 400],
    [owner.get(`${servers}/${id}/metadata/%00`), 404],
    [owner.delete(`${servers}/${id}/metadata/%00`), 404],
    [owner.put(`${servers}/${id}/metadata/%00`, { meta: { '\u0000': 'x' } }), 400],
    [owner.get(`${COMPUTE_PREFIX}/os-keypairs/%00`), 404],
    [owner.delete(`${COMPUTE_PREFIX}/os-keypairs/a%00b`), 404],
    [owner.get(`${COMPUTE_PREFIX}/os-keypairs/..%2f..`), 404],
    [create({ flavorRef: 99_999_999_999 }), 404],
    [create({ flavorRef: '999999999999' }), 404],
    [create({ flavorRef: 1.5 }), 400],
    [create({ flavorRef: '../1' }), 400],
    [create({ name: 'x'.repeat(10_240) }), 400],
    [create({ name: '\ud800' }), 400],
    [create({ project: '\u0000' }), 400],
    [create({ key_name: '\u0000' }), 400],
    [create({ networks: [{ uuid: '99999999999' }] }), 404],
    [create({ networks: [{ uuid: '\u0000' }] }), 400],
    [create({ metadata: { a: '\u0000' } }), 400],
    [create({ metadata: { a: '\ud800' } }), 400],
    [owner.put(`${servers}/${id}`, { server: { name: 'a\u0000' } }), 400],
    [owner.get(`${servers}?changes-since=%00`), 400],
    [register({ 'x-image-meta-location': `pithos://${owner.uuid}/images/%00` }), 400],
    [register({ 'x-image-meta-location': `pithos://${owner.uuid}/%00/x` }), 400],
    [register({ 'x-image-meta-name': '%00' }), 400],
    [register({ 'x-image-meta-name': '%ff' }), 400],
    [register({ 'x-image-meta-name': 'x'.repeat(257) }), 400],
    [register({ 'x-image-meta-property-a': '%0d%0ax-evil:%20y' }), 400],
    [register({ [`x-image-meta-property-${'a'.repeat(94)}`]: 'x' }), 400],
    [register({ 'x-image-meta-size': '-1' }), 400],
    [register({ 'x-image-meta-checksum': 'none' }), 400],
    [owner.get(`${IMAGE_PREFIX}/shared-images/%00`), 200],
    [owner.delete(`${IMAGE_PREFIX}/images/${image}/members/%00`), 204],
    [owner.call('PUT', `${IMAGE_PREFIX}/images/${image}/members/%00`), 400],
    [owner.get(`${COMPUTE_PREFIX}/images/${image}/metadata/%00`), 404],
  ];
  for (const [index, [pending, status]] of cases.entries()) {
    const reply = await pending;
    assert.equal(reply.status, status, `case ${index}: ${reply.text}`);
  }
});
