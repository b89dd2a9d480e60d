import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstanceConfig, PersonalityFile } from '#contract/instance-config';
import { configDriveFiles, hostnameOf, identityDriveFiles } from './documents.ts';

const identity = { instanceId: '53796e6e', hostname: 'web' };
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ me@here';
const HASH = `$6$salt$${'a'.repeat(86)}`;

function config(changes: Partial<InstanceConfig> = {}): InstanceConfig {
  return {
    hostname: 'web',
    adminPasswordHash: HASH,
    users: ['root'],
    authorizedKeys: [KEY],
    personality: [],
    image: { id: 'null', format: 'diskdump', properties: {} },
    ...changes,
  };
}

function file(changes: Partial<PersonalityFile> = {}): PersonalityFile {
  return { path: '/etc/motd', owner: 'root', group: 'root', mode: 0o440, contents: 'aGk=', ...changes };
}

function text(files: { path: string; content: Uint8Array }[], path: string): string {
  return Buffer.from(files.find((candidate) => candidate.path === path)?.content ?? []).toString('utf8');
}

test('T-C12 the documents are JSON of one serialiser, whatever the values hold', () => {
  const name = 'x\n- evil: "yes"\n#cloud-config';
  const files = configDriveFiles(
    { ...identity, hostname: hostnameOf(name, 'machine') },
    config({ users: [name] }),
  );
  const vendor = text(files, 'vendor-data');
  assert.equal(vendor.split('\n').length, 3);
  const document = JSON.parse(vendor.slice(vendor.indexOf('\n'))) as { chpasswd: { users: unknown[] } };
  assert.deepEqual(document.chpasswd.users, [{ name, password: HASH, type: 'hash' }]);
  assert.equal(
    (JSON.parse(text(files, 'meta-data')) as Record<string, unknown>)['local-hostname'],
    'x-evil-yes-cloud-config',
  );
});

test('T-C12 keys with options, unknown types or several lines are refused', () => {
  for (const key of [
    `command="rm -rf /" ${KEY}`,
    `${KEY}\nssh-ed25519 AAAA other`,
    'ssh-dss AAAAB3 old',
    'ssh-ed25519 not*base64',
    '',
  ]) {
    assert.throws(() => configDriveFiles(identity, config({ authorizedKeys: [key] })), RangeError, key);
  }
});

test('T-C12 a password that is not a SHA-512-crypt hash is refused', () => {
  for (const hash of ['secret', '$1$salt$abc', `${HASH}\nroot2:x`]) {
    assert.throws(() => configDriveFiles(identity, config({ adminPasswordHash: hash })), RangeError);
  }
});

test('T-C7 files with relative paths, dot segments or control characters are refused', () => {
  for (const path of ['etc/x', '/../etc/cron.d/x', '/a/./b', '/a//b', '/a\n/b', '/a\0b', '/']) {
    assert.throws(
      () => configDriveFiles(identity, config({ personality: [file({ path })] })),
      RangeError,
      path,
    );
  }
  for (const owner of ['root:0;x', '-R', '']) {
    assert.throws(
      () => configDriveFiles(identity, config({ personality: [file({ owner })] })),
      RangeError,
      owner,
    );
  }
});

test('files, keys and password stand on the first drive, and on no later one', () => {
  const files = configDriveFiles(
    identity,
    config({ personality: [file()], userData: Buffer.from('#!/bin/sh\n').toString('base64') }),
  );
  assert.equal(text(files, 'user-data'), '#!/bin/sh\n');
  assert.equal(text(files, 'synnefo/authorized-keys'), `${KEY}\n`);
  assert.equal(text(files, 'synnefo/files/0/mode'), '0440');
  assert.equal(text(files, 'synnefo/files/0/content'), 'hi');
  const later = identityDriveFiles(identity)
    .map(({ content }) => Buffer.from(content).toString('utf8'))
    .join('');
  assert.ok(!later.includes(HASH) && !later.includes('ssh-ed25519') && later.includes('53796e6e'));
});

test('a host name is made of any name', () => {
  assert.equal(hostnameOf('My Server #1', 'machine'), 'my-server-1');
  assert.equal(hostnameOf('Ünïcode', 'machine'), 'u-ni-code');
  assert.equal(hostnameOf('日本', 'machine'), 'machine');
  assert.equal(hostnameOf('a'.repeat(100), 'machine').length, 63);
});
