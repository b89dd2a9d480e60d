/** Project, membership and policy numbers as they are stored (spec/identity 1.8). */
export const projectState = {
  uninitialized: 0,
  active: 1,
  suspended: 10,
  terminated: 100,
  deleted: 1000,
} as const;

export const membershipState = {
  requested: 0,
  accepted: 1,
  leaveRequested: 5,
  suspended: 10,
  rejected: 100,
  cancelled: 101,
  removed: 200,
} as const;

export const policy = { auto: 1, moderated: 2, closed: 3 } as const;

/** Projects that have holdings. */
export const initializedStates: readonly number[] = [
  projectState.active,
  projectState.suspended,
  projectState.terminated,
];

/** Members that may use a project. */
export const memberStates: readonly number[] = [membershipState.accepted, membershipState.leaveRequested];

/** The API's name of a stored number. */
export function nameOf(states: Readonly<Record<string, number>>, value: number): string {
  const found = Object.entries(states).find(([, number]) => number === value)?.[0];
  if (found === undefined) throw new RangeError(`${value} is not a state`);
  return found === 'leaveRequested' ? 'leave_requested' : found;
}
