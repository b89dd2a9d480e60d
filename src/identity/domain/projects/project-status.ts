import { applicationState, projectState } from '../states.ts';

/** The word for a project's state that administrators read: of one that is not approved its application says it (spec/identity 4.3). */
export function projectStatus(state: number, application: number | null): string {
  if (state !== projectState.uninitialized && state !== projectState.deleted) return NAMES[state] ?? '';
  return APPLICATIONS[application ?? -1] ?? (state === projectState.deleted ? 'Deleted' : 'Uninitialized');
}

const NAMES: Readonly<Record<number, string>> = {
  [projectState.active]: 'Active',
  [projectState.suspended]: 'Suspended',
  [projectState.terminated]: 'Terminated',
};

const APPLICATIONS: Readonly<Record<number, string>> = {
  [applicationState.pending]: 'Pending',
  [applicationState.denied]: 'Denied',
  [applicationState.dismissed]: 'Dismissed',
  [applicationState.cancelled]: 'Cancelled',
};
