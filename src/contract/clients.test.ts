import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClientCall, isAnswerTo } from './client.ts';
import { ComputeClient } from './compute-client.ts';
import { ImageClient } from './image-client.ts';
import { ObjectClient } from './object-client.ts';
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

test('names of objects are encoded part by part, in addresses and in headers', async () => {
  const { caller, calls } = recorded({ status: 201 }, {});
  const store = new ObjectClient('ada', caller, parseReply);
  await store.moveObject({ container: 'b c', name: 'd/ü?' }, 'x', 'y/100%', {
    below: true,
    overwrite: false,
  });
  assert.equal(calls[0]?.path, '/ada/x/y/100%25');
  assert.deepEqual(calls[0]?.query, { delimiter: '/', ignore_content_type: '' });
  assert.deepEqual(calls[0]?.headers, {
    'x-move-from': '/b%20c/d/%C3%BC%3F',
    'x-source-account': 'ada',
    'if-none-match': '*',
  });
  await assert.rejects(store.object('x', 'half \ud800'), /is not valid Unicode/);
});

test('a list is read to its end, page after page, and no further than it was wanted', async () => {
  const rows = (...names: string[]) => ({ text: JSON.stringify(names.map((subdir) => ({ subdir }))) });
  const { caller, calls } = recorded(rows('a', 'b'), rows('c'), rows('a', 'b'), { status: 204 });
  const store = new ObjectClient('ada', caller, parseReply);
  assert.deepEqual(await store.objectsPage('x', { limit: 2 }), {
    rows: [{ subdir: 'a' }, { subdir: 'b' }],
    next: 'b',
  });
  assert.deepEqual((await store.objectsPage('x', { limit: 2, marker: 'b' })).next, undefined);
  assert.equal((await store.objects('x', { limit: 2 })).length, 2);
  assert.deepEqual(await store.objects('x', { shared: true }), []);
  assert.deepEqual(
    calls.map(({ query }) => [query?.['marker'], query?.['limit'], query?.['shared']]),
    [
      [undefined, '2', undefined],
      ['b', '2', undefined],
      [undefined, '2', undefined],
      [undefined, '10000', ''],
    ],
  );
});

test('what headers say of an object is read as it was written', async () => {
  const { caller, calls } = recorded(
    { status: 202 },
    {
      headers: {
        'content-length': '5',
        'content-type': 'application/directory; charset=UTF-8',
        'x-object-sharing': 'read=ada:Gr%C3%BCn,bob; write=eve',
        'x-object-meta-%C3%BC': '50%25',
      },
    },
    { status: 404 },
  );
  const store = new ObjectClient('ada', caller, parseReply);
  const sharing = { read: ['ada:Grün', 'bob'], write: [] };
  await store.changeObject('x', 'y', { sharing, metadata: { ü: '50%', gone: '' } });
  assert.deepEqual(calls[0]?.headers, {
    'x-object-meta-%C3%BC': '50%25',
    'x-object-meta-gone': '',
    'x-object-sharing': 'read=ada%3AGr%C3%BCn,bob',
  });
  const { bytes, isFolder, sharing: now, metadata } = await store.object('x', 'y');
  assert.deepEqual([bytes, isFolder], [5, true]);
  assert.deepEqual(now, { read: ['ada:Grün', 'bob'], write: ['eve'] });
  assert.deepEqual(metadata, { ü: '50%' });
  assert.equal(await store.findObject('x', 'z'), undefined);
});

test('blocks that are missing are an answer, another conflict is none', async () => {
  const missing = { status: 409, text: '["a"]', headers: { 'x-fault-code': 'blocks_missing' } };
  const { caller, calls } = recorded(missing, { status: 201 });
  const store = new ObjectClient('ada', caller, parseReply);
  const put = () => store.putBlocks('x', 'y', { bytes: 1, hashes: ['a'] }, { type: 'text/plain' });
  assert.deepEqual(await put(), ['a']);
  assert.deepEqual(await put(), []);
  const [call] = calls;
  assert.ok(call !== undefined && isAnswerTo(call, missing));
  assert.ok(!isAnswerTo(call, { status: 409, headers: { 'x-fault-code': 'changed_meanwhile' } }));
});
