import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { ALICE, BOB, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

const md5 = (text: string | Buffer) => createHash('md5').update(text).digest('hex');

describe('objects', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  let bob: Caller;
  before(async () => {
    object = await startObject(end, { settings: { PITHOS_BACKEND_BLOCK_SIZE: 4 } });
    alice = object.as('alice-token', ALICE);
    bob = object.as('bob-token', ALICE);
    await alice('PUT', '/c');
  });

  const put = (path: string, body: string, headers: Record<string, string> = {}) =>
    alice('PUT', path, { body, headers: { 'content-type': 'text/plain', ...headers } });

  test('an upload gives MD5, Merkle hash, version and uuid, and an overwrite keeps the uuid', async () => {
    const first = await put('/c/vector', 'abcdefgh');
    assert.equal(first.status, 201);
    assert.equal(first.headers['etag'], 'e8dc4081b13434b45189a720b77b6818');
    const head = await alice('HEAD', '/c/vector');
    assert.equal(
      head.headers['x-object-hash'],
      '7d5473712172f9ec1494baa03da3d8734d12d385d1ca6340856771c3d93382e6',
    );
    assert.equal(head.headers['content-length'], '8');
    const second = await put('/c/vector', 'abcdefghij');
    assert.equal(second.headers['x-object-uuid'], first.headers['x-object-uuid']);
    assert.ok(Number(second.headers['x-object-version']) > Number(first.headers['x-object-version']));
    assert.equal((await alice('GET', '/c/vector')).text, 'abcdefghij');
    assert.equal(
      (await alice('GET', `/c/vector?version=${first.headers['x-object-version']}`)).text,
      'abcdefgh',
    );
  });

  test('zeros inside, at the end, and alone come back as they were sent', async () => {
    for (const body of ['ab\0\0\0\0\0\0cd', 'ab\0', 'ab\0\0\0\0\0\0\0', '\0\0\0\0\0', '\0']) {
      await put('/c/zeros', body);
      const reply = await alice('GET', '/c/zeros');
      assert.equal(reply.text, body);
      assert.equal(reply.headers['etag'], md5(body));
    }
  });

  test('data is updated, appended and cut by the vectors of the specification', async () => {
    const update = (range: string, body: string, headers: Record<string, string> = {}) =>
      alice('POST', '/c/u?update', {
        body,
        headers: { 'content-type': 'application/octet-stream', 'content-range': range, ...headers },
      });
    const hash = async () => (await alice('HEAD', '/c/u')).headers['x-object-hash'];
    await put('/c/u', 'abcdefgh');
    assert.equal((await update('bytes 2-3/*', 'XY')).status, 204);
    assert.equal(await hash(), 'f0069061f58ea1a18cc2a1596928f79308b6b5de472e26c9421a175cc3bc6bce');
    const appended = await update('bytes */*', 'ij');
    assert.equal(appended.headers['etag'], md5('abXYefghij'));
    assert.equal(await hash(), 'f383786e8c4256f16c67fb8d98983a8b14dd4df8f8aea8b8b8c9dbfafabc438b');
    await update('bytes 0-3/*', 'abXY', { 'x-object-bytes': '5' });
    assert.equal(await hash(), '0744eb57323d76f73699577a6dbc5baf8c097d550c46ad394a6e395a0e4c55c4');
    assert.equal((await alice('GET', '/c/u')).text, 'abXYe');
    assert.equal((await update('bytes 6-7/*', 'zz')).status, 416);
    assert.equal((await update('bytes 0-9/5', 'zz')).status, 416);
    assert.equal((await update('bytes 0-2/*', 'zz')).status, 400);
    assert.equal((await update('bytes zz', 'zz')).status, 416);
    assert.equal(
      (await alice('POST', '/c/u', { body: 'x', headers: { 'content-type': 'application/octet-stream' } }))
        .status,
      400,
    );
    assert.equal((await update('bytes 0-1/*', 'zz', { 'x-object-bytes': 'many' })).status, 400);
    const missing = { 'content-type': 'application/octet-stream', 'content-range': 'bytes */*' };
    assert.equal((await alice('POST', '/c/nothing', { body: 'x', headers: missing })).status, 404);
  });

  test('data is taken from another object, or from an old version of the same', async () => {
    await put('/c/source', '0123456789');
    const first = await put('/c/target', 'abcdefgh');
    const post = (headers: Record<string, string>) => alice('POST', '/c/target?update', { headers });
    const taken = await post({ 'x-source-object': '/c/source', 'content-range': 'bytes 4-/*' });
    assert.equal(taken.status, 204, taken.text);
    assert.equal((await alice('GET', '/c/target')).text, 'abcd0123456789');
    await post({ 'x-source-object': '/c/source', 'content-range': 'bytes 3-5/*' });
    assert.equal((await alice('GET', '/c/target')).text, 'abc01223456789');
    const version = first.headers['x-object-version'] ?? '';
    await post({
      'x-source-object': '/c/target',
      'x-source-version': version,
      'content-range': 'bytes 0-/*',
      'x-object-bytes': '8',
    });
    assert.equal((await alice('GET', '/c/target')).text, 'abcdefgh');
    assert.equal((await post({ 'x-source-object': '/c/none', 'content-range': 'bytes 0-/*' })).status, 404);
    assert.equal((await post({ 'x-source-object': 'c/source', 'content-range': 'bytes 0-/*' })).status, 400);
    assert.equal(
      (await post({ 'x-source-object': '/c/source', 'content-range': 'bytes 0-50/*' })).status,
      400,
    );
  });

  test('metadata is replaced without update and merged with it, and every write is a version', async () => {
    await put('/c/meta', 'x', {
      'x-object-meta-one': '1',
      'x-object-meta-two_words': '2',
      'content-encoding': 'gzip',
    });
    const read = async () => (await alice('HEAD', '/c/meta')).headers;
    assert.equal((await read())['x-object-meta-two-words'], '2');
    assert.equal((await read())['content-encoding'], 'gzip');
    const merged = await alice('POST', '/c/meta?update=', {
      headers: { 'x-object-meta-one': '', 'x-object-meta-three': '3' },
    });
    assert.equal(merged.status, 202);
    const after = await read();
    assert.deepEqual(
      [after['x-object-meta-one'], after['x-object-meta-two-words'], after['x-object-meta-three']],
      [undefined, '2', '3'],
    );
    assert.equal(after['x-object-version'], merged.headers['x-object-version']);
    await alice('POST', '/c/meta', { headers: { 'x-object-meta-only': 'this' } });
    const replaced = await read();
    assert.deepEqual(
      [replaced['x-object-meta-only'], replaced['x-object-meta-three'], replaced['content-encoding']],
      ['this', undefined, undefined],
    );
    assert.equal((await alice('GET', '/c/meta')).text, 'x');
  });

  test('metadata in any language survives, and broken escapes are refused', async () => {
    await put('/c/greek', 'x', {
      'x-object-meta-%CF%80%CE%BF%CE%B9%CF%8C%CF%84%CE%B7%CF%84%CE%B1': '%CE%B1%20%25',
    });
    const { headers } = await alice('HEAD', '/c/greek');
    assert.equal(headers['x-object-meta-%ce%a0%ce%bf%ce%b9%cf%8c%cf%84%ce%b7%cf%84%ce%b1'], '%CE%B1 %25');
    for (const value of ['%f2', '%0d%0aX-Evil: 1', '%00', '%7f']) {
      const reply = await put('/c/greek2', 'x', { 'x-object-meta-a': value });
      assert.equal(reply.status, 400, value);
      assert.deepEqual(reply.json, {
        badRequest: { code: 400, message: 'Bad character in headers.', details: '' },
      });
    }
    assert.equal((await alice('HEAD', '/c/greek2')).status, 404);
  });

  test('the limits of metadata hold for every verb, and nothing of a refused request is applied', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-object-meta-k${n}`, 'v']));
    assert.equal((await put('/c/limits', 'x', many(33))).status, 400);
    assert.equal((await alice('HEAD', '/c/limits')).status, 404);
    assert.equal((await put('/c/limits', 'x', many(32))).status, 201);
    assert.equal(
      (await alice('POST', '/c/limits?update', { headers: { 'x-object-meta-one-more': '1' } })).status,
      400,
    );
    assert.equal(
      (await alice('COPY', '/c/limits', { headers: { destination: '/c/copied', 'x-object-meta-more': '1' } }))
        .status,
      400,
    );
    assert.equal((await alice('HEAD', '/c/copied')).status, 404);
    assert.equal((await put('/c/long', 'x', { [`x-object-meta-${'k'.repeat(115)}`]: 'v' })).status, 400);
    assert.equal((await put('/c/long', 'x', { 'x-object-meta-k': 'v'.repeat(257) })).status, 400);
    assert.equal(
      (await put('/c/long', 'x', { [`x-object-meta-${'k'.repeat(114)}`]: 'v'.repeat(256) })).status,
      201,
    );
  });

  test('conditions are checked on reads and writes, with the tag that replies carry', async () => {
    const { headers } = await put('/c/cond', 'x');
    const etag = headers['etag'] ?? '';
    const get = (conditions: Record<string, string>) => alice('GET', '/c/cond', { headers: conditions });
    assert.equal((await get({ 'if-match': `"${etag}", "other"` })).status, 200);
    assert.equal((await get({ 'if-match': 'other' })).status, 412);
    const same = await get({ 'if-none-match': etag.toUpperCase() });
    assert.deepEqual([same.status, same.text, same.headers['etag']], [304, '', etag]);
    const modified = (await alice('HEAD', '/c/cond')).headers['last-modified'] ?? '';
    assert.equal((await get({ 'if-modified-since': modified })).status, 304);
    assert.equal((await get({ 'if-unmodified-since': modified })).status, 200);
    assert.equal((await get({ 'if-unmodified-since': 'Sunday, 06-Nov-94 08:49:37 GMT' })).status, 412);
    assert.equal((await get({ 'if-modified-since': 'never' })).status, 200);
    assert.equal((await put('/c/cond', 'y', { 'if-none-match': '*' })).status, 412);
    assert.equal((await put('/c/cond', 'y', { 'if-match': 'other' })).status, 412);
    assert.equal((await put('/c/cond-new', 'y', { 'if-match': '*' })).status, 412);
    assert.equal((await put('/c/cond-new', 'y', { 'if-none-match': '*' })).status, 201);
    assert.equal((await put('/c/cond', 'y', { 'if-match': etag })).status, 201);
  });

  test('parts are given as asked, malformed ranges are ignored, and what lies outside is 416', async () => {
    await put('/c/range', '0123456789');
    const get = (range: string, more: Record<string, string> = {}) =>
      alice('GET', '/c/range', { headers: { range, ...more } });
    const part = await get('bytes=2-5');
    assert.deepEqual([part.status, part.text, part.headers['content-range']], [206, '2345', 'bytes 2-5/10']);
    assert.equal((await get('bytes=-3')).text, '789');
    assert.equal((await get('bytes=7-')).text, '789');
    assert.deepEqual([(await get('bytes=5')).status, (await get('lines=1-2')).status], [200, 200]);
    const outside = await get('bytes=5-10');
    assert.deepEqual([outside.status, outside.headers['content-range']], [416, 'bytes */10']);
    const parts = await get('bytes=0-1,8-9');
    const boundary = /boundary=([0-9a-f]{32})$/.exec(parts.headers['content-type'] ?? '')?.[1] ?? '';
    const expected =
      `--${boundary}\r\nContent-Range: bytes 0-1/10\r\nContent-Transfer-Encoding: binary\r\n\r\n01` +
      `\r\n--${boundary}\r\nContent-Range: bytes 8-9/10\r\nContent-Transfer-Encoding: binary\r\n\r\n89\r\n--${boundary}--\r\n`;
    assert.deepEqual(
      [parts.status, parts.text, parts.headers['content-length']],
      [206, expected, String(expected.length)],
    );
    const { etag = '' } = part.headers;
    assert.equal((await get('bytes=0-1', { 'if-range': etag })).status, 206);
    assert.equal((await get('bytes=0-1', { 'if-range': 'other' })).status, 200);
    await put('/c/empty', '');
    assert.equal((await alice('GET', '/c/empty', { headers: { range: 'bytes=0-0' } })).status, 416);
  });

  test('a body must have the length, the checksum and the type that are said of it', async () => {
    const wrong = await put('/c/body', 'x', { etag: md5('y') });
    assert.equal(wrong.status, 422);
    assert.equal((await put('/c/body', 'x', { etag: `"${md5('x')}"` })).status, 201);
    const untyped = await alice('PUT', '/c/untyped', { body: 'x' });
    assert.equal(untyped.status, 201);
    assert.equal((await alice('HEAD', '/c/untyped')).headers['content-type'], 'application/octet-stream');
    assert.equal((await put('/none/body', 'x')).status, 404);
    assert.equal((await put('/c/big', 'x', { 'content-length': String(6 * 1024 ** 3) })).status, 400);
  });

  test('copies keep metadata, get a uuid of their own, and may change the type', async () => {
    const source = await put('/c/from', 'data', { 'x-object-meta-a': '1', 'x-object-meta-b': '2' });
    const copied = await alice('PUT', '/c/to', {
      headers: { 'x-copy-from': '/c/from', 'x-object-meta-b': '', 'x-object-meta-c': '3' },
    });
    assert.equal(copied.status, 201, copied.text);
    assert.notEqual(copied.headers['x-object-uuid'], source.headers['x-object-uuid']);
    const { headers } = await alice('HEAD', '/c/to');
    assert.deepEqual(
      [headers['x-object-meta-a'], headers['x-object-meta-b'], headers['x-object-meta-c']],
      ['1', undefined, '3'],
    );
    assert.deepEqual([headers['etag'], headers['content-type']], [md5('data'), 'text/plain']);
    await alice('COPY', '/c/from', { headers: { destination: 'c/typed', 'content-type': 'image/png' } });
    assert.equal((await alice('HEAD', '/c/typed')).headers['content-type'], 'image/png');
    await alice('COPY', '/c/from?ignore_content_type', {
      headers: { destination: '/c/typed', 'content-type': 'image/png' },
    });
    assert.equal((await alice('HEAD', '/c/typed')).headers['content-type'], 'text/plain');
    const onto = await alice('PUT', '/c/from', {
      headers: { 'x-copy-from': '/c/from', 'content-type': 'a/b' },
    });
    assert.equal(onto.headers['x-object-uuid'], source.headers['x-object-uuid']);
    assert.equal((await alice('COPY', '/c/from', { headers: { destination: '/none/x' } })).status, 404);
    assert.equal((await alice('COPY', '/c/from')).status, 400);
    assert.equal((await alice('COPY', '/c/missing', { headers: { destination: '/c/x' } })).status, 404);
    assert.equal((await alice('PUT', '/c/x', { headers: { 'x-copy-from': '/c' } })).status, 400);
  });

  test('copies at once follow one another: two that exchange a pair leave the same in both', async () => {
    const at = (from: string, to: string) =>
      alice('COPY', `/c/${from}`, { headers: { destination: `/c/${to}` } });
    const pairs = Array.from({ length: 12 }, (_, pair) => [`left-${pair}`, `right-${pair}`] as const);
    await Promise.all(pairs.flat().map((name) => put(`/c/${name}`, name, { 'x-object-meta-first': name })));
    const copied = await Promise.all(
      pairs.flatMap(([left, right], pair) => [
        at(left, right),
        at(right, left),
        at(left, `third-${pair}`),
        at('never-was', `fourth-${pair}`),
      ]),
    );
    const statuses = copied.map(({ status }) => status);
    assert.deepEqual(
      statuses,
      pairs.flatMap(() => [201, 201, 201, 404]),
    );
    for (const [left, right] of pairs) {
      const [one, other] = await Promise.all([left, right].map((name) => alice('GET', `/c/${name}`)));
      assert.equal(one?.text, other?.text);
      assert.equal(one?.headers['x-object-meta-first'], one?.text);
      assert.equal(other?.headers['x-object-meta-first'], other?.text);
    }
  });

  test('an old version is brought back with the tag and type it had', async () => {
    const old = await put('/c/restore', 'old', { 'content-type': 'x/old' });
    await put('/c/restore', 'newer', { 'content-type': 'x/new' });
    await alice('DELETE', '/c/restore');
    const version = old.headers['x-object-version'] ?? '';
    assert.equal((await alice('GET', `/c/restore?version=${version}`)).text, 'old');
    const back = await alice('PUT', '/c/restore', {
      headers: { 'x-copy-from': '/c/restore', 'x-source-version': version },
    });
    assert.equal(back.status, 201, back.text);
    const head = await alice('HEAD', '/c/restore');
    assert.deepEqual([head.headers['etag'], head.headers['content-type']], [md5('old'), 'x/old']);
    const { versions } = (await alice('GET', '/c/restore?version=list')).json as {
      versions: [number, string][];
    };
    assert.equal(versions.length, 3);
    assert.match(versions[0]?.[1] ?? '', /^\d+\.\d{6}$/);
    for (const bad of ['-1', 'x', '99999999', '1'])
      assert.equal((await alice('GET', `/c/restore?version=${bad}`)).status, 404, bad);
  });

  test('a move takes uuid and history marks along, and a refused one changes nothing', async () => {
    const source = await put('/c/mv', 'data', { 'x-object-meta-a': '1' });
    assert.equal((await alice('MOVE', '/c/mv', { headers: { destination: '/none/x' } })).status, 404);
    const moved = await alice('MOVE', '/c/mv', { headers: { destination: '/c/mv2' } });
    assert.deepEqual([moved.status, moved.headers['x-object-uuid']], [201, source.headers['x-object-uuid']]);
    assert.equal((await alice('HEAD', '/c/mv')).status, 404);
    assert.equal((await alice('GET', '/c/mv2')).text, 'data');
    const back = await alice('PUT', '/c/mv', {
      headers: { 'x-move-from': '/c/mv2', 'x-copy-from': '/c/none' },
    });
    assert.deepEqual([back.status, (await alice('HEAD', '/c/mv2')).status], [201, 404]);
  });

  test('a tree is copied, moved and deleted as a whole, siblings left alone', async () => {
    await put('/c/tree', '', { 'content-type': 'application/directory' });
    for (const name of ['tree/a', 'tree/b/c', 'tree-sibling', 'treeling']) await put(`/c/${name}`, name);
    const names = async (prefix: string) =>
      (await alice('GET', `/c?prefix=${prefix}`)).text.trim().split('\n');
    await alice('COPY', '/c/tree?delimiter=/', { headers: { destination: '/c/copy' } });
    assert.deepEqual(await names('copy'), ['copy', 'copy/a', 'copy/b/c']);
    await alice('MOVE', '/c/copy?delimiter=/', { headers: { destination: '/c/copy/inner' } });
    assert.deepEqual(await names('copy'), ['copy/inner', 'copy/inner/a', 'copy/inner/b/c']);
    assert.equal((await alice('GET', '/c/copy/inner/b/c')).text, 'tree/b/c');
    assert.equal((await alice('DELETE', '/c/tree?delimiter=/')).status, 204);
    assert.deepEqual(await names('tree'), ['tree-sibling', 'treeling']);
    assert.equal((await alice('DELETE', '/c/tree?delimiter=/')).status, 404);
  });

  test('a purge drops versions up to a time, the current one too when it is that old', async () => {
    await put('/c/purge', 'one');
    await put('/c/purge', 'two');
    assert.equal((await alice('DELETE', '/c/purge?until=1')).status, 204);
    assert.equal((await alice('GET', '/c/purge')).text, 'two');
    assert.equal((await alice('DELETE', '/c/purge?until=Monday')).status, 400);
    assert.equal((await alice('GET', '/c/purge')).status, 200);
    const later = Math.floor(Date.now() / 1000) + 10;
    assert.equal((await alice('DELETE', `/c/purge?until=${later}`)).status, 204);
    assert.equal((await alice('GET', '/c/purge')).status, 404);
    assert.equal((await alice('GET', '/c/purge?version=list')).status, 404);
  });

  test('a stranger is refused alike for what exists and what does not', async () => {
    await put('/c/private', 'secret');
    const strangers: [string, string, Record<string, string>?][] = [
      ['GET', '/c/private'],
      ['HEAD', '/c/private'],
      ['GET', '/c/private?version=1'],
      ['GET', '/c/private?version=list'],
      ['GET', '/c/private?hashmap'],
      ['PUT', '/c/private'],
      ['POST', '/c/private'],
      ['DELETE', '/c/private'],
      ['COPY', '/c/private', { destination: '/x/y' }],
      ['MOVE', '/c/private', { destination: '/x/y' }],
      ['GET', '/c'],
      ['HEAD', '/c'],
      ['PUT', '/c'],
      ['POST', '/c'],
      ['DELETE', '/c'],
      ['GET', ''],
      ['HEAD', ''],
      ['POST', ''],
    ];
    for (const [method, path, headers = {}] of strangers) {
      for (const target of [path, path.replace('private', 'missing'), path.replace('/c', '/none')]) {
        assert.equal((await bob(method, target, { headers })).status, 403, `${method} ${target}`);
      }
    }
    const own = object.as('bob-token', BOB);
    await own('PUT', '/mine');
    for (const header of ['x-copy-from', 'x-move-from']) {
      const reply = await own('PUT', '/mine/stolen', {
        headers: { [header]: '/c/private', 'x-source-account': ALICE },
      });
      assert.equal(reply.status, 403, header);
    }
    assert.equal((await own('HEAD', '/mine/stolen')).status, 404);
    assert.equal((await alice('GET', '/c/private')).text, 'secret');
  });

  test('wrong methods and missing tokens are told apart, in that order', async () => {
    const nobody = object.as('', ALICE);
    const reply = await nobody('PATCH', '/c/private');
    assert.deepEqual([reply.status, reply.headers['allow']], [405, 'COPY,DELETE,GET,HEAD,MOVE,POST,PUT']);
    assert.equal((await nobody('GET', '/c/private')).status, 401);
    const bad = await object.as('wrong', ALICE)('GET', '/c/private');
    assert.equal(bad.status, 401);
    assert.equal(Object.keys(bad.json as object)[0], 'unauthorized');
    assert.equal((await alice('PUT', '')).status, 405);
    assert.equal((await alice('GET', '//pithos/object-store/nothing')).status, 400);
  });

  test('a manifest reads as its parts, one after the other', async () => {
    await put('/c/part-one', 'part one');
    await put('/c/part-two', 'part two!');
    await put('/c/whole', '', { 'x-object-manifest': 'c/part-' });
    const whole = await alice('GET', '/c/whole');
    assert.deepEqual([whole.text, whole.headers['content-length']], ['part onepart two!', '17']);
    assert.equal(whole.headers['etag'], md5(md5('part one') + md5('part two!')));
    assert.equal((await alice('HEAD', '/c/whole')).headers['content-length'], '17');
    assert.equal((await alice('GET', '/c/whole', { headers: { range: 'bytes=6-10' } })).text, 'nepar');
    assert.equal((await alice('GET', '/c/whole?multipart-manifest=get')).text, '');
    await put('/c/nothing', '', { 'x-object-manifest': 'c/none-' });
    assert.equal((await alice('GET', '/c/nothing')).status, 200);
  });

  test('the name for a download is the last part of the path, and pages are never shown here', async () => {
    await put('/c/a/%CE%B1.txt', 'x');
    const disposition = async (path: string) => (await alice('GET', path)).headers['content-disposition'];
    assert.equal(
      await disposition('/c/a/%CE%B1.txt'),
      `inline; filename="%CE%B1.txt"; filename*=UTF-8''%CE%B1.txt`,
    );
    assert.equal(
      await disposition('/c/a/%CE%B1.txt?disposition-type=attachment'),
      `attachment; filename="%CE%B1.txt"; filename*=UTF-8''%CE%B1.txt`,
    );
    await put('/c/(*%27).txt', 'x');
    const marks = '%28%2A%27%29.txt';
    assert.equal(
      await disposition('/c/(*%27).txt'),
      `inline; filename="${marks}"; filename*=UTF-8''${marks}`,
    );
    await put('/c/page.html', '<script>', { 'content-type': 'text/html' });
    assert.equal(
      await disposition('/c/page.html?disposition-type=inline'),
      'attachment; filename="page.html"',
    );
  });
});
