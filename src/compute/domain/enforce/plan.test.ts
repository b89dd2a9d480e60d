import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Holdings, planOf, type Violation } from './plan.ts';

const size = { cpu: 2, ramMib: 1024, diskGib: 10 };
const server = (id: number, operstate: 'STARTED' | 'STOPPED' | 'ERROR', user = 'ann') => ({
  id,
  user,
  project: 'p',
  backend: 1,
  operstate,
  size,
  busy: false,
});
const over = (resource: string, usage: bigint, limit: bigint, more: Partial<Violation> = {}): Violation => ({
  user: 'ann',
  project: 'p',
  resource: `cyclades.${resource}`,
  strength: 'hard',
  usage,
  limit,
  ...more,
});
const holdings = (...servers: Holdings['servers'][number][]): Holdings => ({ servers, freeIps: [] });
const deeds = (violations: Violation[], have: Holdings, removesDisks = true) => {
  const { steps, unresolved } = planOf(violations, have, { removesDisks });
  return { steps: steps.map(({ action, id }) => `${action} ${id}`), unresolved: unresolved.length };
};

test('processors: the newest running servers are shut down, and no more than needed', () => {
  const have = holdings(
    server(1, 'STARTED'),
    server(2, 'STOPPED'),
    server(3, 'STARTED'),
    server(4, 'STARTED', 'bob'),
  );
  assert.deepEqual(deeds([over('cpu', 4n, 3n)], have), { steps: ['shutdown 3'], unresolved: 0 });
  assert.deepEqual(deeds([over('cpu', 4n, 0n)], have), {
    steps: ['shutdown 3', 'shutdown 1'],
    unresolved: 0,
  });
});

test('one in ERROR is charged for what it would use, and goes first where disks may be removed', () => {
  const have = holdings(server(1, 'STARTED'), server(2, 'ERROR'));
  assert.deepEqual(deeds([over('cpu', 4n, 2n)], have), { steps: ['remove 2'], unresolved: 0 });
  assert.deepEqual(deeds([over('cpu', 4n, 2n)], have, false), { steps: ['shutdown 1'], unresolved: 0 });
});

test('a count is enforced by removing, or softly by shutting down what runs, which leaves it as it is', () => {
  const have = holdings(server(1, 'STARTED'), server(2, 'STOPPED'));
  assert.deepEqual(deeds([over('vm', 2n, 1n)], have), { steps: ['remove 2'], unresolved: 0 });
  assert.deepEqual(deeds([over('vm', 2n, 1n)], have, false), { steps: [], unresolved: 1 });
  assert.deepEqual(deeds([over('vm', 2n, 1n, { strength: 'soft' })], have), {
    steps: ['shutdown 1'],
    unresolved: 1,
  });
});

test('what one violation frees is not taken again for the next', () => {
  const have = holdings(server(1, 'STARTED'), server(2, 'STARTED'));
  const both = [over('ram', 2n << 30n, 1n << 30n), over('cpu', 4n, 2n)];
  assert.deepEqual(deeds(both, have), { steps: ['shutdown 2'], unresolved: 0 });
});

test('a project over its limit gives what any of its members has; free addresses are released', () => {
  const servers = [server(1, 'STARTED'), server(5, 'STARTED', 'bob')];
  assert.deepEqual(deeds([over('cpu', 4n, 2n, { user: null })], holdings(...servers)).steps, ['shutdown 5']);
  const freeIps = [
    { id: 7, user: 'ann', project: 'p' },
    { id: 8, user: 'bob', project: 'p' },
  ];
  const ips = over('floating_ip', 3n, 1n);
  assert.deepEqual(deeds([ips], { servers: [], freeIps }), { steps: ['release 7'], unresolved: 1 });
});
