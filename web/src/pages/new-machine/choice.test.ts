import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Flavor } from '../../api/flavors.ts';
import { namesOf, nearest, presetsOf, tooMuch } from './choice.ts';

const GIB = 2 ** 30;

function flavor(id: number, vcpus: number, gibibytes: number, disk: number): Flavor {
  return {
    id,
    name: `C${vcpus}R${gibibytes * 1024}D${disk}file`,
    links: [],
    ram: gibibytes * 1024,
    disk,
    vcpus,
    'SNF:disk_template': 'file',
    'SNF:volume_type': 1,
    'SNF:allow_create': true,
    'os-flavor-access:is_public': true,
    'SNF:flavor-access': [],
  };
}

const use = (name: string, used: number, total: number) => ({
  name,
  label: name,
  format: String,
  used,
  others: 0,
  total,
});

test('what does not fit the quota is told by how much', () => {
  const uses = [
    use('cyclades.cpu', 10, 12),
    use('cyclades.ram', 16 * GIB, 32 * GIB),
    use('cyclades.disk', 0, Infinity),
  ];
  assert.equal(tooMuch(flavor(1, 2, 16, 100), uses), '');
  assert.equal(tooMuch(flavor(1, 4, 32, 100), uses), '2 CPUs, 16 GiB memory too many');
  assert.equal(tooMuch(flavor(1, 1, 1, 1), uses, 3), '1 CPU too many');
});

test('four sizes stand for many, the smallest and the largest among them', () => {
  const many = Array.from({ length: 12 }, (_, at) => flavor(at, at + 1, at + 1, 10 * (at + 1)));
  const presets = presetsOf(many);
  assert.deepEqual(
    presets.map(({ title }) => title),
    ['Small', 'Medium', 'Large', 'Extra large'],
  );
  assert.deepEqual([presets[0]?.flavor.id, presets[3]?.flavor.id], [0, 11]);
});

test('a moved slider finds the size that has its value and is nearest in the rest', () => {
  const all = [flavor(1, 1, 1, 10), flavor(2, 4, 4, 40), flavor(3, 4, 16, 40)];
  assert.equal(nearest(all, { vcpus: 4, ram: 1024, disk: 10 }, 'vcpus')?.id, 2);
  assert.equal(nearest(all, { vcpus: 1, ram: 16 * 1024, disk: 10 }, 'ram')?.id, 3);
});

test('machines that are made at once are numbered past the names that are there', () => {
  assert.deepEqual(namesOf('web', 1, ['web']), ['web']);
  assert.deepEqual(namesOf('web', 3, ['web-2']), ['web-1', 'web-3', 'web-4']);
  assert.deepEqual(namesOf('debian-7', 2, []), ['debian-7', 'debian-8']);
});
