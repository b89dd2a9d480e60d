import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { ALICE, BOB, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

describe('headers', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  let stranger: Caller;
  let base: string;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    stranger = object.as('bob-token', ALICE);
    base = await object.listen();
    await alice('PUT', '/c');
  });

  /** Over a socket, with the limits that Node.js has by itself. */
  const overSocket = (method: string, path: string, sent: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const call = http.request(
        `${base}/pithos/object-store/v1/${ALICE}${path}`,
        { method, headers: { 'x-auth-token': 'alice-token', 'content-length': '0', ...sent } },
        (reply) => {
          let text = '';
          reply.on('data', (bytes: Buffer) => (text += bytes.toString()));
          reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text }));
        },
      );
      call.on('error', reject);
      call.end();
    });

  test('values in raw UTF-8 are kept like escaped ones, and other bytes are refused', async () => {
    const raw = Buffer.from('Zürich 東京 😀').toString('latin1');
    for (const [path, name] of [
      ['', 'x-account-meta-place'],
      ['/c', 'x-container-meta-place'],
      ['/c/raw', 'x-object-meta-place'],
    ] as const) {
      const method = path === '/c/raw' ? 'PUT' : 'POST';
      assert.ok((await overSocket(method, path, { [name]: raw })).status < 300, path);
      const { headers } = await overSocket('HEAD', path);
      assert.equal(decodeURIComponent(String(headers[name])), 'Zürich 東京 😀');
      assert.equal((await overSocket(method, path, { [name]: '\xfc' })).status, 400);
    }
    const from = Buffer.from('/c/räw').toString('latin1');
    await alice('PUT', '/c/r%C3%A4w', { body: 'x' });
    assert.equal((await overSocket('PUT', '/c/copy', { 'x-copy-from': from })).status, 201);
  });

  test('a header that promises what is not done is refused, and taking such a promise back is not', async () => {
    for (const [path, names] of [
      ['', ['X-Account-Meta-Quota-Bytes', 'X-Account-Meta-Quota', 'X-Account-Meta-Temp-URL-Key']],
      [
        '/c',
        [
          'X-Container-Read',
          'X-Container-Write',
          'X-Versions-Enabled',
          'X-Versions-Location',
          'X-History-Location',
          'X-Storage-Policy',
          'X-Container-Meta-Quota-Bytes',
          'X-Container-Meta-Quota-Count',
          'X-Container-Meta-Access-Control-Allow-Origin',
          'X-Container-Meta-Web-Index',
          'X-Container-Sync-To',
        ],
      ],
      ['/c/o', ['X-Symlink-Target']],
    ] as const) {
      for (const name of names) {
        for (const method of path === '' ? ['POST'] : ['PUT', 'POST']) {
          assert.equal(
            (await alice(method, path, { headers: { [name]: '1' } })).status,
            400,
            `${method} ${name}`,
          );
        }
        if (path === '/c')
          assert.equal((await alice('POST', '/c?update', { headers: { [name]: '' } })).status, 202, name);
      }
    }
    assert.equal((await alice('DELETE', '/c/o?multipart-manifest=delete')).status, 400);
    assert.equal((await alice('PUT', '/c?extract-archive=tar')).status, 400);
  });

  test('metadata without a name is refused at every level', async () => {
    for (const [method, path, name] of [
      ['POST', '', 'x-account-meta-'],
      ['POST', '', 'x-account-group-'],
      ['PUT', '/c', 'x-container-meta-'],
      ['PUT', '/c', 'x-container-policy-'],
      ['PUT', '/c/o', 'x-object-meta-'],
    ] as const)
      assert.equal((await alice(method, path, { headers: { [name]: 'x' } })).status, 400, name);
  });

  test('as much metadata as may be can be read back by a client with 16 KiB for headers, and more is refused', async () => {
    const name = `${'n'.repeat(1000)}%F0%9F%98%80.txt`;
    assert.equal((await alice('PUT', `/c/${name}`, { body: 'x' })).status, 201);
    const add = (count: number, value: string) =>
      alice('POST', `/c/${name}?update`, {
        headers: { [`x-object-meta-${'k'.repeat(111)}${count}`]: value },
      });
    // /info: 10,240 bytes in all, 32 items, names of 111 and values of 256 characters.
    const { swift } = (await alice('GET', '//info')).json as { swift: Record<string, number> };
    assert.deepEqual(
      [swift['max_meta_overall_size'], swift['max_meta_count'], swift['max_meta_value_length']],
      [10_240, 32, 256],
    );
    assert.deepEqual([swift['max_meta_name_length'], swift['policies']], [111, undefined]);
    let items = 0;
    while ((await add(items, 'v'.repeat(256))).status === 202) items += 1;
    assert.equal(items, Math.floor(10_240 / (112 + 256)));
    for (const method of ['HEAD', 'GET'])
      assert.equal((await overSocket(method, `/c/${name}`)).status, 200, method);
    await alice('PUT', '/c/chinese', { body: 'x' });
    const chinese = encodeURIComponent('漢'.repeat(256));
    let kept = 0;
    const more = () =>
      alice('POST', '/c/chinese?update', { headers: { [`x-object-meta-${kept}`]: chinese } });
    while ((await more()).status === 202) kept += 1;
    assert.equal(kept, 4);
    const reply = await alice('PUT', '/c/many', {
      body: 'x',
      headers: Object.fromEntries([...Array(6).keys()].map((n) => [`x-object-meta-${n}`, chinese])),
    });
    assert.equal(reply.status, 400);
    assert.equal((await overSocket('HEAD', '/c/chinese')).headers['x-object-meta-3'], chinese);
    const longest = 'k'.repeat(111);
    const container = { [`x-container-meta-${longest}`]: 'x' };
    assert.equal((await alice('POST', '/c?update', { headers: container })).status, 202);
  });

  test('what all objects of a container are tagged with never makes its own headers unreadable', async () => {
    await alice('PUT', '/keys');
    for (let n = 0; n < 60; n += 1) {
      const key = encodeURIComponent(`${'漢'.repeat(60)}${n}`);
      await alice('PUT', `/keys/${n}`, { body: 'x', headers: { [`x-object-meta-${key}`]: 'x' } });
    }
    const head = await overSocket('HEAD', '/keys');
    assert.equal(head.status, 204);
    assert.ok(String(head.headers['x-container-object-meta']).split(',').length > 3);
  });

  test('a stranger is refused before anything he sent is judged', async () => {
    await alice('PUT', '/c/private', { body: 'x' });
    const bad = {
      'x-object-sharing': 'nonsense',
      'x-object-public': 'maybe',
      'x-container-policy-quota': 'much',
    };
    for (const [method, path] of [
      ['POST', ''],
      ['POST', '/c'],
      ['PUT', '/c'],
      ['DELETE', '/c'],
      ['POST', '/c/private'],
      ['POST', '/c/none'],
      ['DELETE', '/c/private'],
    ] as const) {
      const headers = { ...bad, 'x-account-group-a-b': 'x', 'x-object-meta-': 'x' };
      assert.equal((await stranger(method, path, { headers })).status, 403, `${method} ${path}`);
    }
  });

  test("a copy to another's container is refused alike whether it exists or not", async () => {
    const bob = object.as('bob-token', BOB);
    await bob('PUT', '/mine');
    await bob('PUT', '/mine/o', { body: 'x' });
    for (const method of ['COPY', 'MOVE']) {
      for (const container of ['c', 'none']) {
        const headers = { destination: `/${container}/x`, 'destination-account': ALICE };
        assert.equal((await bob(method, '/mine/o', { headers })).status, 403, `${method} ${container}`);
      }
      assert.equal((await bob(method, '/mine/o', { headers: { destination: '/none/x' } })).status, 404);
    }
  });

  test('401 says how to log in', async () => {
    for (const token of ['', 'no-such-token']) {
      const reply = await alice('GET', '', { headers: { 'x-auth-token': token } });
      assert.deepEqual(
        [reply.status, reply.headers['www-authenticate']],
        [401, 'Bearer realm="object storage"'],
      );
    }
  });

  test('a type that is no media type reads the same by HEAD, GET and in a list', async () => {
    for (const type of ['foo', 'a/', ';', 'text/plain; charset=ISO-8859-7', 'image/png;x="y']) {
      await alice('PUT', '/c/typed', { body: 'x', headers: { 'content-type': type } });
      const head = await overSocket('HEAD', '/c/typed');
      const get = await overSocket('GET', '/c/typed');
      assert.deepEqual(
        [head.headers['content-type'], get.headers['content-type'], get.text],
        [type, type, 'x'],
      );
      assert.equal(get.headers['content-length'], '1');
    }
  });

  test('HEAD works at every address that can be read', async () => {
    for (const path of [
      '//info',
      '//pithos/object-store/info',
      '//pithos/object-store/v1',
      '/c/typed?version=list',
    ])
      assert.ok((await alice('HEAD', path)).status < 300, path);
  });

  test('nothing is published, and lists of what is published are empty', async () => {
    await alice('PUT', '/c/shared', { body: 'x', headers: { 'x-object-sharing': 'read=*' } });
    for (const path of ['?public', '/c?public=', '?public&format=text'])
      assert.equal((await alice('GET', path)).status, 204, path);
    assert.equal((await alice('GET', '/c?public&shared')).text, 'shared\n');
    assert.deepEqual((await alice('GET', '/c?public&format=json')).json, []);
  });

  test("the account's quota is not among its user's metadata", async () => {
    const { headers } = await alice('HEAD', '');
    assert.equal(headers['x-account-meta-quota-bytes'], undefined);
    assert.equal(headers['x-account-quota-bytes'], headers['x-account-policy-quota']);
  });

  test('HEAD of an account tells the counters of the time that is asked for', async () => {
    const then = Date.now() / 1000;
    const before = (await alice('HEAD', '')).headers;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await alice('PUT', '/later');
    await alice('PUT', '/later/o', { body: '12345' });
    await alice('DELETE', '/c/shared');
    const past = (await alice('HEAD', `?until=${then + 0.01}`)).headers;
    for (const name of ['x-account-container-count', 'x-account-object-count', 'x-account-bytes-used'])
      assert.equal(past[name], before[name], name);
    assert.equal(
      Number((await alice('HEAD', '')).headers['x-account-container-count']),
      Number(before['x-account-container-count']) + 1,
    );
  });
});
