import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followedFolder, groupOf, holdersOf, peopleOf, withHolder, withoutHolder } from './sharing-rules.ts';

const SHARING = { read: ['u2', '*'], write: ['me:team', 'u1'] };

test('everybody stands first, then groups, then people; who is in both lists may edit', () => {
  assert.deepEqual(holdersOf({ read: [...SHARING.read, 'u1'], write: SHARING.write }), [
    { id: '*', right: 'view' },
    { id: 'me:team', right: 'edit' },
    { id: 'u1', right: 'edit' },
    { id: 'u2', right: 'view' },
  ]);
  assert.deepEqual(peopleOf(holdersOf(SHARING)), ['u1', 'u2']);
  assert.equal(groupOf('me:team'), 'team');
});

test('a holder has one right at a time', () => {
  assert.deepEqual(withHolder(SHARING, { id: 'u1', right: 'view' }), {
    read: ['u2', '*', 'u1'],
    write: ['me:team'],
  });
  assert.deepEqual(withoutHolder(SHARING, '*'), { read: ['u2'], write: ['me:team', 'u1'] });
});

test('the folder that a list comes from is read from the path', () => {
  assert.deepEqual(followedFolder('/acc/pithos/a/b'), { container: 'pithos', folder: 'a/b' });
  assert.deepEqual(followedFolder('acc/pithos/a'), { container: 'pithos', folder: 'a' });
  assert.equal(followedFolder(''), undefined);
});
