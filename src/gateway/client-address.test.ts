import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientFinder } from './client-address.ts';

const finder = clientFinder(['10.0.0.0/8', '2001:db8::/32']);

test('T-G1 a stranger cannot choose its address or claim TLS', () => {
  const headers = ['X-Forwarded-For', '203.0.113.9', 'X-Forwarded-Proto', 'https'];
  const found = finder.find({ address: '198.51.100.1', secure: false }, headers);
  assert.deepEqual(found, { address: '198.51.100.1', secure: false });
});

test('T-G1 proxies are walked from the right, over repeated headers, to the first address that is not one', () => {
  const headers = [
    'X-Forwarded-For',
    '203.0.113.9, 198.51.100.1',
    'x-forwarded-for',
    '10.1.1.1, 2001:db8::5',
    'X-Forwarded-Proto',
    'http, https',
  ];
  const found = finder.find({ address: '::ffff:10.0.0.1', secure: false }, headers);
  assert.deepEqual(found, { address: '198.51.100.1', secure: true });
});
