import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sshCommand, stateOf, whyNot } from './machine-words.ts';
import { aMachine } from './machine-words.fixture.ts';

test('a running task is told instead of the state, a build with its percentage', () => {
  assert.deepEqual(stateOf(aMachine({ status: 'ACTIVE' })), { word: 'Running', kind: 'ok' });
  assert.deepEqual(stateOf(aMachine({ status: 'ACTIVE', 'SNF:task_state': 'STOPPING' })), {
    word: 'Shutting down',
    kind: 'busy',
  });
  assert.deepEqual(stateOf(aMachine({ status: 'BUILD', 'SNF:task_state': 'BUILDING', progress: 62 })), {
    word: 'Building 62%',
    kind: 'busy',
  });
  assert.deepEqual(stateOf(aMachine({ status: 'ERROR', 'SNF:task_state': 'DESTROYING' })), {
    word: 'Destroying',
    kind: 'busy',
  });
  assert.equal(stateOf(aMachine({ status: 'UNKNOWN' })).word, 'Unknown');
});

test('a machine in trouble says which, and may be rebooted, switched off and looked at', () => {
  const silent = aMachine({ status: 'ERROR', 'SNF:trouble': 'silent' });
  assert.deepEqual(stateOf(silent), { word: 'Not answering', kind: 'bad' });
  assert.equal(stateOf({ ...silent, 'SNF:task_state': 'STOPPING' }).word, 'Shutting down');
  for (const action of ['reboot', 'shutdown', 'screen', 'destroy'] as const)
    assert.equal(whyNot(silent, action), null);
  assert.match(whyNot(silent, 'start') ?? '', /running/);
});

test('what the state forbids has a reason, and nothing else has', () => {
  const running = aMachine({ status: 'ACTIVE' });
  const stopped = aMachine({ status: 'STOPPED' });
  const failed = aMachine({ status: 'ERROR' });
  assert.equal(whyNot(running, 'shutdown'), null);
  assert.equal(whyNot(running, 'screen'), null);
  assert.match(whyNot(running, 'start') ?? '', /running/);
  assert.equal(whyNot(stopped, 'start'), null);
  assert.match(whyNot(stopped, 'screen') ?? '', /Start it/);
  assert.equal(whyNot(failed, 'destroy'), null);
  assert.match(whyNot(failed, 'start') ?? '', /only destroying/);
  for (const action of ['start', 'destroy', 'screen'] as const) {
    assert.match(whyNot(aMachine({ status: 'ACTIVE', suspended: true }), action) ?? '', /Suspended/);
  }
});

test('the way in is the forwarded port before the address', () => {
  const port = { 22: { host: '127.0.0.1', port: '61042' } };
  assert.equal(
    sshCommand(aMachine({ 'SNF:port_forwarding': port, metadata: { users: 'debian root' } })),
    'ssh -p 61042 debian@127.0.0.1',
  );
  assert.equal(sshCommand(aMachine({})), '');
});
