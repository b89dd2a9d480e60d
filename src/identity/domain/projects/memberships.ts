import type { MembershipAction } from '#contract/project-words';
import { fail } from '../../errors.ts';
import type { Membership } from '../../store/projects/memberships.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import { isAccepted } from '../accounts/account-state.ts';
import { membershipOf, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { syncLimits } from '../quota/sync-limits.ts';
import { aliveStates, countedStates, memberStates, membershipState, policy } from '../states.ts';
import type { Actor } from './actor.ts';
import { inTurn } from './in-turn.ts';
import { belongs, findProject, lookUpProject, manages } from './find-project.ts';
import { tellMember, tellOwnerOfRequest } from './project-mails.ts';
import { outsideStates, refusalOf } from './membership-rules.ts';

/**
 * Asks for membership of a project; where it takes everybody and has room, that is accepted at once. Answers the number of the
 * membership. A private project is there for those only who belong to it (I25).
 */
export function joinProject(identity: Acting, user: Actor & { id: bigint }, name: string): Promise<bigint> {
  return inTurn(identity, async (tx) => {
    const project = await findProject(tx, name, { lock: true });
    const isHidden = project.private && !(await belongs(tx, project, user));
    if (isHidden) fail('project_not_found', { project: name });
    requireAlive(project);
    const { id: userId } = user;
    const known = await tx.memberships.find(userId, project.id);
    if (known !== undefined && !outsideStates.includes(known.state)) fail('already_member_or_asked');
    if (project.joinPolicy === policy.closed) fail('joining_closed');
    const accepted = project.joinPolicy === policy.auto && (await hasRoom(tx, project));
    const state = accepted ? membershipState.accepted : membershipState.requested;
    const id = await enter(identity, tx, project, { userId, known, state, actor: user });
    const self = (await tx.accounts.byId(userId))!;
    await record(identity, tx, {
      action: 'membership.join',
      ...membershipOf(id, self, project),
      details: { project: project.realname, accepted },
    });
    if (!accepted) await tellOwnerOfRequest(identity, tx, project, userId, 'join');
    return id;
  });
}

/** Makes somebody a member, named by the e-mail of an accepted, active account. Answers the number of the membership. */
export function enrollMember(
  identity: Acting,
  actor: Actor,
  wanted: { project: string; email: string },
): Promise<bigint> {
  return inTurn(identity, async (tx) => {
    const found = await lookUpProject(tx, wanted.project, { lock: true });
    const project = found ?? fail('no_project_to_enroll', { project: wanted.project });
    if (!manages(project, actor)) fail('no_permission');
    requireAlive(project);
    if (project.joinPolicy === policy.closed) fail('joining_closed');
    const [user] = (await tx.accounts.byName(wanted.email)).filter(({ email }) => email === wanted.email);
    if (user === undefined || !isAccepted(user) || !user.isActive)
      fail('unknown_users', { user: wanted.email });
    const known = await tx.memberships.find(user.id, project.id);
    if (known !== undefined && countedStates.includes(known.state)) fail('already_member');
    if (!(await hasRoom(tx, project))) fail('project_full');
    const { accepted: state } = membershipState;
    const id = await enter(identity, tx, project, { userId: user.id, known, state, actor });
    await tellMember(identity, tx, [project], user.id, 'enrolled');
    await record(identity, tx, {
      action: 'membership.enroll',
      ...membershipOf(id, user, project),
      details: { project: project.realname },
    });
    return id;
  });
}

/** Takes a step with a membership. Refused with 409 where its state does not fit, before rights are looked at. */
export function actOnMembership(
  identity: Acting,
  actor: Actor,
  { id, action, reason }: { id: bigint; action: MembershipAction; reason: string },
): Promise<void> {
  return inTurn(identity, async (tx) => {
    const [membership] = await tx.memberships.views({ ids: [id] });
    if (membership === undefined) return fail('no_membership');
    const refusal = refusalOf(action, membership, actor);
    if (refusal !== undefined) fail(refusal, { project: membership.projectUuid });
    const project = (await tx.projects.byId(membership.projectId, { lock: true }))!;
    if (action === 'accept') await requireAcceptable(tx, project, membership);
    const state = stateAfter(action, project);
    await tx.memberships.setStates([membership], state, {
      at: identity.clock.now(),
      actorId: actor.id,
      reason,
    });
    if (memberStates.includes(membership.state) !== memberStates.includes(state))
      await syncLimits(tx, [project], { members: [membership.userId] });
    if (state === membershipState.removed)
      await tx.accounts.leaveDefaultProject(project.uuid, membership.userId);
    await tell(identity, tx, project, membership, action, state);
    await record(identity, tx, {
      action: `membership.${action}`,
      ...membershipOf(id, { uuid: membership.userUuid, email: membership.email }, project),
      details: {
        project: project.realname,
        reason,
        left: action === 'leave' ? state === membershipState.removed : undefined,
      },
    });
  });
}

/** Who is told of a step: the owner of what waits for him, the member of what was decided about him. */
async function tell(
  identity: Identity,
  tx: Store,
  project: Project,
  { userId, state: before }: Membership,
  action: MembershipAction,
  state: number,
): Promise<void> {
  const { leave_requested: leaving } = membershipState;
  if (action === 'leave' && state === leaving && before !== leaving)
    await tellOwnerOfRequest(identity, tx, project, userId, 'leave');
  const told = { accept: 'accepted', reject: 'rejected', remove: 'removed' } as const;
  if (action !== 'leave' && action !== 'cancel')
    await tellMember(identity, tx, [project], userId, told[action]);
}

/** Where a step leads. Who leaves a project that wants to be asked stays until its owner removes him. */
function stateAfter(action: MembershipAction, { leavePolicy }: Project): number {
  const { accepted, rejected, cancelled, removed, leave_requested: leaving } = membershipState;
  if (action === 'leave') return leavePolicy === policy.auto ? removed : leaving;
  return { accept: accepted, reject: rejected, cancel: cancelled, remove: removed }[action];
}

async function requireAcceptable(tx: Store, project: Project, { userId }: Membership): Promise<void> {
  const user = (await tx.accounts.byId(userId))!;
  if (!isAccepted(user) || !user.isActive) fail('unknown_users', { user: user.email });
  if (!(await hasRoom(tx, project))) fail('project_full');
}

function requireAlive({ state, uuid }: Project): void {
  if (!aliveStates.includes(state)) fail('project_not_alive', { project: uuid });
}

async function hasRoom({ memberships }: Store, { id, maxMembers }: Project): Promise<boolean> {
  return ((await memberships.counts([id], countedStates)).get(id) ?? 0n) < maxMembers;
}

/** Puts a user into a state of a project that he is not in: there is one row for him and it, used again for ever. */
async function enter(
  { clock }: Identity,
  tx: Store,
  project: Project,
  {
    userId,
    known,
    state,
    actor,
  }: { userId: bigint; known: Membership | undefined; state: number; actor: Actor },
): Promise<bigint> {
  const log = { at: clock.now(), actorId: actor.id };
  const initialized = state === membershipState.accepted;
  const membership =
    known ?? (await tx.memberships.insert({ userId, projectId: project.id, state, initialized }, log));
  if (known !== undefined) await tx.memberships.setStates([known], state, log);
  if (initialized) await syncLimits(tx, [project], { members: [userId] });
  return membership.id;
}
