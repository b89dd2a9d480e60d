import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysKvmFailed } from './kvm-failure.ts';
import { troubleOfState } from './trouble.ts';

test('a machine that QEMU stopped is in trouble, one that runs, sleeps or switches itself off is not', () => {
  const states = ['internal-error', 'guest-panicked', 'io-error', 'paused', 'debug', 'watchdog'];
  assert.ok(states.every((state) => troubleOfState(state) !== null));
  for (const state of ['running', 'prelaunch', 'suspended', 'shutdown', 'constructor'])
    assert.equal(troubleOfState(state), null);
});

test('what QEMU writes when KVM fails is told from its other complaints', () => {
  const kvm = [
    'KVM internal error. Suberror: 1\nemulation failure',
    'error: kvm run failed Bad address',
    'KVM: entry failed, hardware error 0x80000021',
    'qemu-system-x86_64: error: failed to set MSR 0xc0000104 to 0x100000000',
    'Could not access KVM kernel module: No such file or directory',
    'qemu-system-x86_64: failed to initialize kvm: Permission denied',
  ];
  assert.ok(kvm.every(saysKvmFailed));
  const others = ['cannot set up guest memory', 'Could not open disk.raw', 'terminating on signal 15', ''];
  assert.ok(!others.some(saysKvmFailed));
});
