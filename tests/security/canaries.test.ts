import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { startCloud, type TestCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';
import { createLog } from '#platform/telemetry/log';
import { Secret } from '#platform/secret';
import { everyRow } from './row-counts.ts';
import { wireTo } from './wire.ts';

/** Words that stand nowhere else, planted where people put secrets. */
const canary = (place: string): string => `canary-${place}-7f3a91`;

test(
  'T-S6 T-I5 planted secrets are in no log line, no row and no command line',
  { timeout: 120_000 },
  async (t) => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const cloud = await startCloud(t, { log: createLog({ level: 'trace', destination }) });
    const ada = await cloud.user();
    const secrets = { ...ownSecrets(cloud), ...(await planted(cloud, ada)) };
    assert.ok(Object.keys(secrets).length >= 25, `only ${Object.keys(secrets).length} secrets were planted`);
    for (const [name, secret] of Object.entries(secrets))
      assert.ok(secret.length >= 12, `${name} is too short to look for`);

    const logged = lines.join('');
    assert.ok(logged.includes('/pithos/object-store'), 'the log tells of the requests');
    const rows = (
      await Promise.all(
        (['identity', 'object', 'compute', 'queue'] as const).map((name) =>
          everyRow(cloud.databaseUrl(name)),
        ),
      )
    ).join('\n');
    assert.ok(rows.includes(ada.uuid), 'the rows were read');
    const commands = commandLines();
    assert.ok(commands.includes('node'), 'the command lines were read');
    for (const [name, secret] of Object.entries(secrets)) {
      for (const form of [
        secret,
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
        encodeURIComponent(secret),
      ]) {
        assert.ok(
          !logged.includes(form),
          `${name} is in the log: ${lines.find((line) => line.includes(form))}`,
        );
        assert.ok(
          !rows.includes(form),
          `${name} is in a row: ${rows
            .split('\n')
            .find((row) => row.includes(form))
            ?.slice(0, 300)}`,
        );
        assert.ok(!commands.includes(form), `${name} is in a command line`);
      }
    }
  },
);

test('T-S6 what is typed as a secret prints as stars, however it is printed', () => {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const secret = new Secret(canary('typed'));
  const log = createLog({ level: 'trace', destination });
  log.info({ secret, inside: { secret }, list: [secret] }, `text ${secret}`);
  log.info(
    {
      token: canary('t'),
      headers: { 'x-auth-token': canary('h'), authorization: canary('a'), cookie: canary('c') },
      user: { password: canary('p') },
    },
    'fields',
  );
  assert.doesNotMatch(lines.join(''), /canary/);
  assert.equal(JSON.stringify({ secret }), '{"secret":"***"}');
});

/** What the parts of the cloud have of each other. */
function ownSecrets(cloud: TestCloud): Record<string, string> {
  const { secrets } = cloud.running().cloud;
  return {
    'component token of astakos': secrets.component('astakos').reveal(),
    'component token of cyclades': secrets.component('cyclades').reveal(),
    'component token of pithos': secrets.component('pithos').reveal(),
    'password of the back end': secrets.at('rapi.password').reveal(),
    'sealing key': secrets.sealingKey.reveal(),
    'internal secret': secrets.internal.reveal(),
    'database password of identity': secrets.database('identity').reveal(),
    'database password of object': secrets.database('object').reveal(),
    'database password of compute': secrets.database('compute').reveal(),
    'database password of the superuser': secrets.database('superuser').reveal(),
  };
}

/** Brings secrets in at every door there is, right ones and wrong ones. */
async function planted(cloud: TestCloud, ada: TestUser): Promise<Record<string, string>> {
  const wire = wireTo(Number(new URL(cloud.url).port));
  const account = `/pithos/object-store/v1/${ada.uuid}`;
  const json = { 'content-type': 'application/json' };
  const page = { ...json, origin: cloud.url, 'x-requested-with': 'synnefo' };
  const post = (path: string, document: unknown, headers: Record<string, string> = {}) =>
    wire.send({ method: 'POST', path, headers: { ...json, ...headers }, body: JSON.stringify(document) });
  const get = (path: string, headers: Record<string, string>) => wire.send({ method: 'GET', path, headers });

  const login = await post('/ui/api/astakos/ui/session', { email: ada.email, password: ada.password }, page);
  const session = /synnefo_session=([^;]+)/.exec(String(login.headers['set-cookie']))?.[1] ?? '';
  assert.notEqual(session, '', `the log-in worked: ${login.status} ${login.text}`);
  await get(`/ui/api${account}`, { cookie: `synnefo_session=${session}`, 'sec-fetch-site': 'same-origin' });
  await get('/ui/api/astakos/ui/session', { cookie: `synnefo_session=${canary('wrong-session')}` });
  await post('/ui/api/astakos/ui/session', { email: ada.email, password: canary('wrong-password') }, page);
  await post('/ui/api/astakos/ui/session', { email: ada.email, passwort: canary('misnamed-password') }, page);
  await wire.send({
    method: 'POST',
    path: '/ui/api/astakos/ui/session',
    headers: page,
    body: `{"password":"${canary('broken-json')}"`,
  });
  await post('/astakos/identity/v2.0/tokens', { auth: { token: { id: ada.token } } });
  await post('/astakos/identity/v2.0/tokens', { auth: { token: { id: canary('wrong-token-body') } } });
  await post('/astakos/identity/v2.0/tokens', {
    auth: { passwordCredentials: { username: ada.uuid, password: canary('token-as-password') } },
  });
  await get(account, { 'x-auth-token': ada.token });
  await get(account, { 'x-auth-token': canary('wrong-token') });
  await get(`${account}?X-Auth-Token=${canary('query-token')}&token=${canary('query-token-2')}`, {});
  await get('/auth/v1.0', { 'x-auth-user': ada.uuid, 'x-auth-key': ada.token });
  await get('/auth/v1.0', { 'x-auth-user': ada.uuid, 'x-auth-key': canary('swift-key') });
  await get('/auth/v1.0', { 'x-storage-user': ada.uuid, 'x-storage-pass': canary('swift-pass') });
  await get('/cyclades/compute/v2.0/servers', {
    authorization: `Basic ${Buffer.from(`a:${canary('basic')}`).toString('base64')}`,
  });
  await get('/cyclades/compute/v2.0/servers', { authorization: `Bearer ${canary('bearer')}` });
  await get('/cyclades/compute/v2.0/servers', { 'x-synnefo-internal': canary('internal') });
  const server = {
    name: 'm',
    imageRef: '00000000-0000-0000-0000-000000000001',
    flavorRef: 1,
    adminPass: canary('admin-pass'),
    personality: [{ path: '/root/key', contents: Buffer.from(canary('personality')).toString('base64') }],
  };
  await post('/cyclades/compute/v2.0/servers', { server }, { 'x-auth-token': ada.token });
  const keypair = await post(
    '/cyclades/compute/v2.0/os-keypairs',
    { keypair: { name: 'made' } },
    { 'x-auth-token': ada.token },
  );
  const privateKey =
    (JSON.parse(keypair.text) as { keypair?: { private_key?: string } }).keypair?.private_key ?? '';
  const renewed = await post(
    '/ui/api/astakos/ui/token',
    {},
    { ...page, cookie: `synnefo_session=${session}` },
  );
  const newToken = (JSON.parse(renewed.text) as { token?: string }).token ?? '';
  await get(account, { 'x-auth-token': newToken });
  wire.close();
  const places = [
    'wrong-session',
    'wrong-password',
    'misnamed-password',
    'broken-json',
    'wrong-token-body',
    'token-as-password',
    'wrong-token',
    'query-token',
    'query-token-2',
    'swift-key',
    'swift-pass',
    'basic',
    'bearer',
    'internal',
    'admin-pass',
    'personality',
  ];
  return {
    ...Object.fromEntries(places.map((place) => [place, canary(place)])),
    'password of a user': ada.password,
    'token of a user': ada.token,
    'renewed token': newToken,
    session,
    ...(privateKey === '' ? {} : { 'private key': privateKey.split('\n')[3] ?? '' }),
  };
}

/** What `ps` would show to everybody on this machine. */
function commandLines(): string {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes
    .map((name) => readIfThere(join('/proc', name, 'cmdline')).replaceAll('\0', ' '))
    .join('\n');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
}
