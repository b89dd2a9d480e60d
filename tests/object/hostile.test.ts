import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { httpTransport, readBody } from '#contract/transport';
import type { Reply } from '#kit/client';
import { ALICE, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

describe('hostile input', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  let base: URL;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    base = new URL(await object.listen());
    await alice('PUT', '/c');
  });
  const message = (reply: Reply) => (reply.json as { badRequest?: { message: string } }).badRequest?.message;

  /** A request written byte by byte, so that no client library mends it. */
  function raw(bytes: string | Buffer): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(Number(base.port), base.hostname);
      socket.once('data', (data) => {
        resolve(data.toString('latin1'));
        socket.destroy();
      });
      socket.on('error', () => undefined);
      socket.write(bytes);
    });
  }

  test('names that look like paths are names, and nothing leaves the store', async () => {
    // Over a socket: the client without one would tidy the addresses up.
    const transport = httpTransport(base.origin);
    const send = async (method: string, path: string, body?: string) => {
      const headers = { 'x-auth-token': 'alice-token' };
      const reply = await transport({
        method,
        path: `/pithos/object-store/v1/${ALICE}${path}`,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      return { status: reply.status, text: (await readBody(reply.body)).toString('utf8') };
    };
    const files = () =>
      readdirSync(object.directory, { recursive: true }).filter((path) => !String(path).includes('/journal/'))
        .length;
    for (const name of [
      '..',
      '../../../etc/passwd',
      '%2e%2e/%2e%2e',
      'a/../b',
      '.',
      './x',
      '//',
      '/etc/passwd',
      'a\\b',
      'x;y',
      '%2F%2F',
      '~',
      "'; drop table nodes; --",
    ]) {
      const path = `/c/${name.startsWith('%') ? name : name.split('/').map(encodeURIComponent).join('/')}`;
      const before = files();
      assert.equal((await send('PUT', path, `data of ${name}`)).status, 201, name);
      assert.equal((await send('GET', path)).text, `data of ${name}`);
      assert.equal(files(), before + 1, 'one block, in its place');
    }
    const names = ((await alice('GET', '/c?format=json')).json as { name: string }[]).map(({ name }) => name);
    assert.ok(names.includes('../../../etc/passwd') && names.includes('a/../b') && names.includes('//'));
    for (const shard of readdirSync(join(object.directory, 'blocks', 'blocks')))
      assert.match(shard, /^(?:[0-9a-f]{2}|tmp|trash|bad|journal)$/);
  });

  test('names that cannot be are refused with the sentence of the specification, and nothing is stored', async () => {
    const cases: [string, string][] = [
      [`/c/${'n'.repeat(10 * 1024)}`, 'Object name too large.'],
      [`/c/${'%CE%B1'.repeat(1025)}`, 'Object name too large.'],
      [`/${'c'.repeat(257)}/o`, 'Container name too large.'],
      [`/${'c'.repeat(257)}`, 'Container name too large.'],
      ['/c/%00', 'Bad character in the address.'],
      ['/c/a%00b', 'Bad character in the address.'],
      ['/c/%ff', 'Bad character in the address.'],
      ['/c/%c3%28', 'Bad character in the address.'],
      ['/c/%ed%a0%80', 'Bad character in the address.'],
      ['/c/%zz', 'Bad character in the address.'],
      ['/%2F/o', 'Container name is missing.'],
      ['//o', 'Container name is missing.'],
    ];
    for (const [path, sentence] of cases) {
      const reply = await alice('PUT', `//pithos/object-store/v1/${ALICE}${path}`, { body: 'x' });
      assert.deepEqual([reply.status, message(reply)], [400, sentence], path.slice(0, 40));
    }
    assert.equal(
      (await alice('PUT', `/c/${'%CE%B1'.repeat(1024)}`, { body: 'x' })).status,
      201,
      'the longest name that may be',
    );
  });

  test("T-O14 sources and destinations that point elsewhere are names too, and others' accounts are asked about", async () => {
    await alice('PUT', '/c/src', { body: 'x' });
    for (const [header, value, status] of [
      ['x-copy-from', '/c/../c/src', 404],
      ['x-copy-from', '/c/%252e%252e/src', 404],
      ['x-copy-from', '/%2E%2E/src', 404],
      ['x-copy-from', '/c%2Fsrc/x', 404],
      ['x-copy-from', '%2F%2Fsrc', 400],
      ['x-copy-from', '/c/%ff', 400],
      ['x-copy-from', '/c/%00', 400],
      ['x-copy-from', '', 400],
      ['x-copy-from', '/', 400],
    ] as const) {
      const reply = await alice('PUT', '/c/dst', { headers: { [header]: value } });
      assert.equal(reply.status, status, `${header}: ${value}`);
    }
    assert.equal((await alice('HEAD', '/c/dst')).status, 404);
    const other = { 'x-copy-from': '/c/src', 'x-source-account': 'AUTH_somebody' };
    assert.equal((await alice('PUT', '/c/dst', { headers: other })).status, 403);
    const alias = { 'x-copy-from': '/c/src', 'x-source-account': `AUTH_${ALICE}` };
    assert.equal((await alice('PUT', '/c/dst', { headers: alias })).status, 201);
  });

  test('T-O12 whatever is put into metadata, a reply has the headers it should and no more', async () => {
    const plain = Object.keys(
      (await alice('PUT', '/c/h', { body: 'x' }), await alice('HEAD', '/c/h')).headers,
    ).sort();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        async (value, type) => {
          const encoded = encodeURIComponent(value.toWellFormed());
          const put = await alice('PUT', '/c/h', {
            body: 'x',
            headers: {
              'x-object-meta-fuzz': encoded,
              'content-disposition': encoded,
              'content-type': encodeURIComponent(type.toWellFormed()),
            },
          });
          if (put.status === 400) return;
          assert.equal(put.status, 201);
          const head = await alice('HEAD', '/c/h');
          const extra = Object.keys(head.headers).filter((name) => !plain.includes(name));
          assert.deepEqual(
            extra.filter((name) => name !== 'content-disposition' && name !== 'x-object-meta-fuzz'),
            [],
          );
          assert.equal(decodeURIComponent(head.headers['x-object-meta-fuzz'] ?? ''), value.toWellFormed());
        },
      ),
      { numRuns: 150 },
    );
  });

  test('T-G8 header floods, huge lists of hashes and false lengths are refused, and the service lives', async () => {
    const many = Object.fromEntries(Array.from({ length: 91 }, (_, n) => [`x-object-meta-${n}`, 'v']));
    assert.equal((await alice('PUT', '/c/many', { body: 'x', headers: many })).status, 400);
    const start = `PUT /pithos/object-store/v1/${ALICE}/c/x?hashmap HTTP/1.1\r\nHost: x\r\nX-Auth-Token: alice-token\r\n`;
    assert.match(await raw(`${start}Content-Length: ${65 * 1024 * 1024}\r\n\r\n`), /^HTTP\/1\.1 413 /);
    assert.match(await raw(`${start}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx`), /^HTTP\/1\.1 400 /);
    assert.match(
      await raw(`${start}X-Object-Meta-A: \xff\r\nContent-Length: 1\r\n\r\nx`),
      /^HTTP\/1\.1 400 /,
    );
    const noLength = await alice('PUT', '/c/x', { headers: { 'content-length': 'many' } });
    assert.equal(noLength.status, 411);
    assert.equal((await alice('HEAD', '/c/x')).status, 404);
  });

  test('no request in a corpus of odd ones is a 500', async () => {
    const methods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'COPY', 'MOVE', 'OPTIONS'];
    const query = fc.array(
      fc.tuple(
        fc.constantFrom(
          'format',
          'until',
          'limit',
          'marker',
          'prefix',
          'delimiter',
          'path',
          'meta',
          'version',
          'hashmap',
          'update',
          'shared',
          'public',
          'reverse',
        ),
        fc.oneof(
          fc.constantFrom(
            'json',
            'xml',
            '/',
            '-1',
            '99999999999999999999',
            '\0',
            '%',
            "'",
            'a<b',
            '!a,b=c',
            'list',
          ),
          fc.string({ unit: 'binary', maxLength: 8 }),
        ),
      ),
      { maxLength: 4 },
    );
    const headers = fc.dictionary(
      fc.constantFrom(
        'range',
        'content-range',
        'if-match',
        'if-range',
        'x-source-object',
        'destination',
        'x-object-bytes',
        'content-type',
        'x-object-sharing',
        'x-object-public',
        'x-source-version',
        'x-container-policy-quota',
        'accept',
      ),
      fc.constantFrom(
        '',
        '*',
        'bytes */*',
        'bytes=0-0,1-',
        'bytes 0-4/*',
        '/c/src',
        'application/octet-stream',
        '-1',
        '1',
        'read=*',
        'true',
        'text/xml',
        '%e2%98%83',
      ),
      { maxKeys: 4 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...methods),
        fc.constantFrom('', '/c', '/c/src', '/c/none', '/none/x'),
        query,
        headers,
        fc.constantFrom('', 'body'),
        async (method, path, pairs, sent, body) => {
          const search =
            pairs.length === 0
              ? ''
              : `?${new URLSearchParams(pairs.map(([key, value]) => [key, value.toWellFormed()])).toString()}`;
          const reply = await alice(method, path + search, { headers: sent, body });
          assert.ok(
            reply.status < 500,
            `${method} ${path}${search} ${JSON.stringify(sent)} gave ${reply.status}`,
          );
          if (path === '/c' && method === 'DELETE') await alice('PUT', '/c');
          if (path !== '/c/none') await alice('PUT', '/c/src', { body: 'x' });
        },
      ),
      { numRuns: 400 },
    );
  });
});
