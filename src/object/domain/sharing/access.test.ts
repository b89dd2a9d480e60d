import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Sharing } from '../../store/sharing.ts';
import { allowedAmong, grantOn, grantsAmong, namesAbove, requireRight } from './access.ts';

const bob = { user: 'bob' };
const at = (name: string) => ({ account: 'alice', container: 'c', name });
const container = { id: 1n, ...at(''), name: 'c' };

/** Rights on one container of Alice, kept in memory; Bob is in her group `devs`. */
function rules(entries: Record<string, Partial<Sharing>>, directories: readonly string[] = []) {
  const full = Object.entries(entries).map(([name, sharing]) => [name, { read: [], write: [], ...sharing }]);
  const all = new Map(full as [string, Sharing][]);
  return {
    containers: { find: async () => ({ id: 1n }) },
    sharing: {
      entries: async (_account: string, _container: string, names: readonly string[]) =>
        new Map([...all].filter(([name]) => names.includes(name))),
      directoriesAmong: async (_id: bigint, names: readonly string[]) =>
        new Set(names.filter((name) => directories.includes(name))),
      holders: async (user: string) => ['*', user, 'alice:devs'],
    },
  } as unknown as Parameters<typeof grantOn>[0];
}

test('the directories above a name are looked at from the nearest to the farthest, with and without their slash', () => {
  assert.deepEqual(namesAbove('a/b/c'), ['a/b/', 'a/b', 'a/', 'a']);
  assert.deepEqual(namesAbove('a/'), ['a']);
  assert.deepEqual(namesAbove('/a'), ['/']);
  assert.deepEqual(namesAbove('a'), []);
});

test('an owner may do all, others what the entry gives them or their group; nobody else anything', async () => {
  const store = rules({ o: { write: ['alice:devs'] }, p: { read: ['bob'] }, q: { read: ['carol'] } });
  const rightOn = async (name: string, user = 'bob') => (await grantOn(store, { user }, at(name)))?.right;
  assert.equal(await rightOn('q', 'alice'), 'owner');
  assert.deepEqual([await rightOn('o'), await rightOn('p')], ['write', 'read']);
  assert.deepEqual([await rightOn('q'), await rightOn('none')], [undefined, undefined]);
});

test('only the nearest entry counts, and only a directory object hands its own on', async () => {
  const entries = { 'a/b': { read: ['carol'] }, a: { read: ['bob'] } };
  const grant = async (directories: string[], name = 'a/b/c') =>
    (await grantOn(rules(entries, directories), bob, at(name)))?.from;
  assert.equal(await grant(['a']), 'a');
  assert.equal(await grant(['a', 'a/b']), undefined, 'the nearer one gives Bob nothing');
  assert.equal(await grant([]), undefined);
  assert.equal(await grant(['a'], 'ab/c'), undefined);
});

test('who may write may read, who may read may not write, and neither is the owner', async () => {
  const store = rules({ w: { write: ['bob'] }, r: { read: ['bob'] } });
  const refused = { code: 'forbidden' };
  assert.equal((await requireRight(store, bob, at('w'), 'read')).right, 'write');
  await assert.rejects(requireRight(store, bob, at('w'), 'owner'), refused);
  await assert.rejects(requireRight(store, bob, at('r'), 'write'), refused);
  await assert.rejects(requireRight(store, bob, at('none'), 'read'), refused);
  assert.deepEqual(await allowedAmong(store, bob, container, ['w', 'r', 'x'], 'write'), new Set(['w']));
  assert.deepEqual(await allowedAmong(store, bob, container, ['w', 'r', 'x'], 'read'), new Set(['w', 'r']));
});

test('T-O15 rights on many names at once are those on each of them', async () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 5 });
  const entry = fc.record({ name, holder: fc.constantFrom('bob', '*', 'carol'), write: fc.boolean() });
  const names = fc.uniqueArray(name, { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 4 }), names, names, async (entries, directories, asked) => {
      const shared = entries.map((row) => [row.name, { [row.write ? 'write' : 'read']: [row.holder] }]);
      const store = rules(Object.fromEntries(shared) as Record<string, Partial<Sharing>>, directories);
      const together = await grantsAmong(store, bob, container, asked);
      for (const one of asked) assert.deepEqual(together.get(one), await grantOn(store, bob, at(one)), one);
    }),
    { numRuns: 300 },
  );
});
