import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { COMPUTE_PREFIX, type Keypair } from '#contract/compute';
import { IMAGE_PREFIX } from '#contract/image';
import { bootSector } from '#kit/boot-sector';
import { configDriveFiles } from '#vmhost/config-drive/documents';
import type { Reply } from '../kit/client.ts';
import {
  makeImage,
  makeServer,
  runningServer,
  settledServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKvRPYVtHbmEQWrcQfBgeKpB7sT3nLgVMZwgKoIR7tsd';
const KEYPAIRS = `${COMPUTE_PREFIX}/os-keypairs`;
const SERVERS = `${COMPUTE_PREFIX}/servers`;

const messageOf = ({ json }: Reply): string =>
  Object.values(json as Record<string, { message: string }>)[0]!.message;

test('what could not be used later is refused when it is made, with the reason', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner({ 'cyclades.vm': 10 });
  const { store } = cloud.compute;
  const addKey = (name: string, public_key: string) =>
    owner.post(KEYPAIRS, { keypair: { name, public_key } });

  await t.test('a key that is taken stands in the machine as it was taken', async () => {
    const made = await addKey('office', `${ED25519} Büro von Ζωή`);
    assert.equal(made.status, 201, made.text);
    const { public_key } = (made.json as { keypair: Keypair }).keypair;
    const files = configDriveFiles(
      { instanceId: 'i-1', hostname: 'web' },
      {
        hostname: 'web',
        adminPasswordHash: '',
        users: [],
        authorizedKeys: [public_key],
        personality: [],
        image: { id: 'null', format: 'diskdump', properties: {} },
      },
    );
    const written = files.find(({ path }) => path === 'synnefo/authorized-keys');
    assert.equal(Buffer.from(written!.content).toString(), `${ED25519} Büro von Ζωή\n`);
  });

  await t.test('a key that no machine lets in is refused with what is wrong with it', async () => {
    const pair = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    for (const [key, reason] of [
      [pair.privateKey, /private key/],
      [pair.publicKey, /PEM/],
      [ED25519.slice(0, -4), /cut short|base64/],
      [`${ED25519}AAAA`, /cut short or has something appended/],
      [ED25519.replace('ssh-ed25519', 'ssh-dss'), /DSA/],
    ] as const) {
      const reply = await addKey('bad', key);
      assert.equal(reply.status, 400, key);
      assert.match(messageOf(reply), reason);
      assert.ok(!reply.text.includes(pair.privateKey.split('\n')[1]!), 'a private key is not repeated');
    }
  });

  await t.test('a key that was kept under an older rule is refused when a machine is asked for', async () => {
    const now = new Date();
    const row = { userId: owner.uuid, name: 'old', fingerprint: '', created: now, updated: now };
    await store.keypairs.insert({ ...row, content: 'ssh-dss AAAAB3NzaC1kc3M= me' });
    const body = { name: 'x', flavorRef: 1, imageRef: await makeImage(owner), key_name: 'old' };
    const reply = await owner.post(SERVERS, { server: body });
    assert.equal(reply.status, 400);
    assert.match(messageOf(reply), /Keypair old cannot be used: DSA/);
  });

  await t.test('every name that is taken can be shown and removed by its address', async () => {
    const image = await makeImage(owner);
    const { id } = await runningServer(owner, image);
    const metadata = `${SERVERS}/${id}/metadata`;
    for (const name of ['.', '..']) {
      const key = await addKey(name, ED25519);
      assert.deepEqual([key.status, messageOf(key).includes('no address')], [400, true]);
      const meta = await owner.post(metadata, { metadata: { [name]: 'x' } });
      assert.deepEqual([meta.status, messageOf(meta).includes('no address')], [400, true]);
    }
    for (const name of [
      '...',
      '.a',
      'a/b',
      '/',
      '%',
      '%2e%2e',
      'a\\b',
      '?x#y',
      ';',
      'a b',
      '+',
      'Büro',
      '🔑',
    ]) {
      const at = encodeURIComponent(name);
      assert.equal((await addKey(name, ED25519)).status, 201, name);
      assert.equal((await owner.get(`${KEYPAIRS}/${at}`)).status, 200, name);
      assert.equal((await owner.delete(`${KEYPAIRS}/${at}`)).status, 204, name);
      assert.equal((await owner.post(metadata, { metadata: { [name]: 'x' } })).status, 201, name);
      assert.deepEqual((await owner.get(`${metadata}/${at}`)).json, { meta: { [name]: 'x' } });
      assert.equal((await owner.delete(`${metadata}/${at}`)).status, 204, name);
    }
    // One that was taken before the rule is no obstacle to others.
    await store.metadata.set(id, { '..': 'x' });
    assert.equal((await owner.post(metadata, { metadata: { role: 'db' } })).status, 201);
  });

  await t.test('a file that nothing could start from does not become an image', async () => {
    const files = `/pithos/object-store/v1/${owner.uuid}/images`;
    const register = async (bytes: Buffer | string, headers: Record<string, string> = {}) => {
      assert.equal((await owner.put(`${files}/candidate`, bytes)).status, 201);
      const location = `pithos://${owner.uuid}/images/candidate`;
      const given = { 'x-image-meta-name': 'x', 'x-image-meta-location': location, ...headers };
      return owner.post(`${IMAGE_PREFIX}/images/`, undefined, given);
    };
    const qcow2 = Buffer.concat([Buffer.from('QFI\u00fb', 'latin1'), Buffer.alloc(65_532)]);
    for (const [what, bytes, reason] of [
      ['no bytes', '', /empty/],
      ['qcow2', qcow2, /version that is not known/],
    ] as const) {
      const reply = await register(Buffer.from(bytes));
      assert.equal(reply.status, 400, what);
      assert.match(messageOf(reply), reason);
    }
    const open = await owner.head(`${files}/candidate`);
    assert.equal(open.headers['x-object-sharing'], undefined, 'a refusal shares nothing');
    const fileSystem = Buffer.alloc(2048);
    fileSystem.write('53ef', 1080, 'hex');
    fileSystem[100] = 1;
    assert.match(messageOf(await register(fileSystem)), /extdump/);
    assert.equal((await register(fileSystem, { 'x-image-meta-disk-format': 'extdump' })).status, 200);
    assert.equal((await register(bootSector('boot'))).status, 200);
    const id = (await register(bootSector('boot'))).headers['x-image-meta-id']!;
    const changed = await owner.put(`${IMAGE_PREFIX}/images/${id}`, undefined, {
      'x-image-meta-disk-format': 'ntfsdump',
    });
    assert.deepEqual([changed.status, /NTFS/.test(messageOf(changed))], [400, true]);
  });

  await t.test('of two stops at once the second is told that the server is busy', async () => {
    const { id } = await makeServer(owner, await makeImage(owner));
    await settledServer(owner, id, 'ACTIVE');
    cloud.ganeti.faults = { hold: true };
    const stop = () => owner.post(`${SERVERS}/${id}/action`, { shutdown: {} });
    const replies = await Promise.all(Array.from({ length: 6 }, stop));
    const statuses = replies.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [202, 400, 400, 400, 400, 400]);
    for (const reply of replies.filter(({ status }) => status === 400))
      assert.match(messageOf(reply), /is busy: STOPPING/);
    cloud.ganeti.faults = {};
    await settledServer(owner, id, 'STOPPED');
  });
});
