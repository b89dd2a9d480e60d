import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOf, folderOf, keyOf, madeOf, nameProblem, propertyProblem } from './image-rules.ts';

test('a name or property that the image service would refuse is told before it is sent', () => {
  assert.equal(nameProblem('Debian 13'), '');
  for (const name of ['', '  ', 'x'.repeat(257), 'two\nlines']) assert.notEqual(nameProblem(name), '', name);
  assert.deepEqual(propertyProblem('ROOT-PARTITION', '1'), {});
  assert.deepEqual(propertyProblem('Σύστημα', 'x'.repeat(256)), {});
  for (const key of ['', 'two words', 'a.b', 'x'.repeat(94)])
    assert.deepEqual(Object.keys(propertyProblem(key, '1')), ['key'], key);
  for (const value of ['', 'x'.repeat(257), 'two\nlines'])
    assert.deepEqual(Object.keys(propertyProblem('os', value)), ['value'], value);
  assert.equal(keyOf(' Root-Partition '), 'root_partition');
});

test('the file of an image is read from its location, whatever its name has in it', () => {
  const location = 'pithos://someone/my%20disks/a/b%2Fc%20%CE%B4.raw';
  assert.deepEqual(fileOf({ location }), { container: 'my disks', object: 'a/b/c δ.raw' });
  assert.equal(folderOf('a/b/c.raw'), 'a/b/');
  assert.equal(folderOf('c.raw'), '');
  for (const other of ['', 'pithos://someone/box', 'pithosmap://x/y/z', 'pithos://a/b/%'])
    assert.equal(fileOf({ location: other }), undefined, other);
});

test('an image is used by the machines that were made of it', () => {
  const machine = (id: number, image: string) => ({ id, image: { id: image, links: [] } });
  const machines = [machine(1, 'a'), machine(2, 'b'), machine(3, 'a')];
  assert.deepEqual(
    madeOf({ id: 'a' }, machines).map(({ id }) => id),
    [1, 3],
  );
});
