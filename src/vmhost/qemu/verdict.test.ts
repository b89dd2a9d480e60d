import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtAboutKvm } from './verdict.ts';

const everything = { device: true, hardware: true, kernel: true };

/** Runs that go as the list says, the last word of it from then on; and what was run. */
function runs(...outcomes: (string | null)[]) {
  const ran: string[] = [];
  return {
    ran,
    run: (guest: string): Promise<string | null> => {
      const outcome = outcomes[Math.min(ran.length, outcomes.length - 1)] ?? null;
      ran.push(guest);
      return Promise.resolve(outcome);
    },
  };
}

test('KVM is trusted only after our guest and a kernel got through several times', async () => {
  const { ran, run } = runs(null);
  assert.equal(await doubtAboutKvm(everything, run), null);
  assert.deepEqual(ran, ['steps', 'steps', 'steps', 'steps', 'kernel', 'kernel']);
});

test('one failure in any round is enough to distrust it, and nothing more is tried', async () => {
  for (const round of [0, 3, 4, 5]) {
    const outcomes = Array.from({ length: round }, () => null);
    const { ran, run } = runs(...outcomes, 'KVM internal error', null);
    assert.equal(await doubtAboutKvm(everything, run), 'KVM of this host failed a trial: KVM internal error');
    assert.equal(ran.length, round + 1);
  }
});

test('without the device nothing is tried', async () => {
  const { ran, run } = runs(null);
  assert.equal(await doubtAboutKvm({ ...everything, device: false }, run), 'this host has no KVM');
  assert.deepEqual(ran, []);
});

test('KVM on a processor that does not virtualise is not trusted before a kernel booted', async () => {
  const { ran, run } = runs(null);
  const software = { ...everything, hardware: false };
  assert.match((await doubtAboutKvm({ ...software, kernel: false }, run)) ?? '', /no image yet/);
  assert.deepEqual(ran, []);
  assert.equal(await doubtAboutKvm(software, run), null);
  assert.deepEqual(ran.slice(-2), ['kernel', 'kernel']);
});

test('KVM of a processor that virtualises is trusted without a kernel at hand', async () => {
  const { ran, run } = runs(null);
  assert.equal(await doubtAboutKvm({ ...everything, kernel: false }, run), null);
  assert.deepEqual(ran, ['steps', 'steps', 'steps', 'steps']);
});
