import { isUniqueViolation } from '#platform/database';
import { error, fail } from '../../errors.ts';
import type { User } from '../../store/accounts.ts';
import { checkedEmail } from './create-user.ts';
import type { Identity } from '../identity.ts';
import { checkPassword } from '../sign-in/password-rule.ts';
import { renewToken } from '../tokens/tokens.ts';
import { memberStates, projectState } from '../states.ts';

/** Finds an account by uuid, by number, or by e-mail. */
export async function findUser(identity: Identity, name: string): Promise<User> {
  const { accounts } = identity.store;
  const found = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(name)
    ? await accounts.byUuid(name.toLowerCase())
    : /^\d{1,18}$/.test(name)
      ? await accounts.byId(BigInt(name))
      : (await accounts.byName(name))[0];
  return found ?? fail('user_unknown', { user: name });
}

/** Sets a password that is not easy to guess; every session ends, and the token is renewed where the settings say so. */
export async function setPassword(identity: Identity, user: User, password: string): Promise<void> {
  checkPassword(password, user);
  const passwordHash = await identity.passwords.hash(password);
  const now = identity.clock.now();
  await identity.store.transaction(async (tx) => {
    await tx.accounts.update(user.id, { passwordHash, updatedAt: now });
    await tx.accounts.addLocalMethod(user.id, now);
    await tx.signIn.removeAll(user.id);
  });
  // The new token is told to nobody: the old one stops, the next is made where the user asks for it.
  if (identity.settings.ASTAKOS_NEWPASSWD_INVALIDATE_TOKEN && user.tokenHash !== null) {
    await renewToken(identity, user.id);
  }
}

/** Gives an account another e-mail, and with it another display name; refused when somebody has it. */
export async function setEmail(identity: Identity, user: User, wanted: string): Promise<void> {
  const email = checkedEmail(wanted);
  const namesakes = await identity.store.accounts.byName(email);
  if (namesakes.some(({ id }) => id !== user.id)) fail('user_exists', { email });
  const change = { email, username: email.toLowerCase(), updatedAt: identity.clock.now() };
  try {
    await identity.store.accounts.update(user.id, change);
  } catch (cause) {
    if (isUniqueViolation(cause)) throw error('user_exists', { email }, { cause });
    throw cause;
  }
}

/** Puts an account into an existing group. */
export async function addToGroup(identity: Identity, user: User, group: string): Promise<void> {
  const id = await identity.store.accounts.groupId(group);
  await identity.store.accounts.addToGroup(user.id, id ?? fail('group_unknown', { group }));
}

export async function removeFromGroup(identity: Identity, user: User, group: string): Promise<void> {
  const id = await identity.store.accounts.groupId(group);
  await identity.store.accounts.removeFromGroup(user.id, id ?? fail('group_unknown', { group }));
}

const CANONICAL_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Chooses the project that services charge when a request names none. Refused in the order of spec/identity 1.5: unknown,
 * not alive, never a member, and not a member any more or suspended.
 */
export async function setDefaultProject(
  identity: Identity,
  user: { id: bigint },
  projectUuid: string,
): Promise<void> {
  const { projects, accounts } = identity.store;
  const found = CANONICAL_UUID.test(projectUuid) ? await projects.byUuid(projectUuid) : undefined;
  const project = found ?? fail('project_unknown', { project: projectUuid });
  if (project.state !== projectState.active && project.state !== projectState.suspended) {
    fail('project_not_alive', { project: projectUuid });
  }
  const membership =
    (await projects.membership(user.id, project.id)) ?? fail('no_membership', { project: projectUuid });
  if (!memberStates.includes(membership.state) || project.state === projectState.suspended) {
    fail('not_a_member', { project: projectUuid });
  }
  await accounts.update(user.id, { defaultProject: project.uuid, updatedAt: identity.clock.now() });
}
