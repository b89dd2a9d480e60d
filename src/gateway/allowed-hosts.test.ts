import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedHosts, isLoopback } from './allowed-hosts.ts';

test('T-G6 the names of the cloud are answered, with any port, and no others', () => {
  const isAllowed = allowedHosts({
    baseUrl: 'https://Cloud.example.org',
    listenHost: '192.0.2.5',
    extra: ['[2001:db8::1]'],
  });
  for (const host of [
    'cloud.example.org',
    'cloud.example.org:443',
    'CLOUD.EXAMPLE.ORG.',
    'localhost:1',
    '192.0.2.5:80',
    '[2001:db8::1]:80',
    '[::1]',
  ]) {
    assert.ok(isAllowed(host), host);
  }
  for (const host of [
    '',
    'example.org',
    'evil.cloud.example.org',
    'cloud.example.org@evil',
    'cloud.example.org:80:80',
    '192.0.2.6',
    '[2001:db8::2]',
    'cloud.example.org/x',
  ]) {
    assert.ok(!isAllowed(host), host);
  }
});

test('loopback addresses are those that other machines cannot reach', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) assert.ok(isLoopback(host), host);
  for (const host of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
  ])
    assert.ok(!isLoopback(host), host);
});
