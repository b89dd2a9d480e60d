import type { ApplicationState, MembershipState, Policy, ProjectState } from '#contract/project-words';

/** Project, application, membership and policy numbers as they are stored (spec/identity 1.8). */
export const projectState = {
  uninitialized: 0,
  active: 1,
  suspended: 10,
  terminated: 100,
  deleted: 1000,
} as const satisfies Record<ProjectState, number>;

export const applicationState = {
  pending: 0,
  approved: 1,
  replaced: 2,
  denied: 3,
  dismissed: 4,
  cancelled: 5,
} as const satisfies Record<ApplicationState, number>;

export const membershipState = {
  requested: 0,
  accepted: 1,
  leave_requested: 5,
  suspended: 10,
  rejected: 100,
  cancelled: 101,
  removed: 200,
} as const satisfies Record<MembershipState, number>;

export const policy = { auto: 1, moderated: 2, closed: 3 } as const satisfies Record<Policy, number>;

/** Projects that have holdings. */
export const initializedStates: readonly number[] = [
  projectState.active,
  projectState.suspended,
  projectState.terminated,
];

/** Projects that people can enter and leave. */
export const aliveStates: readonly number[] = [projectState.active, projectState.suspended];

/** Members that may use a project. */
export const memberStates: readonly number[] = [membershipState.accepted, membershipState.leave_requested];

/** Members that count for the greatest number of them: those and the ones whose account stands still. */
export const countedStates: readonly number[] = [...memberStates, membershipState.suspended];

/** The API's name of a stored number. */
export function nameOf<Name extends string>(states: Readonly<Record<Name, number>>, value: number): Name {
  const found = Object.entries(states).find(([, number]) => number === value)?.[0];
  if (found === undefined) throw new RangeError(`${value} is not a state`);
  return found as Name;
}
