import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Network, Port } from '../../api/networks.ts';
import type { Server } from '../../api/servers.ts';
import { drawingOf, ROW } from './map-layout.ts';

test('thirty machines each have a line of their own, networks keep apart, and every connection is drawn', () => {
  const machines = Array.from({ length: 30 }, (_, id) => ({ id, name: `m${id}` }) as Server);
  const networks = ['a', 'b', 'c', 'empty'].map((id) => ({ id }) as Network);
  const ports = machines
    .slice(1)
    .map(({ id }) => ({ id: `p${id}`, device_id: String(id), network_id: networks[id % 3]!.id }) as Port);
  const { left, right, lines, height } = drawingOf(machines, networks, ports);
  assert.equal(new Set(left.map(({ y }) => y)).size, 30);
  assert.equal(left.at(-1)!.thing.id, 0, 'who is on none stands last');
  const places = right.map(({ y }) => y);
  assert.ok(places.every((y, at) => at === 0 || y - places[at - 1]! >= ROW));
  assert.equal(lines.length, 29);
  assert.ok(height >= 30 * ROW && Math.max(...places) <= height);
  assert.deepEqual(
    left.slice(0, 9).map(({ thing }) => thing.id % 3),
    Array(9).fill(0),
    'those of one network stand together',
  );
});
