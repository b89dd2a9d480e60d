import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCloud, type TestCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';

const STORE = '/pithos/object-store/v1';

let cloud: TestCloud;
let ada: TestUser;
let eve: TestUser;
const ends: (() => unknown)[] = [];
const at = (user: TestUser, path: string): string => `${STORE}/${user.uuid}/${path}`;
const names = async (user: TestUser, container: string): Promise<string[]> =>
  (await user.get(at(user, container))).text.split('\n').filter((name) => name !== '');

before(async () => {
  cloud = await startCloud(
    { after: (end: () => unknown) => void ends.push(end) },
    { roles: ['identity', 'object', 'gateway'] },
  );
  [ada, eve] = [await cloud.user(), await cloud.user()];
  await ada.put(at(ada, 'box'));
  await eve.put(at(eve, 'box'));
});
after(async () => {
  for (const end of ends.reverse()) await end();
});

test('T-O9 copying a shared object with a delimiter takes nothing along that is not shared', async () => {
  await ada.put(at(ada, 'box/a'), 'shared', { 'x-object-sharing': `read=${eve.uuid}` });
  await ada.put(at(ada, 'box/a/secret'), 'private');
  await ada.put(at(ada, 'box/abc'), 'private');
  for (const delimiter of ['/', 'b']) {
    const reply = await eve.call('COPY', `${at(ada, 'box/a')}?delimiter=${delimiter}`, {
      headers: { destination: '/box/loot', 'destination-account': eve.uuid },
    });
    assert.ok([201, 403].includes(reply.status), String(reply.status));
    const put = await eve.put(`${at(eve, 'box/loot')}?delimiter=${delimiter}`, '', {
      'x-copy-from': '/box/a',
      'x-source-account': ada.uuid,
    });
    assert.ok([201, 403].includes(put.status), String(put.status));
    assert.deepEqual(
      (await names(eve, 'box')).filter((name) => name !== 'loot'),
      [],
    );
  }
});

test('T-O9 a directory shared for reading is copied with all in it, but for what is shared otherwise', async () => {
  await ada.put(at(ada, 'box/dir'), '', {
    'content-type': 'application/directory',
    'x-object-sharing': `read=${eve.uuid}`,
  });
  await ada.put(at(ada, 'box/dir/plain'), 'inherits');
  await ada.put(at(ada, 'box/dir/own'), 'somebody else only', { 'x-object-sharing': `read=${ada.uuid}` });
  await eve.call('COPY', `${at(ada, 'box/dir')}?delimiter=/`, {
    headers: { destination: '/box/tree', 'destination-account': eve.uuid },
  });
  assert.ok(!(await names(eve, 'box')).includes('tree/own'));
});

test('T-O10 a right to write one object is none to write beside it, by copy or by move', async () => {
  await ada.put(at(ada, 'box/mine'), 'ours', { 'x-object-sharing': `write=${eve.uuid}` });
  await ada.put(at(ada, 'box/mine/kept'), 'untouched');
  await eve.put(at(eve, 'box/src'), 'x');
  await eve.put(at(eve, 'box/src/kept'), 'overwritten');
  await eve.put(at(eve, 'box/src/new'), 'planted');
  for (const method of ['COPY', 'MOVE']) {
    await eve.call(method, `${at(eve, 'box/src')}?delimiter=/`, {
      headers: { destination: '/box/mine', 'destination-account': ada.uuid },
    });
    assert.equal((await ada.get(at(ada, 'box/mine/kept'))).text, 'untouched');
    assert.equal((await ada.get(at(ada, 'box/mine/new'))).status, 404);
  }
});

test('a conditional copy by PUT looks at the destination: If-None-Match: * means create only', async () => {
  await ada.put(at(ada, 'box/from'), 'data');
  const from = { 'x-copy-from': '/box/from' };
  const make = (name: string, headers: Record<string, string>) =>
    ada.put(at(ada, `box/${name}`), '', { ...from, ...headers });
  assert.equal((await make('fresh', { 'if-none-match': '*' })).status, 201);
  assert.equal((await make('fresh', { 'if-none-match': '*' })).status, 412);
  assert.equal((await make('absent', { 'if-match': '*' })).status, 412);
  assert.equal((await make('fresh', { 'if-match': '*' })).status, 201);
});
