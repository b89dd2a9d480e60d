import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ALICE, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

describe('names of objects', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    await alice('PUT', '/c');
  });

  test('%2F is a slash of the name, in addresses and wherever a header names an object', async () => {
    assert.equal((await alice('PUT', '/c%2Fdir%2Fo', { body: 'x' })).status, 201);
    assert.equal((await alice('GET', '/c/dir/o')).text, 'x');
    assert.equal((await alice('HEAD', '/c%2F')).status, 204, 'a container, as with a slash at its end');
    for (const from of ['c%2Fdir%2Fo', '%2Fc%2Fdir/o', '/c/dir%2Fo'])
      assert.equal((await alice('PUT', '/c/copy', { headers: { 'x-copy-from': from } })).status, 201, from);
    assert.equal((await alice('COPY', '/c%2Fcopy', { headers: { destination: 'c%2Fdir%2Fp' } })).status, 201);
    assert.equal((await alice('GET', '/c?prefix=dir/')).text, 'dir/o\ndir/p\n');
    for (const path of ['/c/dir%2Fo', '/c/dir/p', '/c/copy'])
      assert.equal((await alice('DELETE', path)).status, 204);
  });

  test('whatever characters a name has, it is written, changed, copied, moved and deleted like any other', async () => {
    const names = [
      'line\nbreak',
      'tab\tand\u0001more\u007f\u0085',
      `${'n'.repeat(199)}😀 the emoji begins at unit 200`,
      `${'😀'.repeat(500)}`,
      'x'.repeat(1024),
    ];
    for (const name of names) {
      const path = `/c/${encodeURIComponent(name)}`;
      for (const body of ['small', 'l'.repeat(70_000)]) {
        const put = await alice('PUT', path, { body });
        assert.equal(put.status, 201, `${JSON.stringify(name.slice(0, 30))} ${put.text}`);
      }
      assert.equal(
        (await alice('POST', `${path}?update`, { headers: { 'x-object-sharing': 'read=x' } })).status,
        202,
      );
      const update = { 'content-type': 'application/octet-stream', 'content-range': 'bytes */*' };
      assert.equal((await alice('POST', `${path}?update`, { headers: update, body: 'more' })).status, 204);
      const destination = `/c/${encodeURIComponent(name.slice(0, 4))}`;
      for (const method of ['COPY', 'MOVE'])
        assert.equal((await alice(method, path, { headers: { destination } })).status, 201, method);
      assert.equal((await alice('DELETE', destination)).status, 204);
    }
    assert.equal((await alice('GET', '/c')).status, 204);
  });
});
