/* The words of states, policies and actions of projects (spec/identity 1.8 to 1.10); without schemas, which kamaki loads only for answers. */

export const projectStates = ['uninitialized', 'active', 'suspended', 'terminated', 'deleted'] as const;
export const applicationStates = [
  'pending',
  'approved',
  'replaced',
  'denied',
  'dismissed',
  'cancelled',
] as const;
export const membershipStates = [
  'requested',
  'accepted',
  'leave_requested',
  'suspended',
  'rejected',
  'cancelled',
  'removed',
] as const;
export const policies = ['auto', 'moderated', 'closed'] as const;

export type ProjectState = (typeof projectStates)[number];
export type ApplicationState = (typeof applicationStates)[number];
export type MembershipState = (typeof membershipStates)[number];
export type Policy = (typeof policies)[number];

/** What can be done to a membership, to a project, to an application. */
export const membershipActions = ['leave', 'cancel', 'accept', 'reject', 'remove'] as const;
export const projectActions = ['suspend', 'unsuspend', 'terminate', 'reinstate'] as const;
export const applicationActions = ['approve', 'deny', 'dismiss', 'cancel', 'reopen'] as const;

export type MembershipAction = (typeof membershipActions)[number];
export type ProjectAction = (typeof projectActions)[number];
export type ApplicationAction = (typeof applicationActions)[number];
