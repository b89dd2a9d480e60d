import { fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import type { Membership } from '../../store/projects/memberships.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import { isAccepted, statusText } from './account-state.ts';
import { tellMember, tellOwners } from '../projects/project-mails.ts';
import { createBaseProject } from '../projects/base-project.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { syncLimits } from '../quota/sync-limits.ts';
import { membershipState, projectState } from '../states.ts';

/** Why projects and memberships of a deactivated account stand still; only what carries it comes back with the account. */
const DEACTIVATION = 'user_deactivation';

/** Marks the e-mail as proven and accepts the account at once where the settings say so (spec/identity 3.3, VERIFY). */
export function verifyUser(identity: Acting, uuid: string): Promise<User> {
  return change(
    identity,
    uuid,
    'verify',
    ({ emailVerified }) => !emailVerified,
    async (tx, user) => {
      const now = identity.clock.now();
      const verified = { emailVerified: true, verifiedAt: now, updatedAt: now };
      await tx.accounts.update(user.id, verified);
      await record(identity, tx, { action: 'account.verify', object: accountObject(user) });
      const policy = automaticPolicy(identity, user);
      if (policy !== undefined) await accept(identity, tx, { ...user, ...verified }, policy);
    },
  );
}

function automaticPolicy(identity: Identity, user: User): string | undefined {
  const { ASTAKOS_MODERATION_ENABLED, ASTAKOS_RE_USER_EMAIL_PATTERNS } = identity.settings;
  if (!ASTAKOS_MODERATION_ENABLED) return 'auto_moderation';
  // Anchored at the start, and over an e-mail of at most 254 characters: a bad pattern of the operator stays cheap.
  const matches = ASTAKOS_RE_USER_EMAIL_PATTERNS.some((pattern) =>
    new RegExp(`^(?:${pattern})`).test(user.email),
  );
  return matches ? 'email' : undefined;
}

/** Accepts a verified account: it gets its base project with holdings, and becomes active. A rejected one may be accepted. */
export function acceptUser(identity: Acting, uuid: string, policy = 'manual'): Promise<User> {
  const allowed = (user: User): boolean => user.emailVerified && !isAccepted(user);
  return change(identity, uuid, 'accept', allowed, (tx, user) => accept(identity, tx, user, policy));
}

async function accept(identity: Acting, tx: Store, user: User, policy: string): Promise<void> {
  const now = identity.clock.now();
  await createBaseProject(tx, user, now);
  await tx.accounts.update(user.id, {
    moderated: true,
    moderatedAt: now,
    isRejected: false,
    acceptedPolicy: policy,
    acceptedEmail: user.acceptedEmail ?? user.email,
    defaultProject: user.uuid,
    isActive: true,
    deactivatedReason: null,
    updatedAt: now,
  });
  await record(identity, tx, { action: 'account.accept', object: accountObject(user), details: { policy } });
}

/** Turns a verified account down that was not moderated yet. */
export function rejectUser(identity: Acting, uuid: string, reason: string): Promise<User> {
  const allowed = (user: User): boolean => user.emailVerified && !user.moderated && !user.isActive;
  return change(identity, uuid, 'reject', allowed, async (tx, user) => {
    const now = identity.clock.now();
    const rejected = {
      moderated: true,
      moderatedAt: now,
      isRejected: true,
      rejectedReason: reason,
      updatedAt: now,
    };
    await tx.accounts.update(user.id, rejected);
    await record(identity, tx, {
      action: 'account.reject',
      object: accountObject(user),
      details: { reason },
    });
  });
}

/** Lets an accepted account in again; projects and memberships that stopped with it come back. */
export function activateUser(identity: Acting, uuid: string): Promise<User> {
  const allowed = (user: User): boolean => isAccepted(user) && !user.isActive;
  return change(identity, uuid, 'activate', allowed, async (tx, user) => {
    const now = identity.clock.now();
    await tx.accounts.update(user.id, { isActive: true, deactivatedReason: null, updatedAt: now });
    const { active, suspended } = projectState;
    const touched = await tx.projects.lockTouched(user);
    const stopped = ownOf(touched, user, suspended);
    const why = await tx.projects.lastReasons(idsOf(stopped), suspended);
    const resumed = stopped.filter(({ id }) => why.get(id) === DEACTIVATION);
    await tx.projects.setStates(resumed, active, { at: now, reason: '', deactivated: false });
    const left = await tx.memberships.lockOf(user.id, [membershipState.suspended]);
    const whyLeft = await tx.memberships.lastReasons(idsOf(left), membershipState.suspended);
    const returned = left.filter(({ id }) => whyLeft.get(id) === DEACTIVATION);
    await tx.memberships.setStates(returned, membershipState.accepted, { at: now, reason: '' });
    await syncTouched(tx, touched, inState(resumed, active), returned);
    await tellOfStop(identity, tx, touched, resumed, returned, 'unsuspend');
    await record(identity, tx, {
      action: 'account.activate',
      ...{ object: accountObject(user), about: uuidsOf(resumed) },
      details: { projects: uuidsOf(resumed), memberships: returned.length },
    });
  });
}

/** Shuts an accepted account out at once: its credentials stop working, its projects and memberships are suspended. */
export function deactivateUser(identity: Acting, uuid: string, reason: string | null): Promise<User> {
  return change(identity, uuid, 'deactivate', isAccepted, async (tx, user) => {
    const now = identity.clock.now();
    const deactivated = { isActive: false, deactivatedReason: reason, deactivatedAt: now, updatedAt: now };
    await tx.accounts.update(user.id, deactivated);
    await tx.signIn.removeAll(user.id);
    const touched = await tx.projects.lockTouched(user);
    const projects = ownOf(touched, user, projectState.active);
    const stopped = { at: now, reason: DEACTIVATION };
    await tx.projects.setStates(projects, projectState.suspended, { ...stopped, deactivated: true });
    const { accepted, leave_requested: leaving, suspended } = membershipState;
    const memberships = await tx.memberships.lockOf(user.id, [accepted, leaving]);
    await tx.memberships.setStates(memberships, suspended, stopped);
    await syncTouched(tx, touched, inState(projects, projectState.suspended), memberships);
    await tellOfStop(identity, tx, touched, projects, memberships, 'suspend');
    await record(identity, tx, {
      action: 'account.deactivate',
      ...{ object: accountObject(user), about: uuidsOf(projects) },
      details: { reason, projects: uuidsOf(projects), memberships: memberships.length },
    });
  });
}

/** Removes an account that was never accepted, and all that hangs on it. */
export function removeUser(identity: Acting, uuid: string): Promise<void> {
  return identity.store.transaction(async (tx) => {
    await tx.projects.takeTurn();
    const user = (await tx.accounts.byUuid(uuid, { lock: true })) ?? fail('user_not_found', { user: uuid });
    if (isAccepted(user)) fail('user_accepted');
    await tx.accounts.remove(user.id);
    await record(identity, tx, { action: 'account.remove', object: accountObject(user) });
  });
}

/** Those of the projects that are the user's own one or that he owns, in one state. */
function ownOf(projects: readonly Project[], user: User, state: number): Project[] {
  return projects.filter(
    ({ ownerId, uuid, state: now }) => now === state && (ownerId === user.id || uuid === user.uuid),
  );
}

/** Derives the limits of changed projects, and the user's in others in which his membership changed. */
async function syncTouched(
  tx: Store,
  touched: readonly Project[],
  changed: readonly Project[],
  memberships: readonly Membership[],
): Promise<void> {
  const known = new Set(idsOf(changed));
  await syncLimits(tx, changed);
  const [membership] = memberships;
  if (membership === undefined) return;
  const ids = new Set(memberships.map(({ projectId }) => projectId));
  const others = touched.filter(({ id }) => ids.has(id) && !known.has(id));
  await syncLimits(tx, others, { members: [membership.userId] });
}

/** Of projects their owner is told, of memberships their user: it is one person, who reads what stands still with the account. */
async function tellOfStop(
  identity: Identity,
  tx: Store,
  touched: readonly Project[],
  projects: readonly Project[],
  memberships: readonly Membership[],
  action: 'suspend' | 'unsuspend',
): Promise<void> {
  await tellOwners(identity, tx, projects, action);
  const [membership] = memberships;
  if (membership === undefined) return;
  const ids = new Set(memberships.map(({ projectId }) => projectId));
  const entered = touched.filter(({ id }) => ids.has(id));
  await tellMember(identity, tx, entered, membership.userId, `${action}ed`);
}

function idsOf(rows: readonly { id: bigint }[]): bigint[] {
  return rows.map(({ id }) => id);
}

function uuidsOf(projects: readonly Project[]): string[] {
  return projects.map(({ uuid }) => uuid);
}

function inState(projects: readonly Project[], state: number): Project[] {
  return projects.map((project) => ({ ...project, state }));
}

/** Locks the account, checks that the step fits its state, takes it, and answers the account as it is then. */
function change(
  identity: Acting,
  uuid: string,
  action: string,
  allowed: (user: User) => boolean,
  step: (tx: Store, user: User) => Promise<void>,
): Promise<User> {
  return identity.store.transaction(async (tx) => {
    await tx.projects.takeTurn();
    const user = (await tx.accounts.byUuid(uuid, { lock: true })) ?? fail('user_not_found', { user: uuid });
    if (!allowed(user)) fail('wrong_user_state', { status: statusText(user), action });
    await step(tx, user);
    return (await tx.accounts.byUuid(uuid))!;
  });
}
