import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ALICE, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

describe('deleting a list of names', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    await alice('PUT', '/box');
    await alice('PUT', '/other');
  });
  const put = (path: string) => alice('PUT', path, { body: 'x', headers: { 'content-type': 'text/plain' } });
  const remove = async (names: string[], method: 'POST' | 'DELETE' = 'POST') => {
    const reply = await alice(method, '?bulk-delete', {
      body: names.join('\n'),
      headers: { 'content-type': 'text/plain', accept: 'application/json' },
    });
    assert.equal(reply.status, 200);
    return reply.json as Record<string, unknown>;
  };
  const left = async (container: string) => (await alice('GET', `/${container}`)).text;

  test('what is there is deleted, what is not is counted, in any container and encoding', async () => {
    for (const path of ['/box/a', '/box/b%20c/%E2%98%83', '/box/stays', '/other/d']) await put(path);
    const report = await remove([
      '/box/a',
      'box/b%20c/%E2%98%83',
      '/box/none',
      '/nowhere/x',
      '/other/d',
      '',
      '/other',
    ]);
    assert.deepEqual(report, {
      'Number Deleted': 4,
      'Number Not Found': 2,
      'Response Status': '200 OK',
      'Response Body': '',
      Errors: [],
    });
    assert.equal(await left('box'), 'stays\n');
    assert.equal((await alice('HEAD', '/other')).status, 404);
  });

  test('an empty list is refused, and a report is XML for who asks for it', async () => {
    for (const body of ['', '\n \n'])
      assert.equal((await alice('POST', '?bulk-delete', { body })).status, 400);
    await put('/box/deep/x');
    const reply = await alice('POST', '?bulk-delete', {
      body: 'box%2Fdeep%2Fx\n/box/%ff',
      headers: { accept: 'application/xml' },
    });
    assert.deepEqual([reply.status, reply.headers['content-type']], [200, 'application/xml; charset=UTF-8']);
    assert.match(reply.text, /<delete>\s+<number_deleted>1<\/number_deleted>/);
    assert.match(reply.text, /<errors>\s+<object>\s+<name>\/box\/%ff<\/name>\s+<status>400 /);
  });

  test('a name that cannot be deleted is reported and keeps no other', async () => {
    await put('/box/e');
    const report = await remove(['/box', '/box/e', '/box/%ff', `/${'x'.repeat(300)}/y`], 'DELETE');
    assert.equal(report['Number Deleted'], 1);
    assert.equal(report['Response Status'], '400 Bad Request');
    const errors = report['Errors'] as [string, string][];
    assert.deepEqual(
      errors.map(([name]) => name.slice(0, 10)),
      ['/box/%ff', '/xxxxxxxxx', '/box'],
    );
    assert.match(errors[2]?.[1] ?? '', /^409 Container is not empty/);
    assert.equal(await left('box'), 'stays\n');
  });

  test('text is answered to who does not ask for JSON', async () => {
    const reply = await alice('POST', '?bulk-delete', { body: '/box/none' });
    assert.equal(
      reply.text,
      'Number Deleted: 0\nNumber Not Found: 1\nResponse Body: \nResponse Status: 200 OK\nErrors:\n',
    );
  });

  test('T-O9 nobody deletes from the account of another', async () => {
    const bob = object.as('bob-token', ALICE);
    for (const method of ['POST', 'DELETE'] as const) {
      const reply = await bob(method, '?bulk-delete', { body: '/box/stays' });
      assert.equal(reply.status, 403);
    }
    assert.equal(await left('box'), 'stays\n');
  });

  test('a list beyond the limits is refused whole, and no verb of another store touches metadata', async () => {
    const many = await alice('POST', '?bulk-delete', { body: '/box/stays\n'.repeat(10_001) });
    assert.equal(many.status, 400);
    const long = await alice('POST', '?bulk-delete', { body: 'x'.repeat(5 * 1024 * 1024) });
    assert.equal(long.status, 413);
    await alice('POST', '', { headers: { 'x-account-meta-colour': 'red' } });
    assert.equal((await alice('POST', '?extract-archive=tar', { body: 'x' })).status, 400);
    assert.equal((await alice('HEAD', '')).headers['x-account-meta-colour'], 'red');
    const plain = await alice('DELETE', '');
    assert.deepEqual([plain.status, plain.headers['allow']], [405, 'GET,HEAD,POST']);
  });
});
