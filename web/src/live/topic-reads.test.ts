import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryClient } from '@tanstack/react-query';
import { keys, readAgain } from '../api/keys.ts';
import { readsOf } from './topic-reads.ts';

/** The names of what is read again, out of all that a page holds. */
async function readAgainAfter(...topics: Parameters<typeof readsOf>[0]): Promise<string[]> {
  const client = new QueryClient();
  const held = {
    quotas: keys.quotas(),
    machine: keys.machine(7),
    groups: keys.groups('a'),
    sharers: keys.sharers('a'),
    containers: keys.containers('a'),
    'containers of another': keys.containers('b'),
    folder: keys.folder('a', 'c', '', { offset: 0 }),
    'versions of a file': keys.fileVersions('a', 'c', 'x'),
    'folder of another container': keys.folder('a', 'd', '', { offset: 0 }),
    'what a search found': keys.foundFiles('a', 'x', { container: 'd' }),
    'members of an image': keys.imageMembers('i'),
  };
  for (const queryKey of Object.values(held)) client.setQueryData(queryKey, 1);
  await readAgain(client, ...readsOf(topics));
  return Object.entries(held)
    .filter(([, queryKey]) => client.getQueryState(queryKey)?.isInvalidated)
    .map(([name]) => name);
}

test('what changed in a container is read again, with what depends on it, and nothing of another container', async () => {
  const object = { topic: 'object', account: 'a', container: 'c' };
  assert.deepEqual(await readAgainAfter(object, object), [
    'quotas',
    'containers',
    'folder',
    'versions of a file',
    'what a search found',
    'members of an image',
  ]);
  assert.equal(readsOf([object, object]).length, readsOf([object]).length);
});

test('groups are read again when the account changed, and what others share when that did', async () => {
  assert.deepEqual(await readAgainAfter({ topic: 'account', account: 'a' }), ['groups']);
  assert.deepEqual(await readAgainAfter({ topic: 'shared' }), [
    'sharers',
    'containers',
    'containers of another',
  ]);
});

test('a topic that this page does not know is passed over', () => {
  assert.deepEqual(readsOf([{ topic: 'volume' }, { topic: 'toString' }]), []);
});
