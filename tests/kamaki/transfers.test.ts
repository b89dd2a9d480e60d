import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test, { after, before } from 'node:test';
import { httpTransport } from '#contract/transport';
import type { Transport, TransportReply, TransportRequest } from '#contract/transport';
import { Cloud, download, Refusal, CommandError, upload } from '#kamaki/index';
import type { ObjectStoreClient } from '#kamaki/index';
import { startCloud } from '#kit/cloud';
import type { TestCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';
import { newFolder } from './running-cloud.ts';
import type { Ends } from './running-cloud.ts';

const BLOCK = 4 * 1024 * 1024;
const silent = { add: () => undefined, stop: () => undefined };
const { signal } = new AbortController();
const cleanups: (() => unknown)[] = [];
const atEnd: Ends = { after: (work) => void cleanups.push(work) };
let cloud: TestCloud;
let ann: TestUser;
let folder: string;
let content: Buffer;

before(async () => {
  cloud = await startCloud(atEnd, { roles: ['gateway', 'identity', 'object'] });
  ann = await cloud.user();
  folder = await newFolder(atEnd);
  content = randomBytes(3 * BLOCK + 1000);
  await writeFile(join(folder, 'source'), content);
  const store = await storeOver((reply) => reply);
  await store.createContainer('work');
  await send(store, 'source', 'good');
});

after(async () => {
  for (const work of cleanups.toReversed()) await work();
});

/** What a bad network does to the answer of a request. */
type Harm = (reply: TransportReply, request: TransportRequest) => TransportReply | Promise<TransportReply>;

/** The real object store, over a network that does harm. */
function storeOver(harm: Harm): Promise<ObjectStoreClient> {
  const transportTo = (origin: string): Transport => {
    const send = httpTransport(origin);
    return async (request) => harm(await send(request), request);
  };
  const settings = {
    name: 'test',
    url: cloud.url,
    token: ann.token,
    urlOption: '',
    tokenOption: '',
    addresses: {},
    container: 'pithos',
    account: undefined,
  };
  return new Cloud(settings, { transportTo, signal }).objects();
}

async function send(
  store: ObjectStoreClient,
  name: string,
  path: string,
  stage: (title: string) => void = () => undefined,
): Promise<void> {
  const file = await open(join(folder, name), 'r');
  try {
    await upload({
      store,
      container: 'work',
      path,
      file,
      size: (await file.stat()).size,
      localName: name,
      write: { type: 'application/octet-stream' },
      threads: 2,
      signal,
      progress: (title) => {
        stage(title);
        return silent;
      },
    });
  } finally {
    await file.close();
  }
}

async function fetchInto(store: ObjectStoreClient, name: string): Promise<void> {
  await download({
    store,
    container: 'work',
    path: 'good',
    target: join(folder, name),
    resume: false,
    threads: 2,
    signal,
    progress: () => silent,
  });
}

const isRange = ({ headers }: TransportRequest): boolean => headers?.['range'] !== undefined;
const isBlock = ({ method, path }: TransportRequest): boolean => method === 'POST' && path.includes('update');

async function flipped(reply: TransportReply): Promise<TransportReply> {
  const bytes = Buffer.concat(await reply.body.toArray());
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  return { ...reply, body: Readable.from([bytes]) };
}

/** Half of the answer, then the connection is gone. */
async function cut(reply: TransportReply): Promise<TransportReply> {
  const bytes = Buffer.concat(await reply.body.toArray());
  const body = Readable.from(
    (function* () {
      yield bytes.subarray(0, bytes.length / 2);
      throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
    })(),
  );
  return { ...reply, body };
}

test('a byte flipped on the way is noticed and the block fetched again', async () => {
  let harms = 1;
  const store = await storeOver((reply, request) =>
    isRange(request) && harms-- > 0 ? flipped(reply) : reply,
  );
  await fetchInto(store, 'flipped-once');
  assert.ok(content.equals(await readFile(join(folder, 'flipped-once'))));
});

test('blocks that always arrive damaged end the download and leave no file of that name', async () => {
  const store = await storeOver((reply, request) => (isRange(request) ? flipped(reply) : reply));
  await assert.rejects(fetchInto(store, 'flipped'), /arrives damaged/);
  assert.ok(!(await readdir(folder)).includes('flipped'));
});

test('connections that break in the middle are tried again, up and down', async () => {
  let harms = 2;
  const down = await storeOver((reply, request) => (isRange(request) && harms-- > 0 ? cut(reply) : reply));
  await fetchInto(down, 'cut');
  assert.ok(content.equals(await readFile(join(folder, 'cut'))));
  await writeFile(join(folder, 'other'), randomBytes(2 * BLOCK));
  harms = 2;
  const up = await storeOver((reply, request) => (isBlock(request) && harms-- > 0 ? cut(reply) : reply));
  await send(up, 'other', 'other');
  assert.equal((await up.object('work', 'other')).bytes, 2 * BLOCK);
});

test('a file that changes while it goes up is refused and nothing is stored', async () => {
  await writeFile(join(folder, 'moving'), randomBytes(BLOCK));
  const store = await storeOver((reply) => reply);
  const change = (title: string): void => {
    if (title === 'Uploading') writeFileSync(join(folder, 'moving'), randomBytes(BLOCK));
  };
  await assert.rejects(
    send(store, 'moving', 'moving', change),
    (error) => error instanceof CommandError && /changed while/.test(error.message),
  );
  assert.equal(await store.findObject('work', 'moving'), undefined);
});

test('a block of the wrong name is never put into a file', async () => {
  await writeFile(join(folder, 'named'), randomBytes(100));
  const store = await storeOver(async (reply, request) => {
    if (!isBlock(request)) return reply;
    await reply.body.toArray();
    return { ...reply, body: Readable.from([Buffer.from(`["${'0'.repeat(64)}"]`)]) };
  });
  await assert.rejects(send(store, 'named', 'named'), /damaged on its way/);
  assert.equal(await store.findObject('work', 'named'), undefined);
});

test('a refusal is not tried again', async () => {
  let asked = 0;
  const store = await storeOver((reply, { method }) => {
    if (method === 'PUT') asked += 1;
    return reply;
  });
  await writeFile(join(folder, 'small'), 'x');
  const file = await open(join(folder, 'small'), 'r');
  const write = { type: 'text/plain', overwrite: false };
  const job = {
    store,
    container: 'work',
    path: 'good',
    file,
    size: 1,
    localName: 'small',
    write,
    threads: 1,
    signal,
    progress: () => silent,
  };
  await assert.rejects(upload(job), (error) => error instanceof Refusal && error.status === 412);
  await file.close();
  assert.equal(asked, 1);
});
