import { say } from '#text/projects';
import { say as frame } from '#text/frame';
import type { MembershipState, Policy } from '#contract/project-words';
import type { ConsoleApplication, ConsoleProject, ProjectDocument } from '#contract/projects';
import { limitOf } from '../api/quota.ts';
import { RESOURCES, type Resource } from './resources.ts';
import type { Kind } from './machine-words.ts';

export interface Word {
  word: string;
  kind: Kind;
}

const DAY_MS = 24 * 3600_000;
/** A project that ends so soon says it. */
const SOON_DAYS = 30;

const APPLICATION_STATES: Record<ConsoleApplication['state'], Word> = {
  pending: { word: say.waiting, kind: 'busy' },
  approved: { word: say.approved, kind: 'ok' },
  replaced: { word: say.replaced, kind: 'off' },
  denied: { word: say.denied, kind: 'bad' },
  dismissed: { word: say.withdrawn, kind: 'off' },
  cancelled: { word: say.withdrawn, kind: 'off' },
};

const MEMBERSHIP_STATES: Record<MembershipState, Word> = {
  requested: { word: say.joinRequested, kind: 'busy' },
  accepted: { word: say.member, kind: 'ok' },
  leave_requested: { word: say.askedToLeave, kind: 'busy' },
  suspended: { word: say.paused, kind: 'hold' },
  rejected: { word: say.declined, kind: 'bad' },
  cancelled: { word: say.withdrawn, kind: 'off' },
  removed: { word: say.left, kind: 'off' },
};

export const JOIN_WORDS: Record<Policy, string> = {
  auto: say.joinAuto,
  moderated: say.joinModerated,
  closed: say.joinClosed,
};

export const LEAVE_WORDS: Record<Policy, string> = {
  auto: say.leaveAuto,
  moderated: say.leaveModerated,
  closed: say.leaveClosed,
};

export function applicationWord({ state }: Pick<ConsoleApplication, 'state'>): Word {
  return APPLICATION_STATES[state];
}

export function membershipWord(state: MembershipState): Word {
  return MEMBERSHIP_STATES[state];
}

/** The state of a project; one that was never approved has that of its application. */
export function projectWord({ state, last_application: last }: ProjectDocument): Word {
  switch (state) {
    case 'active':
      return { word: say.active, kind: 'ok' };
    case 'suspended':
      return { word: say.suspended, kind: 'hold' };
    case 'terminated':
      return { word: say.ended, kind: 'off' };
    case 'deleted':
      return { word: say.withdrawn, kind: 'off' };
    case 'uninitialized':
      return last === undefined ? { word: say.waiting, kind: 'busy' } : applicationWord(last);
  }
}

/** In how many days an active project ends, where that is soon. */
export function endsIn({ state, end_date: end }: ProjectDocument, now: number): number | undefined {
  const days = Math.ceil((Date.parse(end) - now) / DAY_MS);
  return state === 'active' && days <= SOON_DAYS ? Math.max(0, days) : undefined;
}

export function projectName({ system_project: own, name }: ProjectDocument): string {
  return own ? frame.ownProject : name;
}

/** Whether somebody may become a member by asking, who is none and has not asked. */
export function canJoin({
  state,
  system_project: own,
  join_policy: join,
  membership,
}: ConsoleProject): boolean {
  const isOut = membership === null || ['rejected', 'cancelled', 'removed'].includes(membership.state);
  return isOut && !own && join !== 'closed' && (state === 'active' || state === 'suspended');
}

/** A resource that a project grants, and what of it is used by all members together. */
export interface Grant extends Resource {
  member: number;
  project: number;
  used: number;
}

/** What a project grants of the resources that the console knows, in our order. */
export function grantsOf({ resources, usage }: Pick<ConsoleProject, 'resources' | 'usage'>): Grant[] {
  return RESOURCES.flatMap((resource) => {
    const capacities = resources[resource.name];
    if (capacities === undefined) return [];
    const used = usage[resource.name];
    return [
      {
        ...resource,
        member: limitOf(capacities.member_capacity),
        project: limitOf(capacities.project_capacity),
        used: used === undefined ? 0 : Number(used.usage),
      },
    ];
  });
}

/** What stands in the way first: the resource with the smallest part left. */
export function fullestOf(grants: readonly Grant[]): Grant | undefined {
  const part = ({ used, project }: Grant) => used / Math.max(project, 1);
  return grants
    .filter(({ project }) => Number.isFinite(project) && project > 0)
    .toSorted((one, other) => part(other) - part(one))[0];
}

/** "20 in all, 2 for each member" */
export function capacityWords({ format }: Resource, project: number, member: number): string {
  return say.capacity({ all: format(project), each: format(member) });
}
