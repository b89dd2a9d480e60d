import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settledQuotas } from '#kit/settled-quotas';
import { startCloud, type TestCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';
import { until } from '#kit/until';
import { assembly } from '#cloud/assembly';
import type { DatabaseName } from '#cloud/roles';
import { assertFault, assertNoLeak } from './fault-shape.ts';
import { hostileDocuments, hostileSegments } from './hostile-values.ts';
import { allRoutes, fillPath, isForStrangers, isInternal } from './route-tables.ts';
import { rowCounts } from './row-counts.ts';
import { hangUp, wireTo } from './wire.ts';

const DATABASES = assembly.databases.map(({ name }) => name as DatabaseName);
/** Tables that remember failures on purpose: of log-ins, of commissions that were taken back, and what a cut upload has on the disk. */
const MAY_GROW = /attempt|limiter|commission_keys|provision_log|audit|dropped_bytes/;

let cloud: TestCloud;
let ada: TestUser;
let wire: ReturnType<typeof wireTo>;
const ends: (() => unknown)[] = [];

before(async () => {
  cloud = await startCloud({ after: (end: () => unknown) => void ends.push(end) } as Parameters<
    typeof startCloud
  >[0]);
  ada = await cloud.user();
  wire = wireTo(Number(new URL(cloud.url).port));
  await ada.put(`/pithos/object-store/v1/${ada.uuid}/box`);
  await ada.put(`/pithos/object-store/v1/${ada.uuid}/box/thing`, 'content');
});
after(async () => {
  wire.close();
  for (const end of ends.reverse()) await end();
});

/** Runs requests that must all be refused, and checks that nothing anywhere remembers them. */
async function leavesNothing(attack: () => Promise<void>): Promise<void> {
  const quota = await settledQuotas(ada);
  const earlier = await countAll();
  await attack();
  await until(async () => (await settledQuotas(ada)) === quota);
  const later = await countAll();
  for (const [table, count] of Object.entries(later)) {
    if (!MAY_GROW.test(table)) assert.equal(count, earlier[table] ?? 0, `rows of ${table}`);
  }
}

async function countAll(): Promise<Record<string, number>> {
  const all = await Promise.all(
    DATABASES.map(async (name) =>
      Object.entries(await rowCounts(cloud.databaseUrl(name))).map(
        ([table, count]) => [`${name}: ${table}`, count] as const,
      ),
    ),
  );
  return Object.fromEntries(all.flat());
}

const filled = (path: string): string =>
  fillPath(
    path,
    (name) => ({ account: ada.uuid, container: 'box', object: 'thing', '*': 'thing' })[name] ?? '1',
  );

test('bodies that are no document of the route are refused and leave nothing', async () => {
  await leavesNothing(async () => {
    for (const route of allRoutes.filter(({ body }) => body !== undefined)) {
      for (const body of hostileDocuments) {
        const request = {
          method: route.method,
          path: filled(route.path),
          headers: { 'x-auth-token': ada.token, 'content-type': 'application/json' },
          body,
        };
        const reply = await wire.send(request);
        const what = `${route.method} ${route.path} ${String(body).slice(0, 40)} -> ${reply.status} ${reply.text.slice(0, 200)}`;
        // A route all of whose fields may be absent takes any object, but nothing else.
        assert.ok(reply.status >= 400 ? reply.status < 500 : isObject(body), what);
        assertFault(reply, what);
        assertNoLeak(reply, what);
      }
    }
  });
});

function isObject(body: string | Buffer): boolean {
  try {
    const document = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body)),
    ) as unknown;
    return typeof document === 'object' && document !== null && !Array.isArray(document);
  } catch {
    return false;
  }
}

test('a body over its limit is refused with 413 before it is read whole', async () => {
  await leavesNothing(async () => {
    for (const route of allRoutes.filter(
      ({ body, path }) => body !== undefined && !path.includes('object-store'),
    )) {
      if (isInternal(route)) continue;
      const body = `{"a":"${'x'.repeat(2 * 1024 * 1024)}"}`;
      const reply = await wire.send({
        method: route.method,
        path: filled(route.path),
        headers: { 'x-auth-token': ada.token, 'content-type': 'application/json' },
        body,
      });
      // Who has no right to the route hears that instead; the connection may be cut once the answer is given.
      assert.ok(
        [413, 401, 403, 404, 400, 0].includes(reply.status),
        `${route.method} ${route.path}: ${reply.status} ${reply.text.slice(0, 200)}`,
      );
    }
  });
});

test('every route but those for strangers refuses who brings no token, a wrong one, or a monstrous one', async () => {
  await leavesNothing(async () => {
    for (const route of allRoutes.filter((each) => !isForStrangers(each))) {
      for (const token of [
        undefined,
        '',
        'wrong',
        ada.token.slice(0, -1),
        `${ada.token}x`,
        ada.token.toUpperCase(),
        'x'.repeat(9000),
        "' or 1=1 --",
      ]) {
        const headers = {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { 'x-auth-token': token }),
        };
        const reply = await wire.send({
          method: route.method,
          path: filled(route.path) + (route.query.length > 0 ? `?${route.query[0]}` : ''),
          headers,
        });
        const what = `${route.method} ${route.path} (${route.access}) with ${token?.slice(0, 20)} -> ${reply.status} ${reply.text.slice(0, 200)}`;
        assert.ok(
          isInternal(route) ? reply.status === 404 : [400, 401, 403, 404].includes(reply.status),
          what,
        );
        assertFault(reply, what);
        assertNoLeak(reply, what);
      }
    }
  });
});

test('T-I6 a token in the address opens nothing', async () => {
  for (const route of allRoutes.filter((each) => each.access !== 'anyone' && each.method === 'GET')) {
    const path = `${filled(route.path)}?X-Auth-Token=${ada.token}`;
    const reply = await wire.send({ method: 'GET', path });
    const isOpen = isForStrangers(route) && !reply.text.includes(ada.email);
    assert.ok(reply.status >= 400 || isOpen, `${route.path}: ${reply.status} ${reply.text.slice(0, 200)}`);
  }
});

test('T-G13 what services keep for each other is not there for the world, whoever asks', async () => {
  for (const route of allRoutes.filter(isInternal)) {
    for (const prefix of ['', '/ui/api']) {
      const headers = {
        'x-auth-token': ada.token,
        'sec-fetch-site': 'same-origin',
        origin: cloud.url,
        'x-requested-with': 'synnefo',
      };
      const reply = await wire.send({ method: route.method, path: prefix + filled(route.path), headers });
      assert.equal(reply.status, 404, route.path);
    }
  }
});

test('hostile names under hostile methods change nothing', async () => {
  await leavesNothing(async () => {
    for (const segment of hostileSegments) {
      for (const method of ['GET', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        for (const path of [
          `/pithos/object-store/v1/${segment}`,
          `/cyclades/compute/v2.0/${segment}`,
          `/astakos/${segment}`,
          `/cyclades/compute/v2.0/servers/${segment}`,
        ]) {
          const reply = await wire.send({
            method,
            path: path.slice(0, 14_000),
            headers: { 'x-auth-token': ada.token },
          });
          assert.ok(
            reply.status < 500,
            `${method} ${path.slice(0, 100)}: ${reply.status} ${reply.text.slice(0, 200)}`,
          );
          assertFault(reply, `${method} ${path.slice(0, 100)}`);
        }
      }
    }
  });
});

test('clients that hang up in the middle leave neither rows nor quota', async () => {
  const port = Number(new URL(cloud.url).port);
  const head = (line: string, ...headers: string[]): string =>
    `${[`${line} HTTP/1.1`, 'Host: localhost', `X-Auth-Token: ${ada.token}`, ...headers].join('\r\n')}\r\n\r\n`;
  const object = `/pithos/object-store/v1/${ada.uuid}/box`;
  const starts = [
    head(`PUT ${object}/cut-1`, 'Content-Length: 10000000') + 'x'.repeat(100_000),
    head(`PUT ${object}/cut-2`, 'Transfer-Encoding: chunked') + `10000\r\n${'y'.repeat(0x10000)}\r\n`,
    head(`PUT ${object}/cut-3`, 'Content-Length: 5000000', 'Expect: 100-continue'),
    head(`PUT ${object}/cut-4?hashmap`, 'Content-Type: application/json', 'Content-Length: 1000') +
      '{"bytes": 10, "hashes": [',
    head('POST /cyclades/compute/v2.0/servers', 'Content-Type: application/json', 'Content-Length: 1000') +
      '{"server": {"name":',
    head('POST /astakos/identity/v2.0/tokens', 'Content-Type: application/json', 'Content-Length: 1000') +
      '{"auth":',
    head(`POST /pithos/object-store/v1/${ada.uuid}/box?update`, 'Content-Length: 4194304') +
      'z'.repeat(300_000),
  ];
  await leavesNothing(async () => {
    for (const manner of ['reset', 'close', 'silence'] as const) {
      await Promise.all(
        starts.flatMap((start) => Array.from({ length: 5 }, () => hangUp(port, Buffer.from(start), manner))),
      );
    }
    const list = await ada.get(object);
    assert.equal(list.text.trim(), 'thing');
  });
});

test('T-G15 no GET changes anything, not even with a session', async () => {
  const page = { origin: cloud.url, 'x-requested-with': 'synnefo', 'content-type': 'application/json' };
  const credentials = JSON.stringify({ email: ada.email, password: ada.password });
  const login = await wire.send({
    method: 'POST',
    path: '/ui/api/astakos/ui/session',
    headers: page,
    body: credentials,
  });
  const cookie = String(login.headers['set-cookie']).split(';')[0]!;
  await leavesNothing(async () => {
    for (const route of allRoutes.filter(({ method }) => method === 'GET' || method === 'HEAD')) {
      for (const query of ['', '?renew=1&force=1&delete=1&update=1']) {
        const headers = { cookie, 'sec-fetch-site': 'same-origin' };
        const reply = await wire.send({
          method: route.method,
          path: `/ui/api${filled(route.path)}${query}`,
          headers,
        });
        assert.ok(reply.status < 500, `${route.method} ${route.path}: ${reply.status} ${reply.text}`);
      }
    }
  });
  const session = await wire.send({ method: 'GET', path: '/ui/api/astakos/ui/session', headers: { cookie } });
  assert.equal(session.status, 200, 'and the session is still there');
});

/** Spellings by which a body could slip past its validation. */
const types = [
  undefined,
  '',
  'application/json',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json;charset=iso-8859-7',
  'application/json\t;a',
  ' application/json',
  'application/json ;',
  'application/json,',
  'application/json, text/plain',
  'application/jsonx',
  'application/x-json',
  'application/vnd.api+json',
  'application/json/x',
  'application//json',
  'json',
  'text/json',
  'text/plain',
  'text/plain;application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/xml',
  'image/svg+xml',
  '*/*',
  'application/*',
  'a'.repeat(1000),
  '__proto__',
  'null',
];

test(`T-G12 a body that no route takes is refused under ${types.length} spellings of its type`, async () => {
  await leavesNothing(async () => {
    for (const route of allRoutes.filter(
      (candidate) => candidate.body !== undefined && !isInternal(candidate),
    )) {
      for (const type of types) {
        const headers = {
          'x-auth-token': ada.token,
          ...(type === undefined ? {} : { 'content-type': type }),
        };
        const reply = await wire.send({
          method: route.method,
          path: filled(route.path),
          headers,
          body: '[1,"not a document"]',
        });
        const what = `${route.method} ${route.path} as ${type?.slice(0, 60)} -> ${reply.status} ${reply.text.slice(0, 200)}`;
        assert.ok(reply.status >= 400 && reply.status < 500, what);
        assertFault(reply, what);
      }
    }
  });
});
