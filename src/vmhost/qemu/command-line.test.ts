import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forwardedPorts } from '../network/forwarding.ts';
import { userNetdev } from '../network/user-mode.ts';
import { qemuArguments } from './command-line.ts';

const spec = {
  uuid: '53796e6e-6566-4f00-8000-000000000001',
  incarnation: 'cafe0001',
  acceleration: 'tcg' as const,
  memoryMiB: 256,
  vcpus: 2,
  disks: [
    { file: 'disk-a.raw', readOnly: false, serial: 'a,file=/etc/passwd' },
    { file: 'config.iso', readOnly: true, serial: 'config' },
  ],
  medium: null,
  waits: false,
  nics: [{ id: 'a', mac: 'aa:00:00:00:00:01', netdev: userNetdev({ address: null, sshPort: 4022 }, false) }],
};

test('T-V1 a value with commas stays one JSON string', () => {
  const words = qemuArguments(spec);
  const hostile = words.filter((word) => word.includes('/etc/passwd'));
  assert.equal(hostile.length, 1);
  assert.equal((JSON.parse(hostile[0]!) as { serial: string }).serial, 'a,file=/etc/passwd');
});

test('T-C2 every disk names its format, and no argument lets QEMU guess', () => {
  const words = qemuArguments(spec);
  const nodes = words.flatMap((word, index) =>
    words[index - 1] === '-blockdev' ? [JSON.parse(word) as { driver: string }] : [],
  );
  assert.deepEqual(
    nodes.map(({ driver }) => driver),
    ['raw', 'raw'],
  );
  for (const guessing of ['-drive', '-hda', '-cdrom', '-fda', '-snapshot'])
    assert.ok(!words.includes(guessing));
});

test('T-V2 the sandbox denies everything and there is no device but virtio, the port that a panic is told on, and slots', () => {
  const words = qemuArguments(spec);
  assert.equal(
    words[words.indexOf('-sandbox') + 1],
    'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
  );
  assert.ok(words.includes('-nodefaults'));
  const devices = words.flatMap((word, index) =>
    words[index - 1] === '-device' ? [JSON.parse(word) as { driver: string }] : [],
  );
  const others = new Set(
    devices.map(({ driver }) => driver).filter((driver) => !driver.startsWith('virtio-')),
  );
  assert.deepEqual([...others], ['pvpanic', 'pcie-root-port']);
});

test('T-C2 a rescue medium is read as it is, is never written, and comes before the disks', () => {
  const words = qemuArguments({ ...spec, medium: 'rescue.iso' });
  const json = words.filter((word) => word.includes('medium')).map((word) => JSON.parse(word) as object);
  assert.deepEqual(json, [
    {
      driver: 'raw',
      'node-name': 'medium',
      'read-only': true,
      file: { driver: 'file', filename: 'rescue.iso', 'read-only': true, aio: 'threads', locking: 'on' },
    },
    { driver: 'scsi-cd', bus: 'discs.0', drive: 'medium', bootindex: 0 },
  ]);
});

test('T-V4 without a sandbox the network of a machine is closed, towards the host and beyond', () => {
  const network = {
    address: { ip: '10.1.2.254', cidr: '10.1.2.0/24', gateway: '10.1.2.1' },
    sshPort: 4022,
  };
  assert.equal(userNetdev({ address: null, sshPort: null }, false)['restrict'], true);
  const closed = {
    type: 'user',
    restrict: true,
    ipv6: false,
    net: '10.1.2.0/24',
    dhcpstart: '10.1.2.254',
    host: '10.1.2.1',
    dns: '10.1.2.253',
    hostfwd: [{ str: 'tcp:127.0.0.1:4022-:22' }],
  };
  assert.deepEqual(userNetdev(network, false), closed);
  const hostfwd = [{ str: 'tcp:198.18.0.100:4022-:22' }];
  assert.deepEqual(userNetdev(network, true), { ...closed, restrict: false, hostfwd });
});

test('the ports that lead into a sandbox are read from the arguments of its QEMU', () => {
  const nics = [4022, 4023].map((sshPort, index) => ({
    id: `card${index}`,
    mac: `aa:00:00:00:00:0${index}`,
    netdev: userNetdev({ address: null, sshPort }, true),
  }));
  assert.deepEqual(forwardedPorts(qemuArguments({ ...spec, nics })), [4022, 4023]);
  assert.deepEqual(forwardedPorts(qemuArguments(spec)), []);
});
