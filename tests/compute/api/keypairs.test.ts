import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPUTE_PREFIX, type Keypair } from '#contract/compute';
import { ED25519 } from '../kit/keys.ts';
import { sharedComputeCloud } from '../kit/compute-cloud.ts';
import { RouteCoverage } from '../kit/route-coverage.ts';

const coverage = new RouteCoverage('keypairs');

test('keys are kept, made, listed, shown and deleted', async () => {
  const cloud = await sharedComputeCloud();
  const owner = coverage.watch(await cloud.owner());
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

test('every address of keypairs was called', () => {
  assert.deepEqual(coverage.missing(), []);
});
