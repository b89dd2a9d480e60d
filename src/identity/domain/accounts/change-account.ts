import { ADMIN_ROLE } from '#contract/admin-role';
import { error, fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import { accountObject, record } from '../audit/record.ts';
import { differences } from '#platform/audit/entry';
import type { Acting } from '../identity.ts';
import { setBaseQuota } from '../quota/base-quota.ts';
import { type NewToken, renewToken } from '../tokens/tokens.ts';
import {
  acceptUser,
  activateUser,
  deactivateUser,
  rejectUser,
  removeUser,
  verifyUser,
} from './account-transitions.ts';
import { hashPasswordFor, randomPassword, writePassword } from './account-password.ts';
import { acceptanceMails } from '../mails/account-mails.ts';
import { queueMails } from '../mails/queue-mails.ts';
import { setDefaultProject } from '../projects/default-project.ts';
import { checkedEmail } from './create-user.ts';
import { endSessions } from '../sign-in/sessions.ts';
import { setNames } from './person-names.ts';
import { isUniqueViolation } from '#platform/database/database';

/** What an administrator changes of an account. What is absent stays. */
export interface AccountChange {
  isAdmin?: boolean;
  reject?: { reason: string };
  verify?: boolean;
  accept?: boolean;
  /** Uuid of the project that services charge when a request names none. */
  defaultProject?: string;
  activate?: boolean;
  deactivate?: { reason: string | null };
  invitations?: number;
  level?: number;
  addGroups?: readonly string[];
  removeGroups?: readonly string[];
  addPermissions?: readonly string[];
  removePermissions?: readonly string[];
  /** What is absent stays. */
  names?: { firstName?: string | undefined; lastName?: string | undefined };
  /** `random` makes one, which is in the answer. With `keepToken` the token stays, whatever the settings say. */
  password?: { chosen: string; keepToken?: true } | 'random';
  endSessions?: boolean;
  /** What is noted of whoever logs in by a password. */
  method?: { affiliation: string | null; info: Record<string, unknown> };
  renewToken?: boolean;
  signTerms?: boolean;
  remove?: boolean;
  email?: string;
  /** What it may use in its own project, by resource. */
  baseQuota?: Readonly<Record<string, bigint>>;
}

/** What became of the account. Secrets are told this once. */
export interface ChangedAccount {
  uuid: string;
  /** Of one that was verified: whether that accepted it at once. */
  acceptedByVerification: boolean;
  newPassword: string | undefined;
  newToken: NewToken | undefined;
}

/**
 * Changes an account in one transaction, in the order of spec/identity 6.2: a refused step takes the others back. What the
 * answer tells is committed.
 */
export async function changeAccount(
  identity: Acting,
  uuid: string,
  change: AccountChange,
): Promise<ChangedAccount> {
  const newPassword = change.password === 'random' ? randomPassword(identity) : undefined;
  const password = typeof change.password === 'object' ? change.password.chosen : newPassword;
  const owner = (await identity.store.accounts.byUuid(uuid)) ?? fail('user_not_found', { user: uuid });
  // before the transaction: the hash is made to take long
  const passwordHash = password === undefined ? undefined : await hashPasswordFor(identity, owner, password);
  return identity.store.transaction(async (store) => {
    const inside: Acting = { ...identity, store };
    // before the row of the account: whoever changes projects takes their turn first
    if (touchesProjects(change)) await store.projects.takeTurn();
    const user =
      (await store.accounts.byUuid(uuid, { lock: true })) ?? fail('user_not_found', { user: uuid });
    await keepAdministrator(inside, user, change);
    if (change.isAdmin !== undefined) await setAdmin(inside, user, change.isAdmin);
    if (change.reject !== undefined) await rejectUser(inside, uuid, change.reject.reason);
    const verified = change.verify === true ? await verifyUser(inside, uuid) : undefined;
    if (change.accept === true) await acceptAndTell(inside, uuid);
    if (change.defaultProject !== undefined) await setDefaultProject(inside, user, change.defaultProject);
    if (change.activate === true) await activateUser(inside, uuid);
    if (change.deactivate !== undefined) await deactivateUser(inside, uuid, change.deactivate.reason);
    await setFields(inside, user, change);
    await moveBetweenGroups(inside, user, change);
    if (change.names !== undefined) await setNames(inside, user, change.names);
    if (change.method !== undefined) await describe(inside, user, change.method);
    if (change.endSessions === true) await endSessions(inside, user);
    if (passwordHash !== undefined)
      await writePassword(inside, user, passwordHash, keepsToken(change) ? { endToken: false } : {});
    const newToken = change.renewToken === true ? await renewToken(inside, user) : undefined;
    if (change.remove === true) await removeUser(inside, uuid);
    if (change.email !== undefined) await setEmail(inside, user, change.email);
    if (change.baseQuota !== undefined) await setBaseQuota(inside, user, change.baseQuota);
    return { uuid, acceptedByVerification: verified?.isActive === true, newPassword, newToken };
  });
}

/** By an administrator, whose colleagues are told of it, as the user is. Verifying tells nobody, also where that accepts. */
async function acceptAndTell(identity: Acting, uuid: string): Promise<void> {
  const user = await acceptUser(identity, uuid);
  await queueMails(identity, identity.store, acceptanceMails(identity, user));
}

function touchesProjects(change: AccountChange): boolean {
  const { reject, verify, accept, activate, deactivate, defaultProject, remove } = change;
  return (
    verify === true ||
    accept === true ||
    activate === true ||
    remove === true ||
    reject !== undefined ||
    deactivate !== undefined ||
    defaultProject !== undefined
  );
}

async function setAdmin(identity: Acting, user: User, isAdmin: boolean): Promise<void> {
  const { store } = identity;
  const groups = await store.groups.ensure([ADMIN_ROLE]);
  if (isAdmin) await store.groups.add(user.id, groups);
  else await store.groups.remove(user.id, groups);
  await record(identity, store, {
    action: 'account.groups',
    object: accountObject(user),
    details: isAdmin ? { added: [ADMIN_ROLE] } : { removed: [ADMIN_ROLE] },
  });
}

function keepsToken({ password }: AccountChange): boolean {
  return typeof password === 'object' && password.keepToken === true;
}

/** Refuses what would leave the cloud without an administrator who can log in; at the command line another one is made. */
async function keepAdministrator(
  { store, origin }: Acting,
  user: User,
  change: AccountChange,
): Promise<void> {
  const leaves =
    change.isAdmin === false ||
    change.deactivate !== undefined ||
    change.removeGroups?.includes(ADMIN_ROLE) === true;
  if (!leaves || !user.isActive || origin.source === 'command') return;
  if (!(await store.groups.of(user.id)).includes(ADMIN_ROLE)) return;
  if ((await store.administeredAccounts.othersIn(ADMIN_ROLE, user.id)) === 0) fail('last_administrator');
}

async function describe(
  identity: Acting,
  user: User,
  method: NonNullable<AccountChange['method']>,
): Promise<void> {
  await identity.store.signIn.describeLocal(user.id, method);
  await record(identity, identity.store, {
    action: 'account.modify',
    object: accountObject(user),
    details: { affiliation: method.affiliation, metadata: Object.keys(method.info) },
  });
}

/** The row is locked: what is read of it is what is changed. */
async function setFields(identity: Acting, user: User, change: AccountChange): Promise<void> {
  const { store, clock } = identity;
  const { invitations, level, addPermissions = [], removePermissions = [], signTerms } = change;
  const fields = {
    ...(invitations === undefined ? {} : { invitations }),
    ...(level === undefined ? {} : { level }),
    ...(addPermissions.length + removePermissions.length === 0
      ? {}
      : { permissions: changedPermissions(user.permissions, addPermissions, removePermissions) }),
    ...(signTerms === true ? { hasSignedTerms: true, signedTermsAt: clock.now() } : {}),
  };
  if (Object.keys(fields).length === 0) return;
  await store.accounts.update(user.id, fields);
  await record(identity, store, {
    action: 'account.modify',
    object: accountObject(user),
    details: differences(user, fields),
  });
}

/** In the order in which they were given; what is both added and removed is removed. */
export function changedPermissions(
  held: readonly string[],
  added: readonly string[],
  removed: readonly string[],
): string[] {
  return [...new Set([...held, ...added])].filter((name) => !removed.includes(name));
}

/** Groups are made by those who make accounts; here a group that is not there is a mistake. */
async function moveBetweenGroups(identity: Acting, user: User, change: AccountChange): Promise<void> {
  const { store } = identity;
  const { addGroups = [], removeGroups = [] } = change;
  const ids = await store.groups.ids([...addGroups, ...removeGroups]);
  const known = (group: string): bigint => ids.get(group) ?? fail('group_not_found', { group });
  if (addGroups.length + removeGroups.length === 0) return;
  await store.groups.add(user.id, addGroups.map(known));
  await store.groups.remove(user.id, removeGroups.map(known));
  await record(identity, store, {
    action: 'account.groups',
    object: accountObject(user),
    details: { added: addGroups, removed: removeGroups },
  });
}

/** Gives an account another e-mail, and with it another display name; refused when somebody has it. */
async function setEmail(identity: Acting, user: User, wanted: string): Promise<void> {
  const email = checkedEmail(wanted);
  const namesakes = await identity.store.accounts.byName(email);
  if (namesakes.some(({ id }) => id !== user.id)) fail('user_exists', { email });
  // a link that went to the address before proves nothing of this one
  const change = {
    email,
    username: email.toLowerCase(),
    verificationHash: null,
    updatedAt: identity.clock.now(),
  };
  try {
    await identity.store.accounts.update(user.id, change);
    await record(identity, identity.store, {
      action: 'account.email',
      object: accountObject({ uuid: user.uuid, email }),
      details: { email: { from: user.email, to: email } },
    });
  } catch (cause) {
    if (isUniqueViolation(cause)) throw error('user_exists', { email }, { cause });
    throw cause;
  }
}
