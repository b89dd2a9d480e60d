import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { readBody } from '#contract/transport';
import { startCloud, type TestCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';
import { injectTransport } from '#platform/http/transport';
import { hostileTexts } from './hostile-values.ts';
import { allRoutes, fillPath, isInternal } from './route-tables.ts';
import { wireTo, type WireReply, type WireRequest } from './wire.ts';

const SECRET = 'the-private-words-of-ada-4711';
const STORE = '/pithos/object-store/v1';

let cloud: TestCloud;
let ada: TestUser;
let eve: TestUser;
let wire: ReturnType<typeof wireTo>;
const ends: (() => unknown)[] = [];

before(async () => {
  cloud = await startCloud({ after: (end: () => unknown) => void ends.push(end) } as Parameters<
    typeof startCloud
  >[0]);
  [ada, eve] = [await cloud.user(), await cloud.user()];
  wire = wireTo(Number(new URL(cloud.url).port));
  await ada.put(`${STORE}/${ada.uuid}/private`);
  await ada.put(`${STORE}/${ada.uuid}/private/secret.txt`, `${SECRET} in an older version`);
  await ada.put(`${STORE}/${ada.uuid}/private/secret.txt`, SECRET, {
    'x-object-meta-note': `note ${SECRET}`,
  });
  await eve.put(`${STORE}/${eve.uuid}/box`);
});
after(async () => {
  wire.close();
  for (const end of ends.reverse()) await end();
});

/** Nothing of the object: neither its bytes nor what would prove them. */
function assertTellsNothing(reply: WireReply, what: string): void {
  const whole = `${JSON.stringify(reply.headers)}\n${reply.text}`;
  const md5 = createHash('md5').update(SECRET).digest('hex');
  const block = createHash('sha256').update(SECRET).digest('hex');
  for (const told of [SECRET, md5, block])
    assert.ok(!whole.includes(told), `${what} tells ${told}: ${whole.slice(0, 400)}`);
}

async function sessionOf(user: TestUser): Promise<string> {
  const headers = { origin: cloud.url, 'x-requested-with': 'synnefo', 'content-type': 'application/json' };
  const body = JSON.stringify({ email: user.email, password: user.password });
  const reply = await wire.send({ method: 'POST', path: '/ui/api/astakos/ui/session', headers, body });
  return String(reply.headers['set-cookie']).split(';')[0]!;
}

test('T-O9 T-O13 through no door does a stranger get a byte of a private object, nor of its older versions', async () => {
  const page = {
    cookie: await sessionOf(eve),
    origin: cloud.url,
    'x-requested-with': 'synnefo',
    'sec-fetch-site': 'same-origin',
  };
  const callers: [string, string, Record<string, string>][] = [
    ['eve', '', { 'x-auth-token': eve.token }],
    ['nobody', '', {}],
    ['eve in the console', '/ui/api', page],
  ];
  const queries = [
    '',
    '?hashmap',
    '?hashmap&format=json',
    '?format=json',
    '?version=1',
    '?version=2',
    '?version=list&format=json',
    '?until=9999999999',
    '?update',
    '?public',
    '?prefix=s',
  ];
  const headerSets: Record<string, string>[] = [
    { range: 'bytes=0-3' },
    { 'if-none-match': '*' },
    { 'if-match': '*' },
    { destination: '/box/stolen', 'destination-account': eve.uuid },
  ];
  const paths = [
    `${STORE}/${ada.uuid}/private/secret.txt`,
    `${STORE}/AUTH_${ada.uuid}/private/secret.txt`,
    `${STORE}/${ada.uuid}/private`,
    `${STORE}/${ada.uuid}`,
    `${STORE}/${eve.uuid}/../${ada.uuid}/private/secret.txt`,
  ];
  const variations = [
    ...queries.map((query) => ({ query, headers: {} })),
    ...headerSets.map((headers) => ({ query: '', headers })),
  ];
  for (const [name, door, credentials] of callers) {
    for (const method of ['GET', 'HEAD', 'COPY', 'MOVE', 'POST', 'DELETE', 'PUT']) {
      for (const path of paths) {
        await Promise.all(
          variations.map(async ({ query, headers }) => {
            const reply = await wire.send({
              method,
              path: door + path + query,
              headers: { ...credentials, ...headers },
            });
            const what = `${name}: ${method} ${door}${path}${query}`;
            assertTellsNothing(reply, what);
            if (path.startsWith(`${STORE}/${ada.uuid}/`))
              assert.ok(reply.status >= 400, `${what}: ${reply.status}`);
          }),
        );
      }
    }
  }
  assert.equal(
    (await ada.get(`${STORE}/${ada.uuid}/private/secret.txt`)).text,
    SECRET,
    'and it is as it was',
  );
});

test("T-O9 no copy, move or append brings a private object into a stranger's account", async () => {
  const target = `${STORE}/${eve.uuid}/box`;
  const source = '/private/secret.txt';
  const tries: WireRequest[] = [
    { method: 'PUT', path: `${target}/a`, headers: { 'x-copy-from': source, 'x-source-account': ada.uuid } },
    { method: 'PUT', path: `${target}/b`, headers: { 'x-move-from': source, 'x-source-account': ada.uuid } },
    { method: 'PUT', path: `${target}/c`, headers: { 'x-copy-from': `/${ada.uuid}${source}` } },
    { method: 'PUT', path: `${target}/d`, headers: { 'x-copy-from': `/../${ada.uuid}${source}` } },
    {
      method: 'PUT',
      path: `${target}/e`,
      headers: { 'x-copy-from': source, 'x-copy-from-account': ada.uuid },
    },
    {
      method: 'POST',
      path: `${target}/f`,
      headers: { 'x-source-object': source, 'x-source-account': ada.uuid, 'content-range': 'bytes */*' },
    },
    { method: 'PUT', path: `${target}/g`, headers: { 'x-object-manifest': `private/secret` } },
    { method: 'PUT', path: `${target}/h`, headers: { 'x-object-manifest': `../${ada.uuid}/private/secret` } },
  ];
  for (const request of tries) {
    await wire.send({ ...request, headers: { 'x-auth-token': eve.token, ...request.headers } });
    const got = await wire.send({
      method: 'GET',
      path: request.path,
      headers: { 'x-auth-token': eve.token },
    });
    assertTellsNothing(got, JSON.stringify(request.headers));
  }
  assert.equal((await ada.get(`${STORE}/${ada.uuid}/private/secret.txt`)).text, SECRET);
});

test('T-O12 values of users come back as values: never as a header of their own, never unescaped', async () => {
  const names = [
    'x-object-meta-note',
    'content-disposition',
    'content-type',
    'content-encoding',
    'cache-control',
    'x-object-manifest',
  ];
  const texts = [
    ...hostileTexts,
    'a\r\nX-Evil: 1',
    'a\nSet-Cookie: evil=1',
    'a\0b',
    '"; filename=evil',
    'é\u0085\u2028x',
  ];
  for (const name of names)
    await Promise.all(
      texts.map((text, at) => comesBackAsValue(name, text, `${STORE}/${eve.uuid}/box/${name}-${at}`)),
    );
});

async function comesBackAsValue(name: string, text: string, path: string): Promise<void> {
  const value = encodeURIComponent(text.isWellFormed() ? text : 'x').slice(0, 900);
  await wire.send({ method: 'PUT', path, headers: { 'x-auth-token': eve.token, [name]: value }, body: 'x' });
  for (const method of ['HEAD', 'GET']) {
    const reply = await wire.send({ method, path, headers: { 'x-auth-token': eve.token } });
    const what = `${name}: ${value.slice(0, 80)} -> ${reply.status}`;
    assert.ok(reply.status > 0 && reply.status < 500, what);
    assert.equal(reply.headers['x-evil'], undefined, what);
    assert.equal(reply.headers['set-cookie'], undefined, what);
    for (const [header, said] of Object.entries(reply.headers)) {
      assert.doesNotMatch([said].flat().join(), /[\0-\x08\x0a-\x1f\x7f]/, `${what}: ${header}`);
    }
  }
}

test('T-O24 the verbs that services have for each other are refused to users, even past the gateway', async () => {
  for (const route of allRoutes.filter((candidate) => candidate.role === 'object' && isInternal(candidate))) {
    const app = cloud.running().cloud.apps.get('object')!;
    const path = fillPath(route.path, (name) =>
      name === 'domain' ? 'plankton' : '00000000-0000-4000-8000-000000000000',
    );
    const pithos = cloud.running().cloud.secrets.component('pithos');
    for (const token of [ada.token, eve.token, pithos.reveal(), '']) {
      const headers = { 'x-auth-token': token, 'content-type': 'application/json' };
      const reply = await injectTransport(app)({
        method: route.method,
        path: `${path}?user=${ada.uuid}`,
        headers,
        body: '{}',
      });
      await readBody(reply.body);
      assert.ok([401, 403].includes(reply.status), `${route.method} ${path}: ${reply.status}`);
    }
  }
});
