import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { buildApp } from './app.ts';
import { defineErrors } from '../errors.ts';
import { silentLog } from '../telemetry/log.ts';
import type { Protocol } from './protocol.ts';
import { anyone, routesOf } from './route.ts';

const errors = defineErrors({
  bad_request: [400, '{message}'],
  not_found: [404, 'Not found.'],
  not_allowed: [405, 'Method not allowed.'],
  unsupported: [415, 'Unsupported type.'],
  too_large: [413, 'Too large.'],
  internal: [500, 'Unexpected error.'],
  busy: [503, 'Later.'],
  unavailable: [503, 'Not now.'],
  full: [507, 'No room.'],
});

const protocol: Protocol = {
  challenge: 'Bearer realm="tests"',
  render: (error) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: error.message }),
  }),
  errors: {
    badRequest: (message) => errors.error('bad_request', { message }),
    notFound: () => errors.error('not_found'),
    methodNotAllowed: (allowed) =>
      errors.error('not_allowed', {}, { headers: { allow: allowed.join(', ') } }),
    unsupportedType: () => errors.error('unsupported'),
    tooLarge: () => errors.error('too_large'),
    internal: () => errors.error('internal'),
    busy: () => errors.error('busy'),
    unavailable: () => errors.error('unavailable'),
    full: () => errors.error('full'),
  },
};

const route = routesOf<{ seen: unknown[] }>();

const action = {
  method: 'POST',
  path: '/things/:id/action',
  access: anyone,
  params: z.object({ id: z.string().max(3, 'too long') }),
} as const;

const routes = [
  route({
    method: 'POST',
    path: '/things',
    access: anyone,
    summary: 'Make a thing',
    body: z.strictObject({ name: z.string().max(10), size: z.number().optional() }),
    reply: { 201: null },
    handle: ({ service, body }) => {
      service.seen.push(body);
      return { status: 201, body };
    },
  }),
  route({
    method: 'GET',
    path: '/things/:id',
    when: { query: ['sqlstate'] },
    access: anyone,
    summary: 'Fail as a database does',
    reply: {},
    handle: ({ request }) => {
      const { sqlstate } = request.query as { sqlstate: string };
      throw Object.assign(new Error('canceling statement'), { code: sqlstate });
    },
  }),
  route({
    method: 'GET',
    path: '/things/:id',
    when: { query: ['broken'] },
    access: anyone,
    summary: 'Fail',
    reply: {},
    handle: () => {
      throw new Error('select * from /secret/path failed at db.internal:5432');
    },
  }),
  route({
    method: 'GET',
    path: '/things/:id',
    access: anyone,
    summary: 'Show a thing',
    params: z.object({ id: z.string() }),
    reply: { 200: null },
    handle: ({ params }) => ({ body: { id: params.id, big: 9223372036854775807n } }),
  }),
  route({
    ...action,
    summary: 'Turn a thing',
    when: { body: ['turn', 'rotate'] },
    body: z.object({ turn: z.number(), rotate: z.number() }).partial(),
    reply: { 200: z.object({ turned: z.number() }) },
    handle: ({ body }) => ({ body: { turned: body.turn ?? body.rotate } }),
  }),
  route({
    ...action,
    summary: 'Drop a thing',
    when: { body: ['drop'] },
    body: z.object({ drop: z.null() }),
    reply: { 202: null },
    handle: () => ({ status: 202 }),
  }),
  route({
    ...action,
    summary: 'Refuse other actions',
    body: z.record(z.string(), z.unknown()),
    reply: {},
    handle: ({ body }) => errors.fail('bad_request', { message: `no ${Object.keys(body).join(' and ')}` }),
  }),
  route({
    method: 'PUT',
    path: '/boxes/:owner/:box',
    access: {
      name: 'owner',
      identify: () => 'alice',
      permit: ({ caller, params }: { caller: string; params: { owner: string } }) => {
        if (params.owner !== caller) errors.fail('not_found');
      },
    },
    summary: 'Label a box',
    params: z.object({ owner: z.string(), box: z.string() }),
    query: z.object({ times: z.coerce.number().default(1) }),
    headers: z.object({
      'x-size': z
        .string()
        .transform((text) => (/^\d+$/.test(text) ? Number(text) : errors.fail('too_large'))),
      'x-label-*': z.record(z.string(), z.string()),
    }),
    reply: {
      201: { headers: z.object({ 'x-size': z.string(), 'x-label-*': z.record(z.string(), z.string()) }) },
    },
    handle: ({ service, headers, query }) => {
      service.seen.push({ headers, query });
      return { status: 201, headers: { 'x-size': headers['x-size'], 'x-label-a': 'b' } };
    },
  }),
];

function app(): { inject: ReturnType<typeof buildApp>['inject']; seen: unknown[] } {
  const seen: unknown[] = [];
  const built = buildApp({
    name: 'test',
    service: { seen },
    routes,
    protocol,
    log: silentLog,
    checkReplies: true,
  });
  return { inject: built.inject.bind(built), seen };
}

test('T-G12 a JSON route is validated or refused for every spelling of a type, never reached unvalidated', async () => {
  const { inject, seen } = app();
  const types = [
    'application/json\t;a',
    'text/plain',
    'application/jsonx',
    'multipart/form-data',
    ' ',
    'application/json,text/html',
    'x',
  ];
  for (const type of types) {
    const reply = await inject({
      method: 'POST',
      url: '/things',
      headers: { 'content-type': type },
      payload: '{"evil":1}',
    });
    assert.equal(reply.statusCode, 415, JSON.stringify(type));
  }
  const none = await inject({ method: 'POST', url: '/things', payload: Buffer.from('{"evil":1}') });
  assert.equal(none.statusCode, 415);
  for (const type of [
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json ;x=y',
  ]) {
    const reply = await inject({
      method: 'POST',
      url: '/things',
      headers: { 'content-type': type },
      payload: '{"evil":1}',
    });
    assert.equal(reply.statusCode, 400, type);
  }
  assert.deepEqual(seen, []);
});

test('T-G8 a body over the limit, an encoded one and one that is not UTF-8 are refused', async () => {
  const { inject, seen } = app();
  const headers = { 'content-type': 'application/json' };
  const big = await inject({ method: 'POST', url: '/things', headers, payload: ' '.repeat(1024 * 1024 + 1) });
  assert.equal(big.statusCode, 413);
  const encoded = await inject({
    method: 'POST',
    url: '/things',
    headers: { ...headers, 'content-encoding': 'gzip' },
    payload: 'x',
  });
  assert.equal(encoded.statusCode, 415);
  const bytes = await inject({
    method: 'POST',
    url: '/things',
    headers,
    payload: Buffer.from([0x22, 0xff, 0x22]),
  });
  assert.equal(bytes.statusCode, 400);
  assert.deepEqual(seen, []);
});

test('T-G17 an unexpected failure tells the client nothing of the inside', async () => {
  const reply = await app().inject('/things/1?broken');
  assert.equal(reply.statusCode, 500);
  assert.deepEqual(reply.json(), { message: 'Unexpected error.' });
  assert.equal(reply.headers['x-fault-code'], 'internal');
});

test('a database with troubles of its own is a 503 to try again, one without space a 507, a wrong query a 500', async () => {
  for (const [sqlstate, status] of [
    ['57014', 503],
    ['40P01', 503],
    ['55P03', 503],
    ['53300', 503],
    ['57P01', 503],
    ['57P03', 503],
    ['08006', 503],
    ['XX001', 503],
    ['53100', 507],
    ['ENOSPC', 507],
    ['EDQUOT', 507],
    ['42P01', 500],
    ['ECONNRESET', 500],
  ] as const) {
    const reply = await app().inject(`/things/1?sqlstate=${sqlstate}`);
    assert.equal(reply.statusCode, status, sqlstate);
    assert.equal(reply.headers['retry-after'], status === 503 ? '5' : undefined, sqlstate);
    assert.match(String(reply.headers['x-fault-code']), /^(?:busy|unavailable|full|internal)$/, sqlstate);
  }
});

test('a known path with another method is 405 with the methods it has; an unknown path is 404', async () => {
  const { inject } = app();
  const wrong = await inject({ method: 'DELETE', url: '/things/1' });
  assert.deepEqual([wrong.statusCode, wrong.headers['allow']], [405, 'GET, HEAD']);
  assert.equal((await inject('/nothing')).statusCode, 404);
});

test('an address that is not valid percent-encoding is 400', async () => {
  assert.equal((await app().inject('/things/%zz')).statusCode, 400);
});

test('a query that is not UTF-8 is refused, never read as other text', async () => {
  for (const query of ['a=%ff', '%c3%28', 'a=b&c=%ed%a0%80', '%F0%9F%98'])
    assert.equal((await app().inject(`/things/1?${query}`)).statusCode, 400, query);
  for (const query of ['a=%F0%9F%98%80', 'a=100%', 'a=%zz', '%'])
    assert.equal((await app().inject(`/things/1?${query}`)).statusCode, 200, query);
});

test('HEAD works wherever GET does, with the same headers and no body', async () => {
  const { inject } = app();
  const get = await inject('/things/1');
  const head = await inject({ method: 'HEAD', url: '/things/1' });
  assert.deepEqual([head.statusCode, head.body], [200, '']);
  for (const name of ['content-type', 'content-length'])
    assert.equal(head.headers[name], get.headers[name], name);
});

test('parameters are decoded once and 64-bit integers leave unharmed', async () => {
  const reply = await app().inject('/things/a%2Fb%252e');
  assert.equal(reply.body, '{"id":"a/b%2e","big":9223372036854775807}');
});

test('headers of a request arrive parsed, those of a family together, and a schema refuses with an error of its service', async () => {
  const { inject, seen } = app();
  const put = (headers: Record<string, string>) =>
    inject({ method: 'PUT', url: '/boxes/alice/b?times=2', headers });
  const done = await put({ 'x-size': '12', 'X-Label-Color': 'red', 'x-label-shape': 'round' });
  assert.equal(done.statusCode, 201);
  assert.deepEqual(seen, [
    { headers: { 'x-size': 12, 'x-label-*': { color: 'red', shape: 'round' } }, query: { times: 2 } },
  ]);
  assert.equal((await put({ 'x-size': 'many' })).statusCode, 413);
  assert.equal((await put({})).statusCode, 400);
});

test('whom an address does not concern is refused before anything else of his request is looked at', async () => {
  const reply = await app().inject({ method: 'PUT', url: '/boxes/bob/b', headers: { 'x-size': 'many' } });
  assert.equal(reply.statusCode, 404);
});

test('what a body asks for chooses its route and schema, and the last of them refuses the rest', async () => {
  const { inject } = app();
  const post = (payload: object, id = '1') =>
    inject({ method: 'POST', url: `/things/${id}/action`, payload });
  assert.deepEqual((await post({ turn: 90 })).json(), { turned: 90 });
  assert.deepEqual((await post({ rotate: 45 })).json(), { turned: 45 });
  assert.equal((await post({ drop: null })).statusCode, 202);
  for (const [body, message] of [
    [{ turn: 'left' }, 'turn: Invalid input: expected number, received string'],
    [{ drop: 1 }, 'drop: Invalid input: expected null, received number'],
    [{ turn: 1, drop: null }, 'no turn and drop'],
    [{}, 'no '],
    [{ constructor: 1 }, 'no constructor'],
    [[], 'Invalid input: expected record, received array'],
  ] as const) {
    const reply = await post(body);
    assert.deepEqual([reply.statusCode, reply.json()], [400, { message }]);
  }
  const both = await post({ turn: 'left' }, 'long');
  assert.deepEqual(both.json(), { message: 'id: too long' }, 'the address is read first');
});

test('routes that the body chooses must not differ in what is read before it', () => {
  const chosen = { ...action, summary: '', reply: { 204: null }, handle: () => ({}) };
  const first = route({ ...chosen, when: { body: ['turn'] } });
  for (const [rest, message] of [
    [[], /no route for other bodies/],
    [[route({ ...chosen, params: z.object({ id: z.string() }) })], /differ/],
    [[route({ ...chosen, bodyLimitBytes: 1 })], /differ/],
    [[route({ ...chosen, access: { ...anyone } })], /differ/],
  ] as const) {
    const build = () =>
      buildApp({ name: 'tests', service: { seen: [] }, routes: [first, ...rest], protocol, log: silentLog });
    assert.throws(build, message);
  }
});
