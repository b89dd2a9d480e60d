import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ALICE, type Caller, startObject, suiteEnd } from './kit/start-object.ts';

describe('conditions', () => {
  const end = suiteEnd();
  after(() => end.run());
  let alice: Caller;
  before(async () => {
    alice = (await startObject(end)).as('alice-token', ALICE);
    await alice('PUT', '/c');
  });
  const LONG_AGO = new Date(0).toUTCString();

  test('a deletion obeys its preconditions, and says what stands there', async () => {
    const { headers } = await alice('PUT', '/c/kept', { body: 'x' });
    const etag = headers['etag'] ?? '';
    for (const [name, value] of [
      ['if-match', '"old"'],
      ['if-match', `W/"${etag}"`],
      ['if-none-match', '*'],
      ['if-none-match', etag],
      ['if-unmodified-since', LONG_AGO],
    ] as const) {
      for (const query of ['', '?delimiter=/', '?until=99999999999']) {
        const reply = await alice('DELETE', `/c/kept${query}`, { headers: { [name]: value } });
        assert.deepEqual([reply.status, reply.headers['etag']], [412, etag], `${name}: ${value} ${query}`);
      }
    }
    const deleted = await alice('DELETE', '/c/kept', {
      headers: { 'if-match': `"${etag}"`, 'if-unmodified-since': LONG_AGO },
    });
    assert.equal(deleted.status, 204);
    assert.equal((await alice('DELETE', '/c/kept', { headers: { 'if-match': etag } })).status, 404);
  });

  test('a deletion of a container, of all in it, or of its history obeys its preconditions', async () => {
    await alice('PUT', '/kept');
    const changed = [
      { 'if-unmodified-since': LONG_AGO },
      { 'if-match': '"tag"' },
      { 'if-none-match': '*' },
    ] as Record<string, string>[];
    for (const headers of changed)
      for (const query of ['', '?delimiter=/', '?until=99999999999'])
        assert.equal((await alice('DELETE', `/kept${query}`, { headers })).status, 412, query);
    const { headers } = await alice('HEAD', '/kept');
    const since = { 'if-match': '*', 'if-unmodified-since': headers['last-modified'] ?? '' };
    assert.equal((await alice('DELETE', '/kept', { headers: since })).status, 204);
  });

  test('writes hold to If-Unmodified-Since', async () => {
    const headers = { 'if-unmodified-since': LONG_AGO };
    assert.equal(
      (await alice('PUT', '/c/w', { body: 'x', headers })).status,
      201,
      'nothing stands there yet',
    );
    for (const method of ['PUT', 'POST'])
      assert.equal((await alice(method, '/c/w', { body: 'y', headers })).status, 412, method);
    for (const method of ['COPY', 'MOVE']) {
      const reply = await alice(method, '/c/w', { headers: { ...headers, destination: '/c/other' } });
      assert.equal(reply.status, 412, method);
    }
    assert.equal((await alice('GET', '/c/w')).text, 'x');
  });

  test('after two writes in one second an old tag beside the date is not "not modified"', async () => {
    const first = await alice('PUT', '/c/twice', { body: '1' });
    await alice('PUT', '/c/twice', { body: '2' });
    const now = (await alice('HEAD', '/c/twice')).headers['last-modified'] ?? '';
    const headers = { 'if-none-match': first.headers['etag'] ?? '', 'if-modified-since': now };
    assert.equal((await alice('GET', '/c/twice', { headers })).status, 200);
  });

  test('refusals and "not modified" carry what a client needs to go on', async () => {
    const etag = (await alice('PUT', '/c/facts', { body: 'abc' })).headers['etag'] ?? '';
    const notModified = await alice('GET', '/c/facts', { headers: { 'if-none-match': etag } });
    assert.deepEqual(
      [notModified.status, notModified.headers['etag'], notModified.headers['accept-ranges']],
      [304, etag, 'bytes'],
    );
    const failed = await alice('GET', '/c/facts', { headers: { 'if-match': 'old' } });
    assert.deepEqual([failed.status, failed.headers['etag']], [412, etag]);
    const outside = await alice('GET', '/c/facts', { headers: { range: 'bytes=9-' } });
    assert.deepEqual(
      [outside.status, outside.headers['etag'], outside.headers['content-range']],
      [416, etag, 'bytes */3'],
    );
    const weak = await alice('GET', '/c/facts', {
      headers: { range: 'bytes=1-', 'if-range': `W/"${etag}"` },
    });
    assert.deepEqual([weak.status, weak.text], [200, 'abc']);
  });
});
