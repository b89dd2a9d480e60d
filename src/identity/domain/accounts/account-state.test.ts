import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAccepted, statusText } from './account-state.ts';

type State = Parameters<typeof statusText>[0];

const fresh: State = {
  emailVerified: false,
  moderated: false,
  isRejected: false,
  isActive: false,
  rejectedReason: null,
  deactivatedReason: null,
  acceptedPolicy: null,
};
const accepted: State = { ...fresh, emailVerified: true, moderated: true, acceptedPolicy: 'manual' };

test('the words for an account follow its state', () => {
  const cases: [State, string][] = [
    [fresh, 'Pending email verification'],
    [{ ...fresh, emailVerified: true }, 'Pending moderation'],
    [{ ...accepted, isRejected: true }, 'Rejected'],
    [{ ...accepted, isRejected: true, rejectedReason: 'spam' }, 'Rejected (spam)'],
    [{ ...accepted, isActive: true }, 'Accepted/Active (manually accepted)'],
    [{ ...accepted, isActive: true, acceptedPolicy: 'email' }, 'Accepted/Active (accepted policy: email)'],
    [accepted, 'Accepted/Inactive (manually accepted)'],
    [{ ...accepted, deactivatedReason: 'left' }, 'Accepted/Inactive (left) (manually accepted)'],
  ];
  for (const [state, words] of cases) assert.equal(statusText(state), words);
});

test('a rejected account is not an accepted one', () => {
  assert.equal(isAccepted(accepted), true);
  assert.equal(isAccepted({ ...accepted, isRejected: true }), false);
  assert.equal(isAccepted({ ...accepted, moderated: false }), false);
});
