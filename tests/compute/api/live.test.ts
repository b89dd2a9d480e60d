import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { COMPUTE_PREFIX } from '#contract/compute';
import { COMPUTE_LIVE_PATH } from '#contract/live-paths';
import { LiveVersion } from '#contract/live';
import { until } from '#kit/until';
import { ED25519 } from '../kit/keys.ts';
import { sharedComputeCloud } from '../kit/compute-cloud.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('live');
const closing = new AbortController();
after(() => closing.abort());

test('through the gateway a person hears of his own keys, servers and networks, and of nobody else', async () => {
  const cloud = await sharedComputeCloud();
  const [owner, other] = [coverage.watch(await cloud.owner()), await cloud.owner()];
  const version = async (): Promise<string> =>
    LiveVersion.parse((await owner.get(COMPUTE_LIVE_PATH)).json).version;
  const before = await version();
  const reply = await fetch(cloud.url + COMPUTE_LIVE_PATH, {
    headers: { 'x-auth-token': owner.token, accept: 'text/event-stream' },
    signal: closing.signal,
  });
  assert.equal(reply.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  let heard = '';
  void (async () => {
    for await (const piece of reply.body ?? []) heard += Buffer.from(piece).toString();
  })().catch(() => undefined);
  await until(() => heard.includes('event: ready'));
  const add = { keypair: { name: 'live', public_key: ED25519 } };
  assert.equal((await other.post(`${COMPUTE_PREFIX}/os-keypairs`, add)).status, 201);
  assert.equal(await version(), before);
  assert.equal((await owner.post(`${COMPUTE_PREFIX}/os-keypairs`, add)).status, 201);
  await until(() => heard.includes('"topic":"keypair"'));
  assert.equal(heard.split('event: changed').length, 2);
  assert.notEqual(await version(), before);
});

test('every address of live topics was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
