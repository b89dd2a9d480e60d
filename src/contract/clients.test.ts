import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientCall } from './client.ts';
import { ComputeClient } from './compute-client.ts';
import { ImageClient } from './image-client.ts';
import { parseReply } from './parse-reply.ts';

/** A client's calls, each answered with the next of the answers. */
function recorded(...answers: { status?: number; headers?: Record<string, string>; text?: string }[]) {
  const calls: ClientCall[] = [];
  const caller = (call: ClientCall) => {
    calls.push(call);
    return Promise.resolve({ status: 200, headers: {}, text: '', ...answers.shift() });
  };
  return { calls, caller };
}

test('an answer that is not what was agreed is refused, never taken for it', async () => {
  const { caller } = recorded({ text: '{"servers":[{"id":"one"}]}' }, { text: '{"flavors":{}}' });
  const compute = new ComputeClient(caller, parseReply);
  await assert.rejects(compute.briefServers(), /another document than agreed: briefServers, servers\.0/);
  await assert.rejects(compute.flavors(), /another document than agreed: flavors/);
});

test('nothing changed since then is an empty list', async () => {
  const { caller, calls } = recorded({ status: 304, headers: { date: 'then' } });
  const found = await new ComputeClient(caller, parseReply).servers('2026-11-24T10:00:00+00:00');
  assert.deepEqual(found, { servers: [], date: 'then' });
  assert.deepEqual(calls[0]?.query, { 'changes-since': '2026-11-24T10:00:00+00:00' });
});

test('an image travels in headers both ways: names and properties escaped, its place part by part', async () => {
  const { caller, calls } = recorded({
    headers: { 'x-image-meta-name': 'Gr%C3%BCn', 'x-image-meta-property-root-partition': '1', date: 'now' },
  });
  const place = { account: 'a', container: 'b c', object: 'd/ü.raw' };
  const change = { isPublic: true, sizeBytes: 5, properties: { ROOT_PARTITION: '1' } };
  const made = await new ImageClient(caller, parseReply).register('Grün', place, change);
  assert.deepEqual(calls[0]?.headers, {
    'x-image-meta-name': 'Gr%C3%BCn',
    'x-image-meta-location': 'pithos://a/b%20c/d/%C3%BC.raw',
    'x-image-meta-size': '5',
    'x-image-meta-is-public': 'true',
    'x-image-meta-property-ROOT-PARTITION': '1',
  });
  assert.deepEqual([...made.fields], [['name', 'Grün']]);
  assert.deepEqual([...made.properties], [['root_partition', '1']]);
});
