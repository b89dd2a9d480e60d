import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '#platform/settings';
import { gatewaySettings } from './settings.ts';

function read(given: Record<string, unknown>): ReturnType<typeof readSettings<typeof gatewaySettings>> {
  return readSettings(gatewaySettings, { given });
}

test('a trusted proxy that is no address or network is refused where settings are read', () => {
  for (const entry of [
    '10.0.0.0/33',
    '0.0.0.0/99',
    'proxy.example.org',
    '',
    '10.0.0.0/x',
    '::1/129',
    '10.0.0.0/8/8',
  ])
    assert.throws(
      () => read({ TRUSTED_PROXIES: [entry] }),
      /TRUSTED_PROXIES: '.*' is not an address or a network/,
    );
  const good = ['192.0.2.7', '10.0.0.0/8', '2001:db8::/32', '::1'];
  assert.deepEqual(read({ TRUSTED_PROXIES: good }).TRUSTED_PROXIES, good);
});

test('the address of a role that leads nowhere is refused where settings are read', () => {
  for (const entry of [
    'not a url',
    'ftp://host:1',
    'unix:relative',
    'http://host:1/path',
    'localhost:8080',
    '',
  ])
    assert.throws(
      () => read({ ROLE_ADDRESSES: { object: entry } }),
      /ROLE_ADDRESSES: '.*' is not the address of a role/,
      entry,
    );
  const good = { object: 'http://127.0.0.1:18180', compute: 'unix:/run/c.sock', identity: 'https://[::1]:1' };
  assert.deepEqual(read({ ROLE_ADDRESSES: good }).ROLE_ADDRESSES, good);
});
