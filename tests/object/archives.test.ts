import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ALICE, BOB, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';
import { zipBytes, zipLength } from '#object/domain/folders/zip';
import { readZip } from './kit/read-zip.ts';

describe('an archive', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let address: string;
  let alice: Caller;
  before(async () => {
    object = await startObject(end);
    address = await object.listen();
    alice = object.as('alice-token', ALICE);
  });

  const path = (name: string): string => name.split('/').map(encodeURIComponent).join('/');
  const put = async (
    container: string,
    name: string,
    body: string | Buffer = '',
    headers: Record<string, string> = {},
  ) => assert.equal((await alice('PUT', `/${container}/${path(name)}`, { body, headers })).status, 201, name);

  async function archive(container: string, query: Record<string, string> = {}, token = 'alice-token') {
    const text = new URLSearchParams({ archive: '', ...query }).toString();
    const reply = await fetch(`${address}/pithos/object-store/v1/${ALICE}/${container}?${text}`, {
      headers: { 'x-auth-token': token },
    });
    const bytes = Buffer.from(await reply.arrayBuffer());
    return { status: reply.status, headers: reply.headers, bytes };
  }
  const entriesOf = async (...request: Parameters<typeof archive>): Promise<Record<string, string>> => {
    const { status, headers, bytes } = await archive(...request);
    assert.equal(status, 200, bytes.toString());
    assert.equal(Number(headers.get('content-length')), bytes.length);
    return Object.fromEntries(
      [...readZip(bytes)].map(([name, content]) => [name, content.toString('latin1')]),
    );
  };

  test('of a folder holds all below it with its bytes, sub-folders and empty ones too, of a length that is known before', async () => {
    await alice('PUT', '/tree');
    const large = Buffer.alloc(300_000, 'lots of it ');
    await put('tree', 'docs/ä/large.bin', large);
    await put('tree', 'docs/Ωμέγα.txt', 'small');
    await put('tree', 'docs/none', '');
    await put('tree', 'docs/empty', '', { 'content-type': 'application/directory' });
    await put('tree', 'docs/parts-1', 'one,');
    await put('tree', 'docs/parts-2', 'two');
    await put('tree', 'docs/whole', '', { 'x-object-manifest': 'tree/docs/parts-' });
    await put('tree', 'docsnot', 'no');
    const whole = await entriesOf('tree', { path: 'docs' });
    assert.deepEqual(whole, {
      'empty/': '',
      none: '',
      'parts-1': 'one,',
      'parts-2': 'two',
      whole: 'one,two',
      'ä/large.bin': large.toString('latin1'),
      'Ωμέγα.txt': 'small',
    });
    const some = await entriesOf('tree', { path: 'docs/', names: JSON.stringify(['ä', 'none']) });
    assert.deepEqual(Object.keys(some), ['none', 'ä/large.bin']);
    assert.equal(Object.keys(await entriesOf('tree')).length, 8);
    const { headers } = await archive('tree', { path: 'docs' });
    assert.equal(headers.get('content-type'), 'application/zip');
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="docs\.zip"/);
  });

  test('T-O19 names lead nowhere but below the place where it is unpacked, and no two are the same', async () => {
    await alice('PUT', '/slip');
    await put('slip', 'seed', 'x');
    // By a header: whoever makes an address takes dots out of it before.
    for (const name of [
      '../../etc/passwd',
      '/abs',
      'a\\..\\b',
      'c:/d',
      'x/./y',
      'A',
      'a',
      'a/b',
      'tab\there',
      'end. ',
      'aux.txt',
      '…/ok',
    ]) {
      const headers = { destination: `/slip/${path(name)}` };
      assert.equal((await alice('COPY', '/slip/seed', { headers })).status, 201, name);
    }
    await alice('DELETE', '/slip/seed');
    const names = Object.keys(await entriesOf('slip'));
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, 12);
    for (const name of names) {
      assert.doesNotMatch(name, /^\/|(?:^|\/)\.{1,2}(?:\/|$)|[\\:\u0000-\u001f]|[. ](?:\/|$)/, name);
      assert.ok(!names.some((other) => other.startsWith(`${name}/`)), `${name} is a file and a folder`);
    }
  });

  test('T-O9 holds of another what he shares with the caller, and nothing else; it is asked as every list is', async () => {
    await alice('PUT', '/shared');
    await put('shared', 'd/open', 'open', { 'x-object-sharing': `read=${BOB}` });
    await put('shared', 'd/closed', 'closed');
    assert.deepEqual(await entriesOf('shared', { path: 'd' }, 'bob-token'), { open: 'open' });
    assert.equal((await archive('shared', { path: 'd', names: '["closed"]' }, 'bob-token')).status, 404);
    assert.equal((await archive('tree', {}, 'bob-token')).status, 403);
    assert.equal((await archive('shared', { path: 'nothing' })).status, 404);
    for (const names of ['[]', '{', '[""]', '[1]'])
      assert.equal((await archive('shared', { names })).status, 400, names);
  });

  test('it holds what was there when it was asked for; a reader who leaves leaves nothing behind', async () => {
    await alice('PUT', '/instant');
    for (let number = 0; number < 40; number += 1)
      await put('instant', `f${String(number).padStart(2, '0')}`, Buffer.alloc(200_000, number));
    const reply = await fetch(`${address}/pithos/object-store/v1/${ALICE}/instant?archive`, {
      headers: { 'x-auth-token': 'alice-token' },
    });
    await put('instant', 'f39', 'changed meanwhile');
    await alice('DELETE', '/instant/f38');
    const entries = readZip(Buffer.from(await reply.arrayBuffer()));
    assert.deepEqual(entries.get('f39'), Buffer.alloc(200_000, 39));
    assert.deepEqual(entries.get('f38'), Buffer.alloc(200_000, 38));

    const gone = new AbortController();
    const left = await fetch(`${address}/pithos/object-store/v1/${ALICE}/instant?archive`, {
      headers: { 'x-auth-token': 'alice-token' },
      signal: gone.signal,
    });
    await left.body?.getReader().read();
    gone.abort();
    assert.equal((await alice('HEAD', '/instant/f01')).status, 200);
  });
});

test('large entries, far places and many entries have the fields of ZIP64', async () => {
  const entries = ['a.txt', 'Ω/b.txt', 'e/', 'none'].map((name, index) => {
    const content = Buffer.alloc(index < 2 ? 10 + 90 * index : 0, 'x');
    return {
      name,
      size: content.length,
      modified: Date.UTC(2026, 1, 3),
      bytes: async function* () {
        yield content;
      },
    };
  });
  for (const limits of [
    { most32: 20, most16: 3 },
    { most32: 0xffffffff, most16: 0xffff },
  ]) {
    const bytes = Buffer.concat(await Array.fromAsync(zipBytes(entries, limits)));
    assert.equal(bytes.length, zipLength(entries, limits));
    assert.deepEqual(
      [...readZip(bytes)].map(([name, { length }]) => [name, length]),
      [
        ['a.txt', 10],
        ['Ω/b.txt', 100],
        ['e/', 0],
        ['none', 0],
      ],
    );
  }
  const short = entries.map((entry) => ({ ...entry, size: entry.size + 1 }));
  await assert.rejects(Array.fromAsync(zipBytes(short)), /11/);
});
