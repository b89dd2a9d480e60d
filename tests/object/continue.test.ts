import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startCloud } from '#kit/cloud';

test('an upload that is going to be refused is refused before the client is told to send it', async (t) => {
  const cloud = await startCloud(t, { roles: ['identity', 'object', 'gateway'] });
  const alice = await cloud.user({ limits: { 'pithos.diskspace': 1_000_000 } });
  const bob = await cloud.user();
  const box = `/pithos/object-store/v1/${alice.uuid}/box`;
  await alice.put(box);
  await alice.put(`${box}/there`, 'x');
  const { hostname, port } = new URL(cloud.url);
  /** Sends the head of a request, and its body once it is asked for; gives the statuses in order. */
  const send = (
    method: string,
    path: string,
    token: string | undefined,
    { headers = {}, body = 'b'.repeat(200_000) }: { headers?: Record<string, string>; body?: string } = {},
  ) =>
    new Promise<number[]>((resolve, reject) => {
      const lines = Object.entries({
        host: `${hostname}:${port}`,
        expect: '100-continue',
        'content-length': String(body.length),
        connection: 'close',
        ...(token === undefined ? {} : { 'x-auth-token': token }),
        ...headers,
      }).map(([name, value]) => `${name}: ${value}\r\n`);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
      socket.on('data', (bytes) => {
        if (text === '' && bytes.toString('latin1').startsWith('HTTP/1.1 100')) socket.write(body);
        text += bytes.toString('latin1');
      });
      socket.on('error', reject);
      socket.on('close', () =>
        resolve([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))),
      );
    });
  const octets = { 'content-type': 'application/octet-stream' };
  const refused: [number, string, string, string | undefined, Parameters<typeof send>[3]?][] = [
    [401, 'PUT', `${box}/o`, undefined],
    [401, 'PUT', `${box}/o`, 'no-such-token'],
    [403, 'PUT', `${box}/o`, bob.token],
    [404, 'PUT', `${box}-none/o`, alice.token],
    [412, 'PUT', `${box}/there`, alice.token, { headers: { 'if-none-match': '*' } }],
    [412, 'PUT', `${box}/o`, alice.token, { headers: { 'if-match': '*' } }],
    [413, 'PUT', `${box}/o`, alice.token, { body: 'b'.repeat(1_000_001) }],
    [403, 'PUT', `${box}/o?hashmap`, bob.token],
    [404, 'PUT', `${box}-none/o?hashmap`, alice.token],
    [403, 'POST', `${box}?update`, bob.token, { headers: octets }],
    [404, 'POST', `${box}-none?update`, alice.token, { headers: octets }],
    [404, 'POST', `${box}/none`, alice.token, { headers: { ...octets, 'content-range': 'bytes */*' } }],
    [403, 'POST', `/pithos/object-store/v1/${alice.uuid}?bulk-delete`, bob.token],
  ];
  for (const [status, method, path, token, options] of refused)
    assert.deepEqual(await send(method, path, token, options), [status], `${method} ${path}`);
  assert.deepEqual(await send('PUT', `${box}/o`, alice.token), [100, 201]);
  assert.deepEqual(await send('PUT', `${box}/o`, alice.token, { body: 'small' }), [100, 201]);
  assert.equal((await alice.get(`${box}/o`)).text, 'small');
  assert.deepEqual(await send('POST', `${box}?update`, alice.token, { headers: octets }), [100, 202]);
});
