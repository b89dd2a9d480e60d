import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBody } from '#contract/transport';
import { COMPUTE_PREFIX } from '#contract/compute';
import { CONFIG_URL_ROLE, InstanceConfig } from '#contract/instance-config';
import { forgetOldPasswords } from '#compute/domain/servers/first-password';
import { forgetDocuments } from '#compute/domain/servers/one-time-document';
import { sha512Crypt } from '#compute/domain/servers/sha512-crypt';
import { createLog } from '#platform/telemetry/log';
import { sql } from 'kysely';
import { openDatabase } from '#platform/database/database';
import { writeJson } from '#contract/json';
import { until } from '#kit/until';
import {
  type ComputeCloud,
  makeImage,
  makeServer,
  runningServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';

const CANARY = 'Canary77xyZZy';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKvRPYVtHbmEQWrcQfBgeKpB7sT3nLgVMZwgKoIR7tsd';

/** The address of the one-time document, as the back end got it in the call itself. */
function configUrl(cloud: ComputeCloud, id: number): string {
  const { body } = cloud.ganeti.instances.get(`snf-${id}`)!;
  return String((body['osparams_secret'] as { config_url: string }).config_url);
}

/** Fetches as the embedded manager does: through the transport to compute. */
async function fetched(
  cloud: ComputeCloud,
  url: string,
): Promise<{ status: number; text: string; headers: Record<string, string> }> {
  assert.ok(url.startsWith(`${CONFIG_URL_ROLE}/`));
  const transport = cloud.running().cloud.contextFor('vmhost').transportTo('compute');
  const reply = await transport({ method: 'GET', path: url.slice(CONFIG_URL_ROLE.length) });
  return {
    status: reply.status,
    headers: reply.headers,
    text: (await readBody(reply.body)).toString('utf8'),
  };
}

test('T-C13 T-D5 the password is in the answer and, hashed, in the one-time document, and nowhere else', async (t) => {
  let logged = '';
  const log = createLog({ level: 'trace', destination: { write: (line: string) => void (logged += line) } });
  const cloud = await startComputeCloud(t, { log });
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  assert.equal(
    (await owner.post(`${COMPUTE_PREFIX}/os-keypairs`, { keypair: { name: 'k', public_key: KEY } })).status,
    201,
  );
  const personality = [{ path: '/etc/motd', contents: Buffer.from('personal canary').toString('base64') }];
  const server = await runningServer(owner, image, {
    name: 'Ünïque  näme!',
    adminPass: CANARY,
    key_name: 'k',
    personality,
    user_data: Buffer.from('#cloud-config').toString('base64'),
  });
  assert.equal(server.adminPass, undefined, 'only the answer to the creation has it');
  const url = configUrl(cloud, server.id);
  const secret = url.slice(url.lastIndexOf('/') + 1);

  const dump = await wholeDatabase(cloud);
  const jobs = writeJson(cloud.ganeti.jobs);
  const published = writeJson(cloud.ganeti.published);
  const places = { dump, jobs, published, logged };
  const contents = Buffer.from('personal canary').toString('base64');
  for (const [place, text] of Object.entries(places)) {
    assert.ok(text.length > 100, place);
    for (const canary of [CANARY, secret, contents, 'rapi-password-for-tests']) {
      assert.equal(text.includes(canary), false, `${canary} is in ${place}`);
    }
  }

  const answer = await fetched(cloud, url);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['cache-control'], 'no-store');
  const config = InstanceConfig.parse(JSON.parse(answer.text));
  assert.equal(answer.text.includes(CANARY), false);
  const salt = config.adminPasswordHash.split('$')[2]!;
  assert.equal(config.adminPasswordHash, sha512Crypt(CANARY, salt));
  assert.equal(salt.length, 16);
  assert.deepEqual(config.authorizedKeys, [KEY]);
  assert.equal(config.hostname, 'unique-name');
  assert.deepEqual(config.users, ['root']);
  assert.deepEqual(config.personality, [{ ...personality[0], owner: 'root', group: 'root', mode: 0o440 }]);
  assert.equal(config.userData, Buffer.from('#cloud-config').toString('base64'));
  assert.match(config.image.id, /^pithosmap:\/\/[0-9a-f]{64}\/512$/);
  assert.deepEqual(config.image.properties, { OSFAMILY: 'linux', ROOT_PARTITION: '1' });
});

test('T-C13 a password that was made here waits sealed for its owner until he has kept it, a day has passed or the server is gone', async (t) => {
  let logged = '';
  const log = createLog({ level: 'trace', destination: { write: (line: string) => void (logged += line) } });
  const cloud = await startComputeCloud(t, { log });
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const made = async (): Promise<{ id: number; adminPass: string; path: string }> => {
    const { id, adminPass = '' } = await makeServer(owner, image);
    return { id, adminPass, path: `${COMPUTE_PREFIX}/servers/${id}/password` };
  };
  const first = await made();
  const read = async (path: string) => (await owner.get(path)).json as { password: string; expires: string };
  assert.equal((await read(first.path)).password, first.adminPass);
  const waits = Date.parse((await read(first.path)).expires) - Date.now();
  assert.ok(waits > 86_000_000 && waits <= 86_400_000, 'it waits for a day, and reading does not shorten it');
  assert.equal((await (await cloud.owner()).get(first.path)).status, 404, 'a stranger sees no server');
  const dump = await wholeDatabase(cloud);
  assert.ok(dump.includes('first_passwords'));
  assert.equal(dump.includes(first.adminPass), false, 'it is in no row in the clear');
  assert.equal(logged.includes(first.adminPass), false, 'it is in no line of the log');

  assert.equal((await owner.delete(first.path)).status, 204);
  assert.equal((await owner.get(first.path)).status, 404);
  assert.equal((await owner.delete(first.path)).status, 204, 'to forget it again is no failure');

  const second = await made();
  await forgetOldPasswords({
    ...cloud.compute,
    clock: { ...cloud.compute.clock, now: () => new Date(Date.now() + 86_400_001) },
  });
  assert.equal((await owner.get(second.path)).status, 404, 'a day has passed');

  const third = await runningServer(owner, image);
  assert.equal((await owner.delete(`${COMPUTE_PREFIX}/servers/${third.id}`)).status, 204);
  await until(async () => (await owner.get(`${COMPUTE_PREFIX}/servers/${third.id}/password`)).status === 404);

  const chosen = await runningServer(owner, image, { adminPass: CANARY });
  assert.equal((await owner.get(`${COMPUTE_PREFIX}/servers/${chosen.id}/password`)).status, 404);
});

async function wholeDatabase(cloud: ComputeCloud): Promise<string> {
  const parts: string[] = [];
  for (const name of ['compute', 'identity', 'queue', 'object'] as const) {
    const db = openDatabase<unknown>({ url: cloud.databaseUrl(name), poolSize: 1 });
    const { rows } = await sql<{ name: string }>`
      select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`.execute(db);
    for (const table of rows) {
      const { rows: found } = await sql<{
        row: string;
      }>`select t::text as row from ${sql.raw(table.name)} t`.execute(db);
      parts.push(table.name, ...found.map(({ row }) => row));
    }
    await db.destroy();
  }
  return parts.join('\n');
}

test('T-C10 the one-time document is read once, by one peer, within a day, and never through the entrance', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const { id } = await runningServer(owner, image);
  const url = configUrl(cloud, id);
  const path = url.slice(CONFIG_URL_ROLE.length);
  assert.notEqual((await cloud.anonymous.get(path)).status, 200, 'the gateway does not go there');
  assert.notEqual((await cloud.anonymous.get(`/cyclades${path}`)).status, 200);
  const wrong = `${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`;
  assert.equal((await fetched(cloud, wrong)).status, 404);
  assert.equal((await fetched(cloud, url)).status, 200);
  assert.equal((await fetched(cloud, url)).status, 200, 'the same peer again, in case its connection broke');
  await forgetDocuments({
    ...cloud.compute,
    clock: { ...cloud.compute.clock, now: () => new Date(Date.now() + 61_000) },
  });
  assert.equal((await fetched(cloud, url)).status, 404, 'a minute later it is gone');

  const second = configUrl(cloud, (await runningServer(owner, image)).id);
  await forgetDocuments({
    ...cloud.compute,
    clock: { ...cloud.compute.clock, now: () => new Date(Date.now() + 86_400_001) },
  });
  assert.equal((await fetched(cloud, second)).status, 404, 'nobody fetched it within a day');
});

test('T-C12 T-C7 names, keys, files and passwords that could become something else are refused', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const create = async (wanted: Record<string, unknown>): Promise<number> =>
    (
      await owner.post(`${COMPUTE_PREFIX}/servers`, {
        server: { name: 'web', flavorRef: 1, imageRef: image, ...wanted },
      })
    ).status;
  const contents = Buffer.from('x').toString('base64');
  const cases: [wanted: Record<string, unknown>, status: number][] = [
    [{ name: 'a\nb: c' }, 400],
    [{ name: 'a\u0000b' }, 400],
    [{ name: 'a\u001b[2J' }, 400],
    [{ name: '' }, 400],
    [{ name: 'x'.repeat(256) }, 400],
    [{ adminPass: 'short1A' }, 400],
    [{ adminPass: 'alllowercase1' }, 400],
    [{ adminPass: 'LineBreak1\nroot:x' }, 400],
    [{ user_data: 'not base64!' }, 400],
    [{ metadata: { ['k'.repeat(51)]: 'v' } }, 400],
    [{ metadata: { k: 'v'.repeat(501) } }, 400],
    [{ metadata: null }, 400],
    [{ personality: null }, 400],
    ...[
      '/../../etc/cron.d/x',
      'etc/motd',
      '/etc//motd',
      '/etc/./motd',
      '/etc/motd/',
      '/a\nb',
      '/a\u0000',
    ].map((path): [Record<string, unknown>, number] => [{ personality: [{ path, contents }] }, 400]),
    [{ personality: [{ path: '/a', contents: '***' }] }, 400],
    [{ personality: [{ path: '/a', contents, owner: 'root; rm' }] }, 400],
    [{ personality: [{ path: '/a', contents, link: 'x' }] }, 400],
    [{ personality: [{ path: '/a', contents: 'A'.repeat(16_384) }] }, 413],
    [{ personality: Array.from({ length: 6 }, (_, index) => ({ path: `/a${index}`, contents })) }, 413],
    [{ flavorRef: 99 }, 404],
    [{ imageRef: 'none' }, 400],
    [{ imageRef: null }, 400],
    [{ networks: [{ uuid: '99' }] }, 404],
    [{ networks: [{ port: '1' }] }, 404],
    [{ networks: [{}] }, 400],
    [{ networks: [{ uuid: '1', fixed_ip: '10.0.0.1' }] }, 400],
    [{ networks: Array.from({ length: 9 }, () => ({ uuid: '1' })) }, 400],
    [{ key_name: 'none' }, 404],
    [{ key_name: 'a', 'SNF:key_names': ['b'] }, 400],
    [{ block_device_mapping_v2: [{ source_type: 'blank', volume_size: 1 }] }, 400],
  ];
  for (const [wanted, status] of cases)
    assert.equal(await create(wanted), status, JSON.stringify(wanted).slice(0, 120));
  assert.deepEqual(
    (await owner.get(`${COMPUTE_PREFIX}/servers`)).json,
    { servers: [] },
    'nothing of them stayed',
  );
  const keys = [
    `${KEY}\nssh-rsa AAAA`,
    `command="rm -rf /" ${KEY}`,
    'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIKvRPYVtHbmEQWrcQfBgeKpB7sT3nLgVMZwgKoIR7tsd',
    'ssh-ed25519 not-base64!',
    'ssh-ed25519',
    '-----BEGIN RSA PRIVATE KEY-----',
    '',
  ];
  for (const public_key of keys) {
    const reply = await owner.post(`${COMPUTE_PREFIX}/os-keypairs`, { keypair: { name: 'k', public_key } });
    assert.equal(reply.status, 400, public_key);
  }
});
