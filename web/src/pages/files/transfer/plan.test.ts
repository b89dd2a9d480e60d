import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '../../../api/files.ts';
import { canGoOver, goesIntoItself, renaming, transfersInto, undoOf, type Outcome } from './plan.ts';

const file = (name: string): Entry => ({ name, folder: false, bytes: 1, type: '', changed: '', hash: '' });
const folder = (name: string): Entry => ({ ...file(name), folder: true });
const done = (name: string, over = false): Outcome => ({ kind: 'done', at: { container: 'b', name }, over });

test('what is moved to where it is stays, a copy there has a name of its own', () => {
  const here = { container: 'a', folder: 'x/' };
  assert.deepEqual(transfersInto('move', [file('x/n.txt')], 'a', here), []);
  const [copy] = transfersInto('copy', [file('x/n.txt')], 'a', here);
  assert.equal(copy?.to.name, 'x/n (2).txt');
  const [moved] = transfersInto('move', [folder('x/old')], 'a', { container: 'b', folder: '' });
  assert.deepEqual(moved?.to, { container: 'b', name: 'old' });
});

test("what is copied from somebody else is never the thing of the same name of one's own", () => {
  const at = { container: 'c', folder: 'x/' };
  const copies = transfersInto('copy', [file('x/n.txt'), folder('x')], 'c', at, 'eve');
  assert.deepEqual(
    copies.map(({ from, to }) => [from.account, to.name]),
    [
      ['eve', 'x/n.txt'],
      ['eve', 'x/x'],
    ],
  );
  assert.equal(copies.some(goesIntoItself), false);
});

test('a folder cannot go into itself, its neighbour of a longer name is no part of it', () => {
  const into = (to: string) =>
    transfersInto('move', [folder('x/a')], 'c', { container: 'c', folder: to }).some(goesIntoItself);
  assert.equal(into('x/a/'), true);
  assert.equal(into('x/a/deep/'), true);
  assert.equal(into('x/ab/'), false);
  assert.equal(into(''), false);
});

test('only like goes over like', () => {
  assert.equal(canGoOver(renaming('c', file('a'), 'b'), 'file'), true);
  assert.equal(canGoOver(renaming('c', folder('a'), 'b'), 'folder'), true);
  assert.equal(canGoOver(renaming('c', file('a'), 'b'), 'folder'), false);
});

test('what was moved to a free name can be taken back, last first; what went onto something cannot', () => {
  const [one, two, three] = transfersInto('move', [file('1'), file('2'), file('3')], 'a', {
    container: 'b',
    folder: 'z/',
  });
  assert.ok(one && two && three);
  const undo = undoOf([
    { transfer: one, outcome: done('z/1') },
    { transfer: two, outcome: done('z/2', true) },
    { transfer: three, outcome: done('z/3 (2)') },
    { transfer: { ...one, verb: 'copy' }, outcome: done('z/1') },
    { transfer: one, outcome: { kind: 'failed', reason: '', unanswered: false } },
  ]);
  assert.deepEqual(
    undo.map(({ from, to }) => [from.name, to.container, to.name]),
    [
      ['z/3 (2)', 'a', '3'],
      ['z/1', 'a', '1'],
    ],
  );
});
