import assert from 'node:assert/strict';
import { test } from 'node:test';
import { is } from '../../errors.ts';
import { ipv6Number, ipv6Text } from './ipv6.ts';
import { rangesOf, type WantedRanges } from './ranges.ts';

const ranges = (wanted: Partial<WantedRanges>) =>
  rangesOf({ version: 4, cidr: '192.168.2.0/28', ...wanted }, { largest: 22 });
const refused = (code: Parameters<typeof is>[1], wanted: Partial<WantedRanges>) =>
  assert.throws(
    () => ranges(wanted),
    (error) => is(error, code),
    `${JSON.stringify(wanted)} is ${code}`,
  );

test('what is given out is everything but the network, its broadcast and its gateway', () => {
  assert.deepEqual(ranges({}), {
    cidr: '192.168.2.0/28',
    gateway: '192.168.2.1',
    base: '192.168.2.0',
    pools: [{ offset: 2, size: 13 }],
  });
  assert.deepEqual(ranges({ gateway: '192.168.2.5' }).pools, [
    { offset: 1, size: 4 },
    { offset: 6, size: 9 },
  ]);
  assert.deepEqual(ranges({ gateway: '192.168.2.14' }).pools, [{ offset: 1, size: 13 }]);
  assert.deepEqual(ranges({ gateway: null }), {
    ...ranges({}),
    gateway: null,
    pools: [{ offset: 1, size: 14 }],
  });
  assert.deepEqual(ranges({ pools: [] }).pools, []);
  const pools = [
    { start: '192.168.2.9', end: '192.168.2.14' },
    { start: '192.168.2.2', end: '192.168.2.2' },
  ];
  assert.deepEqual(ranges({ pools }).pools, [
    { offset: 2, size: 1 },
    { offset: 9, size: 6 },
  ]);
});

test('an IPv6 subnet is one /64 without ranges, and is written as everybody writes it', () => {
  assert.deepEqual(ranges({ version: 6, cidr: '2001:DB8:0:0:0::/64' }), {
    cidr: '2001:db8::/64',
    gateway: '2001:db8::1',
    base: '2001:db8::',
    pools: [],
  });
  for (const text of ['::', '::1', '2001:db8::1:0:0:1', '1:0:2:0:3:0:4:0', 'fd00::a:0:0:0', '1::'])
    assert.equal(ipv6Text(ipv6Number(text)!), text);
  assert.equal(ipv6Text(ipv6Number('::ffff:10.0.0.1')!), '::ffff:a00:1');
});

test('subnets that no network could have are refused', () => {
  for (const cidr of ['', 'x', '10.0.0.0', '10.0.0/24', '10.0.0.0/33', '010.0.0.0/24', '256.0.0.0/24'])
    refused('bad_cidr', { cidr });
  for (const cidr of ['10.0.0.0/21', '10.0.0.0/30', '10.0.0.0/0', '10.0.0.0/32'])
    refused('cidr_size', { cidr });
  refused('cidr_host_bits', { cidr: '10.0.0.1/24' });
  for (const cidr of ['0.0.0.0/24', '127.0.0.0/24', '169.254.0.0/24', '224.0.0.0/24', '255.255.255.0/24'])
    refused('cidr_special', { cidr });
  for (const gateway of ['192.168.2.0', '192.168.2.15', '192.168.3.1', '10.0.0.1'])
    refused('gateway_outside', { gateway });
  for (const gateway of ['', 'fd00::1', '192.168.2']) refused('bad_gateway', { gateway });
  const pool = (start: string, end: string) => ({ pools: [{ start, end }] });
  refused('bad_address', pool('192.168.2.x', '192.168.2.4'));
  refused('pool_inverted', pool('192.168.2.4', '192.168.2.3'));
  refused('pool_outside', pool('192.168.2.4', '192.168.2.15'));
  refused('pool_outside', pool('192.168.2.0', '192.168.2.4'));
  refused('pool_holds_gateway', pool('192.168.2.1', '192.168.2.4'));
  const twice = { start: '192.168.2.3', end: '192.168.2.4' };
  refused('pools_overlap', { pools: [twice, twice] });
});

test('odd IPv6 prefixes are refused', () => {
  for (const cidr of ['fd00::/63', 'fd00::/65', 'fd00::/128', 'fd00::/0', 'fd00::/064'])
    refused('ipv6_size', { version: 6, cidr });
  for (const cidr of ['fd00::', 'fd00:/64', '10.0.0.0/64', 'fd00::%eth0/64', 'fd00::g/64'])
    refused('bad_cidr', { version: 6, cidr });
  refused('cidr_host_bits', { version: 6, cidr: 'fd00::1/64' });
  for (const cidr of ['ff02::/64', 'fe80::/64', '::/64', '::ffff:0:0:0:0/64'])
    refused('cidr_special', { version: 6, cidr });
  refused('gateway_outside', { version: 6, cidr: 'fd00::/64', gateway: 'fd00:0:0:1::1' });
  refused('bad_gateway', { version: 6, cidr: 'fd00::/64', gateway: '10.0.0.1' });
  refused('pool_of_ipv6', { version: 6, cidr: 'fd00::/64', pools: [{ start: 'fd00::2', end: 'fd00::3' }] });
});
