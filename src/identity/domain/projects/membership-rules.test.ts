import assert from 'node:assert/strict';
import { test } from 'node:test';
import { membershipActions, membershipStates, policies } from '#contract/project-words';
import { membershipState, policy, projectState } from '../states.ts';
import { allowedActions, type MembershipCase } from './membership-rules.ts';

const OWNER = 1n;
const MEMBER = 2n;
const actors = {
  operator: { id: null, isProjectAdmin: true },
  administrator: { id: 9n, isProjectAdmin: true },
  owner: { id: OWNER, isProjectAdmin: false },
  member: { id: MEMBER, isProjectAdmin: false },
  'another member': { id: 3n, isProjectAdmin: false },
  stranger: { id: 4n, isProjectAdmin: false },
} as const;

const cases: MembershipCase[] = membershipStates.flatMap((state) =>
  Object.values(projectState).flatMap((project) =>
    policies.flatMap((join) =>
      policies.map((leave) => ({
        ...{ userId: MEMBER, ownerId: OWNER, state: membershipState[state], projectState: project },
        ...{ joinPolicy: policy[join], leavePolicy: policy[leave] },
      })),
    ),
  ),
);

test('T-I25 nobody acts on a membership but its user, the owner of the project and administrators, in any state', () => {
  for (const of of cases) {
    assert.deepEqual(allowedActions(of, actors.stranger), []);
    assert.deepEqual(allowedActions(of, actors['another member']), []);
    const owner = allowedActions(of, actors.owner);
    const member = allowedActions(of, actors.member);
    assert.ok(owner.every((action) => ['accept', 'reject', 'remove'].includes(action)));
    assert.ok(member.every((action) => ['cancel', 'leave'].includes(action)));
    const both = membershipActions.filter((action) => owner.includes(action) || member.includes(action));
    for (const role of ['operator', 'administrator'] as const)
      assert.deepEqual(allowedActions(of, actors[role]).toSorted(), both.toSorted());
  }
});

test('nothing happens to members of a project that is not alive, nor against a closed policy', () => {
  for (const of of cases) {
    const allowed = allowedActions(of, actors.operator);
    if (of.projectState !== projectState.active && of.projectState !== projectState.suspended)
      assert.deepEqual(allowed, []);
    if (of.joinPolicy === policy.closed) assert.ok(!allowed.includes('accept'));
    if (of.leavePolicy === policy.closed)
      assert.ok(!allowed.some((action) => action === 'leave' || action === 'remove'));
  }
});

test('a request can be answered or taken back, and a member can go, while project and policies let them', () => {
  const open = {
    userId: MEMBER,
    ownerId: OWNER,
    projectState: projectState.active,
    joinPolicy: policy.auto,
    leavePolicy: policy.auto,
  };
  const allowed = (state: keyof typeof membershipState) =>
    allowedActions({ ...open, state: membershipState[state] }, actors.operator).toSorted();
  assert.deepEqual(allowed('requested'), ['accept', 'cancel', 'reject']);
  for (const state of ['accepted', 'leave_requested', 'suspended'] as const)
    assert.deepEqual(allowed(state), ['leave', 'remove']);
  for (const state of ['rejected', 'cancelled', 'removed'] as const) assert.deepEqual(allowed(state), []);
});
