import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ALICE, BOB, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

describe('accounts and containers', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  let bob: Caller;
  before(async () => {
    object = await startObject(end, { settings: { PITHOS_BACKEND_BLOCK_SIZE: 4 } });
    alice = object.as('alice-token', ALICE);
    bob = object.as('bob-token', BOB);
  });
  const put = (path: string, body = 'x', headers: Record<string, string> = {}) =>
    alice('PUT', path, { body, headers: { 'content-type': 'text/plain', ...headers } });

  test('a container is made once, counts what is in it, and goes when it is empty', async () => {
    assert.equal((await alice('PUT', '/box', { headers: { 'x-container-meta-colour': 'red' } })).status, 201);
    assert.equal((await alice('PUT', '/box', { headers: { 'x-container-meta-size': 'big' } })).status, 202);
    await put('/box/a', 'abc', { 'x-object-meta-one': '1' });
    await put('/box/b', 'abcde', { 'x-object-meta-two': '2', 'x-object-meta-one': '1' });
    const { status, headers } = await alice('HEAD', '/box');
    assert.equal(status, 204);
    assert.deepEqual(
      [
        headers['x-container-object-count'],
        headers['x-container-bytes-used'],
        headers['x-container-object-meta'],
      ],
      ['2', '8', 'One,Two'],
    );
    assert.deepEqual([headers['x-container-meta-colour'], headers['x-container-meta-size']], ['red', 'big']);
    assert.deepEqual([headers['x-container-block-size'], headers['x-container-block-hash']], ['4', 'sha256']);
    const full = await alice('DELETE', '/box');
    assert.deepEqual(
      [full.status, full.json],
      [409, { conflict: { code: 409, message: 'Container is not empty', details: '' } }],
    );
    await alice('DELETE', '/box/b');
    assert.equal((await alice('HEAD', '/box')).headers['x-container-object-meta'], 'One');
    assert.equal((await alice('DELETE', '/box?delimiter=/')).status, 204);
    const emptied = (await alice('HEAD', '/box')).headers;
    assert.deepEqual(
      [emptied['x-container-object-count'], emptied['x-container-history-bytes-used']],
      ['0', '8'],
      'people see how much history they have',
    );
    assert.equal((await alice('HEAD', '')).headers['x-account-history-bytes-used'], '8');
    assert.equal((await alice('DELETE', `/box?until=${Date.now() / 1000 + 0.5}`)).status, 204);
    assert.equal((await alice('HEAD', '/box')).status, 404);
    assert.equal((await alice('DELETE', '/box')).status, 404);
  });

  test('a container made anew under its old name takes uploads at once, a deleted one takes none', async () => {
    for (let round = 0; round < 3; round += 1) {
      await alice('PUT', '/phoenix');
      assert.equal((await put('/phoenix/a')).status, 201);
      await alice('DELETE', '/phoenix?delimiter=/');
      await alice('DELETE', '/phoenix');
      assert.equal((await put('/phoenix/a')).status, 404);
    }
    await alice('PUT', '/phoenix', { headers: { 'x-container-policy-quota': '3' } });
    assert.equal((await put('/phoenix/a', '1234')).status, 413);
    assert.equal((await alice('HEAD', '/phoenix')).headers['x-container-object-count'], '0');
  });

  test('metadata of containers and accounts is replaced, merged and removed', async () => {
    await alice('PUT', '/meta', { headers: { 'x-container-meta-a': '1' } });
    await alice('POST', '/meta?update', { headers: { 'x-container-meta-b': '2' } });
    await alice('POST', '/meta?update', { headers: { 'x-remove-container-meta-a': 'x' } });
    const { headers } = await alice('HEAD', '/meta');
    assert.deepEqual([headers['x-container-meta-a'], headers['x-container-meta-b']], [undefined, '2']);
    await alice('POST', '/meta');
    assert.equal((await alice('HEAD', '/meta')).headers['x-container-meta-b'], undefined);
    assert.equal((await alice('POST', '', { headers: { 'x-account-meta-c': '3' } })).status, 202);
    assert.equal((await alice('HEAD', '')).headers['x-account-meta-c'], '3');
    assert.equal((await alice('POST', '?bulk-delete')).status, 400, 'an empty list');
    assert.equal((await alice('HEAD', '')).headers['x-account-meta-c'], '3');
    assert.equal((await alice('POST', '/missing?update')).status, 404);
  });

  test('groups are set, listed sorted, and dropped; members must be people', async () => {
    const post = (query: string, headers: Record<string, string>) => alice('POST', query, { headers });
    assert.equal((await post('?update', { 'x-account-group-devs': `${BOB}, ${ALICE},${BOB}` })).status, 202);
    assert.equal((await alice('HEAD', '')).headers['x-account-group-devs'], `${ALICE},${BOB}`);
    assert.equal((await post('?update', { 'x-account-group-bad-name': ALICE })).status, 400);
    assert.equal((await post('?update', { 'x-account-group-others': 'nobody' })).status, 400);
    await post('?update', { 'x-account-group-%CE%B3%CF%81': ALICE });
    assert.equal((await alice('HEAD', '')).headers['x-account-group-%ce%b3%cf%81'], ALICE);
    await post('', { 'x-account-group-only': ALICE });
    const { headers } = await alice('HEAD', '');
    assert.deepEqual([headers['x-account-group-devs'], headers['x-account-group-only']], [undefined, ALICE]);
    await post('?update', { 'x-account-group-only': '' });
    assert.equal((await alice('HEAD', '')).headers['x-account-group-only'], undefined);
  });

  test('policies are kept, and what they cannot be is refused', async () => {
    const post = (query: string, headers: Record<string, string>) =>
      alice('POST', `/policy${query}`, { headers });
    await alice('PUT', '/policy', {
      headers: { 'x-container-policy-quota': '10', 'x-container-policy-versioning': 'none' },
    });
    const read = async () => {
      const { headers } = await alice('HEAD', '/policy');
      return [
        headers['x-container-policy-quota'],
        headers['x-container-policy-versioning'],
        headers['x-container-policy-project'],
      ];
    };
    assert.deepEqual(await read(), ['10', 'none', ALICE]);
    await post('?update', { 'x-container-policy-versioning': '' });
    assert.deepEqual(await read(), ['10', 'auto', ALICE]);
    await post('', { 'x-container-policy-versioning': 'none' });
    assert.deepEqual(await read(), ['0', 'none', ALICE]);
    for (const bad of [{ quota: '-1' }, { quota: 'many' }, { versioning: 'manual' }, { colour: 'red' }]) {
      const [[name, value] = ['', '']] = Object.entries(bad);
      assert.equal((await post('?update', { [`x-container-policy-${name}`]: value })).status, 400, name);
    }
    assert.equal((await post('?update', { 'x-container-policy-project': BOB })).status, 403);
  });

  test('a container over its quota takes nothing more, but may shrink', async () => {
    await alice('PUT', '/small', { headers: { 'x-container-policy-quota': '10' } });
    assert.equal((await put('/small/a', '0123456789')).status, 201);
    const refused = await put('/small/b', 'x');
    assert.deepEqual([refused.status, Object.keys(refused.json as object)], [413, ['requestEntityTooLarge']]);
    assert.equal((await put('/small/a', '012345678')).status, 201);
    assert.equal((await put('/small/b', 'x')).status, 201);
    assert.equal((await alice('COPY', '/small/b', { headers: { destination: '/small/c' } })).status, 413);
    await alice('POST', '/small?update', { headers: { 'x-container-policy-quota': '5' } });
    assert.equal((await put('/small/a', '01234567')).status, 201);
    assert.equal((await put('/small/a', '012345678')).status, 413);
  });

  test('without versioning a superseded version is gone at once', async () => {
    await alice('PUT', '/plain', { headers: { 'x-container-policy-versioning': 'none' } });
    const first = await put('/plain/a', 'one', { 'x-object-meta-k': 'v' });
    await put('/plain/a', 'two');
    assert.equal((await alice('GET', `/plain/a?version=${first.headers['x-object-version']}`)).status, 404);
    await alice('DELETE', '/plain/a');
    assert.equal((await alice('DELETE', '/plain')).status, 204);
  });

  test('lists come as text, JSON and XML, and empty text is 204', async () => {
    await alice('PUT', '/lists');
    assert.equal((await alice('GET', '/lists')).status, 204);
    assert.deepEqual((await alice('GET', '/lists?format=json')).json, []);
    await put('/lists/a%26b');
    await put('/lists/dir/c');
    const text = await alice('GET', '/lists?format=text&delimiter=/');
    assert.deepEqual(
      [text.status, text.text, text.headers['content-type']],
      [200, 'a&b\ndir/\n', 'text/plain; charset=UTF-8'],
    );
    const xml = await alice('GET', '/lists?delimiter=/', { headers: { accept: 'text/xml' } });
    assert.match(
      xml.text,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\s+<container name="lists">\s+<object>\s+<name>a&amp;b<\/name>\s/,
    );
    assert.match(xml.text, /<\/object>\s+<subdir name="dir\/" \/>\s+<\/container>\s*$/);
    await alice('PUT', '/odd');
    await put('/odd/a%0A%09%3Cb%22');
    assert.match((await alice('GET', '/odd?format=xml')).text, /<name>a&#10;&#9;&lt;b&quot;<\/name>/);
    const [row] = (await alice('GET', '/lists?format=json')).json as Record<string, unknown>[];
    assert.deepEqual(Object.keys(row ?? {}).sort(), [
      'available',
      'bytes',
      'content_type',
      'hash',
      'last_modified',
      'map_check_timestamp',
      'name',
      'x_object_hash',
      'x_object_modified_by',
      'x_object_uuid',
      'x_object_version',
      'x_object_version_timestamp',
    ]);
    assert.match(String(row?.['last_modified']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    const account = (await alice('GET', '?format=json&marker=list&end_marker=lists0')).json as {
      name: string;
      count: number;
    }[];
    assert.deepEqual(
      account.map(({ name, count }) => [name, count]),
      [['lists', 2]],
    );
    assert.match((await alice('GET', '?format=xml')).text, /<x_container_policy>\s+<key>/);
  });

  test('prefix, delimiter, path, marker and limit choose what a list shows', async () => {
    await alice('PUT', '/names');
    for (const name of ['f1', 'f1/f2', 'f1/f2/f3', 'f1/g', 'f2', 'photos/me', 'photos/x/y'])
      await put(`/names/${name}`);
    const list = async (query: string) => (await alice('GET', `/names?${query}`)).text.trim().split('\n');
    assert.deepEqual(await list('delimiter=/'), ['f1', 'f1/', 'f2', 'photos/']);
    assert.deepEqual(await list('delimiter=/&limit=2&marker=f1'), ['f1/', 'f2']);
    assert.deepEqual(await list('delimiter=/&marker=f1/'), ['f2', 'photos/']);
    assert.deepEqual(await list('prefix=photos&delimiter=/'), ['photos/me', 'photos/x/']);
    assert.deepEqual(await list('path=f1'), ['f1/f2', 'f1/g']);
    assert.deepEqual(await list('path=/'), ['f1', 'f2']);
    assert.deepEqual(await list('limit=2&marker=f1/g'), ['f2', 'photos/me']);
    assert.deepEqual(await list('reverse=true&limit=2'), ['photos/x/y', 'photos/me']);
    assert.deepEqual(await list('limit=junk&prefix=/f2'), ['f2']);
  });

  test('lists are filtered by metadata', async () => {
    await alice('PUT', '/tagged');
    await put('/tagged/a', 'x', { 'x-object-meta-colour': 'red', 'x-object-meta-size': '1' });
    await put('/tagged/b', 'x', { 'x-object-meta-colour': 'blue' });
    await put('/tagged/c', 'x', { 'x-object-meta-size': '2' });
    await put('/tagged/d');
    const list = async (meta: string) =>
      (await alice('GET', `/tagged?meta=${encodeURIComponent(meta)}`)).text
        .split('\n')
        .filter(Boolean)
        .join('');
    assert.equal(await list('colour'), 'ab');
    assert.equal(await list('Colour, size'), 'abc');
    assert.equal(await list('!colour'), 'cd');
    assert.equal(await list('size>=1,colour=red'), 'a');
    assert.equal(await list('colour != red'), 'b');
    assert.equal(await list('size,!colour'), 'c');
  });

  test('the past can be looked at', async () => {
    await alice('PUT', '/past');
    await put('/past/a', 'one');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const then = Date.now() / 1000;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await put('/past/a', 'three');
    await put('/past/b', 'x');
    await alice('DELETE', '/past/a');
    const list = async (until: string) =>
      (await alice('GET', `/past?until=${until}&format=json`)).json as { name: string; bytes: number }[];
    assert.deepEqual(
      (await list(String(then))).map(({ name, bytes }) => [name, bytes]),
      [['a', 3]],
    );
    assert.deepEqual(
      (await list('never')).map(({ name }) => name),
      ['b'],
    );
    const head = await alice('HEAD', `/past?until=${then}`);
    assert.deepEqual(
      [head.headers['x-container-object-count'], head.headers['x-container-bytes-used']],
      ['1', '3'],
    );
    assert.ok(head.headers['x-container-until-timestamp'] !== undefined);
    assert.equal((await alice('GET', '/past?until=1000000000')).status, 404);
    assert.equal((await alice('HEAD', `?until=${then}`)).status, 204);
  });

  test('what is shared can be read and listed by those it is shared with, and by nobody else', async () => {
    await alice('PUT', '/shared');
    await put('/shared/dir', '', {
      'content-type': 'application/directory',
      'x-object-sharing': `read=${BOB.toUpperCase()}`,
    });
    await put('/shared/dir/in', 'inside');
    await put('/shared/dir/closed', 'closed', { 'x-object-sharing': 'read=somebody' });
    await put('/shared/file', 'data', { 'x-object-sharing': `write=${BOB}` });
    await put('/shared/dirx', 'x');
    const others = object.as('bob-token', ALICE);
    const read = async (name: string) => (await others('GET', `/shared/${name}`)).status;
    assert.deepEqual([await read('dir'), await read('dir/in'), await read('file')], [200, 200, 200]);
    assert.deepEqual([await read('dir/closed'), await read('dirx'), await read('none')], [403, 403, 403]);
    const head = await others('HEAD', '/shared/dir/in');
    assert.deepEqual(
      [head.headers['x-object-allowed-to'], head.headers['x-object-shared-by']],
      ['read', `${ALICE}/shared/dir`],
    );
    assert.equal((await alice('HEAD', '/shared/dir')).headers['x-object-sharing'], `read=${BOB}`);
    const write = { body: 'by bob', headers: { 'content-type': 'text/plain' } };
    assert.deepEqual(
      [
        (await others('PUT', '/shared/file', write)).status,
        (await others('PUT', '/shared/dir', write)).status,
      ],
      [201, 403],
    );
    assert.equal((await alice('HEAD', '/shared/file')).headers['x-object-modified-by'], BOB);
    assert.equal((await others('DELETE', '/shared/file')).status, 403);
    assert.equal(
      (await others('POST', '/shared/file?update', { headers: { 'x-object-sharing': 'read=*' } })).status,
      403,
    );
    assert.equal(
      (await others('POST', '/shared/file', { headers: { 'x-object-manifest': 'shared/dir' } })).status,
      403,
    );
    assert.equal(
      ((await others('GET', '/shared/file?version=list')).json as { versions: [] }).versions.length,
      1,
    );
    assert.deepEqual((await bob('GET', '//pithos/object-store/v1/')).text, `${ALICE}\n`);
    assert.deepEqual((await others('GET', '')).text, 'shared\n');
    assert.deepEqual((await others('GET', '/shared')).text.split('\n').filter(Boolean), [
      'dir',
      'dir/in',
      'file',
    ]);
    await alice('POST', '/shared/file?update', { headers: { 'x-object-sharing': '' } });
    assert.equal(await read('file'), 403);
    for (const bad of ['read=', 'reads=a', 'read=a;', 'a']) {
      assert.equal(
        (await alice('POST', '/shared/file?update', { headers: { 'x-object-sharing': bad } })).status,
        400,
        bad,
      );
    }
  });

  test('log-in of the first version gives the account of who holds the key', async () => {
    const nobody = object.as('', ALICE);
    const logIn = (headers: Record<string, string>, path = '//auth/v1.0') => nobody('GET', path, { headers });
    const good = await logIn({ 'x-auth-user': ALICE, 'x-auth-key': 'alice-token' });
    assert.deepEqual(
      [good.status, good.headers['x-auth-token'], good.headers['x-storage-url']],
      [200, 'alice-token', `http://cloud.example.org/pithos/object-store/v1/${ALICE}`],
    );
    assert.equal(
      (await logIn({ 'x-auth-user': `${ALICE}@example.org`, 'x-auth-key': 'alice-token' })).status,
      200,
    );
    assert.equal((await logIn({ 'x-auth-user': BOB, 'x-auth-key': 'alice-token' })).status, 401);
    assert.equal((await logIn({ 'x-auth-user': ALICE, 'x-auth-key': 'wrong' })).status, 401);
    assert.equal((await logIn({ 'x-auth-user': ALICE })).status, 400);
    const root = { 'x-auth-token': '', 'x-auth-user': ALICE, 'x-auth-key': 'alice-token' };
    assert.equal((await logIn(root, '//pithos/object-store/v1')).status, 200);
    assert.equal(
      ((await nobody('GET', '//info')).json as { pithos: { block_size: number } }).pithos.block_size,
      4,
    );
  });
});
