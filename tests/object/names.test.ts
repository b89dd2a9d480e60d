import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ALICE, type Client, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

describe('names of objects', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Client;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    await alice('PUT', '/c');
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
