import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Secret } from '#platform/secret';
import { readSettings } from '#platform/settings';
import { assembly } from './assembly.ts';
import type { cloudSettings } from './settings.ts';

function read(given: Record<string, unknown>): ReturnType<typeof readSettings<typeof cloudSettings>> {
  return readSettings(assembly.ownSettings as typeof cloudSettings, { given });
}

test('the base address is http or https and a host, and is kept without a final slash', () => {
  for (const text of [
    'not a url',
    'ftp://cloud.example.org',
    'cloud.example.org',
    'https://',
    'https://a.org/cloud',
    'https://u:p@a.org',
    'https://a.org/?x',
    '',
  ])
    assert.throws(() => read({ BASE_URL: text }), /BASE_URL: '.*' is not the address of a cloud/, text);
  assert.equal(read({ BASE_URL: 'https://cloud.example.org/' }).BASE_URL, 'https://cloud.example.org');
  assert.equal(read({ BASE_URL: 'http://[::1]:8080' }).BASE_URL, 'http://[::1]:8080');
  assert.equal(read({}).BASE_URL, undefined);
});

test('an address of a database or broker that is none is refused without being shown', () => {
  for (const name of [
    'ASTAKOS_DATABASE_URL',
    'PITHOS_DATABASE_URL',
    'CYCLADES_DATABASE_URL',
    'QUEUE_DATABASE_URL',
  ])
    for (const text of ['pass word', 'http://user:hidden@host/db', ''])
      assert.throws(
        () => read({ [name]: text }),
        ({ message }: Error) =>
          message.includes(`${name}: it is not written as postgresql://`) && !message.includes('hidden'),
      );
  assert.throws(() => read({ AMQP_HOSTS: ['host:5672'] }), /AMQP_HOSTS: it is not written as amqp:/);
  const url = 'postgresql://user:p%40ss%2Fword@db.example.org:5432/astakos';
  const { ASTAKOS_DATABASE_URL: stored } = read({ ASTAKOS_DATABASE_URL: url }) as unknown as Record<
    string,
    Secret
  >;
  assert.equal(stored?.reveal(), url);
  assert.equal(read({ AMQP_HOSTS: ['amqps://u:p@host/vhost'] }).AMQP_HOSTS.length, 1);
});

test('a role that has no address, or is none, is refused by its name', () => {
  for (const name of ['objekt', 'dispatcher'])
    assert.throws(
      () => read({ ROLE_ADDRESSES: { [name]: 'unix:/run/o.sock' } }),
      new RegExp(
        `ROLE_ADDRESSES: '${name}' is no role that has an address: identity, object, vmhost, compute, console`,
      ),
    );
  assert.equal(read({ ROLE_ADDRESSES: { object: 'unix:/o.sock' } }).ROLE_ADDRESSES['object'], 'unix:/o.sock');
});
