import type { MembershipAction } from '#contract/project-words';
import type { error } from '../../errors.ts';
import { aliveStates, countedStates, membershipState, policy } from '../states.ts';
import type { Actor } from './actor.ts';

type Code = Parameters<typeof error>[0];

/** What the rules look at of a membership and its project. */
export interface MembershipCase {
  userId: bigint;
  state: number;
  projectState: number;
  ownerId: bigint | null;
  joinPolicy: number;
  leavePolicy: number;
}

/** From which states an action leads on, who may take it, and which policy of the project must not be closed (spec/identity 4.4). */
const RULES = {
  accept: { from: [membershipState.requested], by: 'owner', policy: 'joinPolicy', unfit: 'not_requested' },
  reject: { from: [membershipState.requested], by: 'owner', policy: undefined, unfit: 'not_requested' },
  cancel: { from: [membershipState.requested], by: 'member', policy: undefined, unfit: 'not_requested' },
  leave: { from: countedStates, by: 'member', policy: 'leavePolicy', unfit: 'not_accepted' },
  remove: { from: countedStates, by: 'owner', policy: 'leavePolicy', unfit: 'not_accepted' },
} as const satisfies Record<
  MembershipAction,
  {
    from: readonly number[];
    by: 'owner' | 'member';
    policy: 'joinPolicy' | 'leavePolicy' | undefined;
    unfit: Code;
  }
>;

/** States from which somebody may ask to join, or be enrolled anew: those in which he is not in the project. */
export const outsideStates: readonly number[] = [
  membershipState.rejected,
  membershipState.cancelled,
  membershipState.removed,
];

/** Why the actor may not do this to the membership; undefined when he may. The state is looked at before the right. */
export function refusalOf(action: MembershipAction, of: MembershipCase, actor: Actor): Code | undefined {
  const rule = RULES[action];
  if (!(rule.from as readonly number[]).includes(of.state)) return rule.unfit;
  const person = rule.by === 'owner' ? of.ownerId : of.userId;
  if (!actor.isProjectAdmin && (actor.id === null || actor.id !== person)) return 'no_permission';
  if (!aliveStates.includes(of.projectState)) return 'project_not_alive';
  if (rule.policy !== undefined && of[rule.policy] === policy.closed)
    return rule.policy === 'joinPolicy' ? 'joining_closed' : 'leaving_closed';
  return undefined;
}

/** What the actor may do to the membership at this moment. */
export function allowedActions(of: MembershipCase, actor: Actor): MembershipAction[] {
  return (Object.keys(RULES) as MembershipAction[]).filter(
    (action) => refusalOf(action, of, actor) === undefined,
  );
}
