import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { addressesOf, freshDatabases } from '#kit/cloud';
import { until } from '#kit/until';
import { selfSigned } from '#kit/certificate';
import { freePorts } from '#kit/free-port';
import { type CloudProcess, startProcess, temporaryDirectory } from './cloud-process.ts';

const ROLES = ['identity', 'object', 'compute'] as const;
const ready = (cloud: CloudProcess): Promise<unknown> =>
  Promise.race([
    until(() => cloud.stdout().includes('is ready'), 90_000),
    cloud.ended.then((code) => assert.fail(`ended with ${code}: ${cloud.stderr()}`)),
  ]);

test('roles with data directories of their own are one cloud over TLS, and refuse whoever is not of it', async (t) => {
  const parent = temporaryDirectory(t);
  // the databases of tests are root's, where root runs them: it stays root
  chmodSync(parent, 0o700);
  const [port, ...ports] = await freePorts(4);
  const certificate = selfSigned(parent);
  const base = `http://127.0.0.1:${port}`;
  const common = {
    ...addressesOf(await freshDatabases((drop) => t.after(drop))),
    BASE_URL: base,
    ROLE_ADDRESSES: JSON.stringify(
      Object.fromEntries(ROLES.map((role, at) => [role, `https://127.0.0.1:${ports[at]}`])),
    ),
    ROLE_TLS_CERTIFICATE_FILE: certificate.certificate,
    ROLE_TLS_KEY_FILE: certificate.key,
    ROLE_TLS_CA_FILE: certificate.certificate,
  };
  const home = (name: string): string => join(parent, name);
  const run = (parts: string, name: string, more: string[] = []): CloudProcess =>
    startProcess(t, ['--data-dir', home(name), '--roles', parts, ...more], common);

  await t.test(
    'a process that could not know the secrets of its cloud says where they come from',
    async () => {
      const lost = run('gateway', 'lost', ['--port', String(port)]);
      assert.equal(await lost.ended, 1);
      assert.match(lost.stderr(), /secrets\.json.*copy/i);
    },
  );

  const identity = run('identity', 'identity');
  await ready(identity);
  for (const name of ['object', 'compute', 'front']) {
    mkdirSync(home(name), { mode: 0o700 });
    cpSync(join(home('identity'), 'secrets.json'), join(home(name), 'secrets.json'));
  }
  const others = [
    run('object', 'object'),
    run('compute,dispatcher', 'compute'),
    run('console,gateway', 'front', ['--port', String(port)]),
  ];
  await Promise.all(others.map(ready));
  await until(async () => (await fetch(`${base}/readyz`)).status === 200, 60_000);

  const { token, uuid } = JSON.parse(readFileSync(join(home('identity'), 'admin.json'), 'utf8')) as Record<
    string,
    string
  >;
  const headers = { 'x-auth-token': token ?? '' };
  const box = `${base}/pithos/object-store/v1/${uuid}/box`;
  assert.equal((await fetch(box, { method: 'PUT', headers })).status, 201);
  assert.equal((await fetch(`${box}/o`, { method: 'PUT', headers, body: 'over the network' })).status, 201);
  assert.equal(await (await fetch(`${box}/o`, { headers })).text(), 'over the network');
  assert.equal((await fetch(`${base}/cyclades/compute/v2.0/flavors`, { headers })).status, 200);

  await t.test('T-G13 the address of a role answers nobody who does not know the secret of the cloud', () => {
    for (const path of ['/readyz', `/pithos/object-store/v1/${uuid}`])
      for (const guess of [[], ['-H', 'x-synnefo-internal: guess']])
        assert.equal(
          execFileSync(
            'curl',
            [
              '-sk',
              '-o',
              '/dev/null',
              '-w',
              '%{http_code}',
              '-H',
              `x-auth-token: ${token}`,
              ...guess,
              `https://127.0.0.1:${ports[1]}${path}`,
            ],
            { encoding: 'utf8' },
          ),
          '401',
        );
  });

  await t.test('while a role is away the cloud is not ready and its service answers 503', async () => {
    assert.equal((await others[0]!.stop()).code, 0);
    assert.equal((await fetch(`${box}/o`, { headers })).status, 503);
    assert.equal((await fetch(`${base}/readyz`)).status, 503);
  });
  for (const cloud of [...others.slice(1), identity])
    assert.equal((await cloud.stop()).code, 0, cloud.stderr());
});

test('processes of a new directory may start in any order: the others wait for the database', async (t) => {
  const directory = join(temporaryDirectory(t), 'data');
  const [port] = await freePorts(1);
  const environment = { BASE_URL: `http://127.0.0.1:${port}` };
  const front = startProcess(
    t,
    ['--port', String(port), '--data-dir', directory, '--roles', 'compute,dispatcher,console,gateway'],
    environment,
  );
  const stores = startProcess(
    t,
    ['--data-dir', directory, '--roles', 'database,identity,object'],
    environment,
  );
  await Promise.all([ready(front), ready(stores)]);
  await until(async () => (await fetch(`${environment.BASE_URL}/readyz`)).status === 200, 30_000);
  assert.equal((await front.stop()).code, 0);
  assert.equal((await stores.stop()).code, 0);
});

for (const [what, args, environment, sentence] of [
  [
    'a role apart from the gateway without BASE_URL',
    ['--roles', 'identity'],
    {},
    /identity makes links .* set BASE_URL/,
  ],
  [
    'every address of the machine without BASE_URL',
    ['--host', '0.0.0.0'],
    { INSECURE_HTTP: 'true' },
    /0\.0\.0\.0 is every address .* set BASE_URL/,
  ],
  [
    'T-G19 a role that would be read on the network',
    ['--roles', 'object'],
    { ROLE_ADDRESSES: '{"object":"http://192.0.2.1:18180"}', BASE_URL: 'https://cloud.example.org' },
    /tokens would travel readable to http:\/\/192\.0\.2\.1/,
  ],
  [
    'T-V3 the door of machines without TLS',
    ['--roles', 'vmhost'],
    { ROLE_ADDRESSES: '{"vmhost":"http://127.0.0.1:18180"}', BASE_URL: 'https://cloud.example.org' },
    /vmhost is reached by https/,
  ],
] as const)
  test(`${what} does not start, and says what to set`, async (t) => {
    const cloud = startProcess(
      t,
      ['--port', '0', '--data-dir', join(temporaryDirectory(t), 'data'), ...args],
      environment,
    );
    assert.equal(await cloud.ended, 1);
    assert.match(cloud.stderr(), sentence);
    assert.doesNotMatch(cloud.stderr(), /\n {4}at /);
  });
