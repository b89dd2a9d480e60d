import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstanceRecord, NetworkRecord } from '../store/records.ts';
import { addressMap, cidrRange, takeAddress } from './addresses.ts';
import { JobFailure } from './failure.ts';

const network = {
  uuid: 'n',
  name: 'net-1',
  network: '10.0.0.0/29',
  gateway: '10.0.0.1',
  reserved: ['10.0.0.3'],
} as NetworkRecord;

function using(...ips: string[]): InstanceRecord[] {
  return [{ nics: ips.map((ip) => ({ network: 'n', ip })) } as InstanceRecord];
}

test('the map marks the ends, the gateway, reservations and machines', () => {
  assert.equal(addressMap(network, using('10.0.0.5')).map, 'XX.X.X.X');
  assert.deepEqual(addressMap(network, []).external, ['10.0.0.0', '10.0.0.1', '10.0.0.3', '10.0.0.7']);
});

test('the pool gives the lowest free address until none is left', () => {
  assert.equal(takeAddress(network, [], 'pool'), '10.0.0.2');
  assert.equal(takeAddress(network, using('10.0.0.2'), 'pool'), '10.0.0.4');
  assert.throws(
    () => takeAddress(network, using('10.0.0.2', '10.0.0.4', '10.0.0.5', '10.0.0.6'), 'pool'),
    JobFailure,
  );
});

test('an address that is taken or foreign is refused', () => {
  for (const ip of ['10.0.0.1', '10.0.0.3', '10.0.1.2', '9.255.255.255', '10.0.0.8']) {
    assert.throws(() => takeAddress(network, [], ip), { code: 'resource_not_unique' }, ip);
  }
});

test('a network that cannot be used is refused', () => {
  for (const cidr of ['10.0.0.0/8', '10.0.0.0/31', '10.0.0.256/24', 'x'])
    assert.throws(() => cidrRange(cidr), JobFailure, cidr);
});
