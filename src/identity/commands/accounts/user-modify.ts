import { ADMIN_ROLE } from '#contract/identity';
import { CommandError, type CommandInput, defineCommand } from '#platform/command';
import { ServiceError } from '#platform/errors';
import { isAccepted } from '../../domain/accounts/account-state.ts';
import {
  acceptUser,
  activateUser,
  deactivateUser,
  rejectUser,
  removeUser,
  verifyUser,
} from '../../domain/accounts/account-transitions.ts';
import { randomPassword } from '../../domain/accounts/first-administrator.ts';
import { setBaseQuota } from '../../domain/quota/base-quota.ts';
import type { Identity } from '../../domain/identity.ts';
import {
  addToGroup,
  findUser,
  removeFromGroup,
  setDefaultProject,
  setEmail,
  setPassword,
} from '../../domain/accounts/modify-user.ts';
import { renewToken } from '../../domain/tokens/tokens.ts';
import type { User } from '../../store/accounts.ts';
import { baseQuotaChange } from './base-quota-change.ts';
import { holdOutput } from '../held-output.ts';
import { countOf, passwordOf, passwordOption, textOf, textsOf } from '../options.ts';

/** Options that change something; the others only say how or why. */
const CHANGES = new Set([
  ...['verify', 'accept', 'reject', 'setActive', 'setInactive', 'setAdmin', 'setNoadmin', 'delete'],
  ...['addGroup', 'deleteGroup', 'addPermission', 'deletePermission', 'password', 'renewPassword'],
  ...['renewToken', 'signTerms', 'setEmail', 'setDefaultProject', 'setBaseQuota', 'invitations', 'level'],
]);

export const userModify = defineCommand<Identity>({
  name: 'user-modify',
  role: 'identity',
  summary: 'Verify, accept, change or remove an account',
  arguments: [{ name: '<user>', help: 'number, e-mail or uuid' }],
  options: [
    { flags: '--verify', help: 'mark the e-mail as verified' },
    { flags: '--accept', help: 'accept the verified account: it gets its project and becomes active' },
    { flags: '--reject', help: 'turn the verified account down' },
    { flags: '--reject-reason <reason>', help: 'why it is turned down' },
    { flags: '--set-active', help: 'let the accepted account in again' },
    { flags: '--set-inactive', help: 'shut the account out' },
    { flags: '--inactive-reason <reason>', help: 'why it is shut out' },
    { flags: '--set-admin', help: 'make the account an administrator of the cloud' },
    { flags: '--set-noadmin', help: 'make the account an ordinary one' },
    { flags: '--add-group <group...>', help: 'put the account into a group' },
    { flags: '--delete-group <group...>', help: 'take the account out of a group' },
    { flags: '--add-permission <permission...>', help: 'give the account a permission' },
    { flags: '--delete-permission <permission...>', help: 'take a permission away' },
    passwordOption,
    { flags: '--renew-password', help: 'set a random password and show it' },
    { flags: '--renew-token', help: 'make a new token and show it; the old one stops working' },
    { flags: '--sign-terms', help: 'note that the terms of use were signed' },
    { flags: '--set-email <email>', help: 'set another e-mail, without verification' },
    {
      flags: '--set-default-project <project>',
      help: 'project that services charge when a request names none',
    },
    {
      flags: '--set-base-quota <words...>',
      help: 'RESOURCE AMOUNT: what it may use in its own project, such as "pithos.diskspace 20GB"; inf is no limit, default what new accounts get',
    },
    { flags: '--invitations <count>', help: 'invitations that are left' },
    { flags: '--level <level>', help: 'inviter level' },
    { flags: '--delete', help: 'remove the account; only one that was never accepted' },
    { flags: '-f, --no-confirm', help: 'do not ask before removing the account or changing its quota' },
  ],
  async handle(input) {
    refuseContradictions(input.options);
    const user = await findUser(input.service, input.args[0] ?? '');
    const quota = await baseQuotaChange(input, user);
    const password = await passwordOf(input);
    await confirmRemoval(input, user);
    // One transaction: a refused step takes the others back, and a password or token that was taken back is never told.
    const held = holdOutput(input.out);
    await input.service.store.transaction(async (store) => {
      const service: Identity = { ...input.service, store };
      for (const step of steps)
        await step(
          { ...input, service, out: held.out },
          (await store.accounts.byUuid(user.uuid)) ?? user,
          password,
        );
      if (quota !== undefined) await setBaseQuota(service, user, quota.resource, quota.limit);
    });
    held.release();
  },
});

const CONTRADICTIONS = [
  ['accept', 'reject'],
  ['setActive', 'setInactive'],
  ['setAdmin', 'setNoadmin'],
  ['password', 'renewPassword'],
] as const;

/** Of two orders that undo each other nobody can say which was meant. */
function refuseContradictions(options: CommandInput<Identity>['options']): void {
  const given = Object.keys(options).filter((name) => CHANGES.has(name));
  if (given.length === 0) throw new CommandError('Nothing to change was given: see user-modify -h.');
  for (const [one, other] of CONTRADICTIONS) {
    if (options[one] !== undefined && options[other] !== undefined)
      throw new CommandError(`Give --${dashed(one)} or --${dashed(other)}, not both.`);
  }
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

type Step = (input: CommandInput<Identity>, user: User, password: string | undefined) => Promise<void>;

/** In the order of the original (spec/identity 6.2). */
const steps: Step[] = [
  changeAdmin,
  moderate,
  changeDefaultProject,
  changeActivity,
  changeInvitations,
  changeGroups,
  changePermissions,
  changePassword,
  changeToken,
  signTerms,
  remove,
  changeEmail,
];

async function confirmRemoval({ options, ask, out }: CommandInput<Identity>, user: User): Promise<void> {
  if (options['delete'] !== true || options['confirm'] === false) return;
  if (isAccepted(user)) throw new CommandError('Only an account that was never accepted can be deleted.');
  out.note(`1 account: ${user.email} (${user.uuid})`);
  if (!(await ask.confirm('Remove this account?'))) throw new CommandError('Nothing was changed.');
}

async function changeAdmin({ service, options }: CommandInput<Identity>, user: User): Promise<void> {
  if (options['setAdmin'] === true) {
    await service.store.accounts.addToGroup(user.id, await service.store.accounts.ensureGroup(ADMIN_ROLE));
  }
  if (options['setNoadmin'] === true) {
    await service.store.accounts.removeFromGroup(
      user.id,
      await service.store.accounts.ensureGroup(ADMIN_ROLE),
    );
  }
}

async function moderate({ service, options, out }: CommandInput<Identity>, { uuid }: User): Promise<void> {
  if (options['reject'] === true) {
    await named('reject', rejectUser(service, uuid, textOf(options, 'rejectReason') ?? ''));
    out.note('Account rejected');
  }
  if (options['verify'] === true) {
    const user = await named('verify', verifyUser(service, uuid));
    out.note(`Account verified (${user.isActive ? 'accepted' : 'pending moderation'})`);
  }
  if (options['accept'] === true) {
    await named('accept', acceptUser(service, uuid));
    out.note('Account accepted and activated');
  }
}

async function named<T>(action: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof ServiceError)
      throw new CommandError(`Failed to ${action}: ${cause.message}`, { cause });
    throw cause;
  }
}

async function changeDefaultProject(
  { service, options, out }: CommandInput<Identity>,
  user: User,
): Promise<void> {
  const project = textOf(options, 'setDefaultProject');
  if (project === undefined) return;
  await setDefaultProject(service, user, project);
  out.note('Default project set successfully');
}

async function changeActivity(
  { service, options, out }: CommandInput<Identity>,
  { uuid }: User,
): Promise<void> {
  if (options['setActive'] === true) {
    await named('activate', activateUser(service, uuid));
    out.note(`Account ${uuid} activated`);
  }
  if (options['setInactive'] === true) {
    await named('deactivate', deactivateUser(service, uuid, textOf(options, 'inactiveReason') ?? null));
    out.note(`Account ${uuid} deactivated`);
  }
}

async function changeInvitations({ service, options }: CommandInput<Identity>, user: User): Promise<void> {
  const invitations = countOf(options, 'invitations', '--invitations');
  const level = countOf(options, 'level', '--level');
  if (invitations === undefined && level === undefined) return;
  await service.store.accounts.update(user.id, {
    ...(invitations === undefined ? {} : { invitations }),
    ...(level === undefined ? {} : { level }),
  });
}

async function changeGroups({ service, options }: CommandInput<Identity>, user: User): Promise<void> {
  for (const group of textsOf(options, 'addGroup')) await addToGroup(service, user, group);
  for (const group of textsOf(options, 'deleteGroup')) await removeFromGroup(service, user, group);
}

async function changePermissions({ service, options }: CommandInput<Identity>, user: User): Promise<void> {
  const [added, deleted] = [textsOf(options, 'addPermission'), textsOf(options, 'deletePermission')];
  if (added.length + deleted.length === 0) return;
  const permissions = [...new Set([...user.permissions, ...added])].filter((name) => !deleted.includes(name));
  await service.store.accounts.update(user.id, { permissions });
}

async function changePassword(
  { service, options, out }: CommandInput<Identity>,
  user: User,
  password: string | undefined,
): Promise<void> {
  const made = options['renewPassword'] === true ? randomPassword(service) : undefined;
  const wanted = made ?? password;
  if (wanted === undefined) return;
  await setPassword(service, user, wanted);
  if (made !== undefined) out.line(`User's new password: ${made}`);
}

async function changeToken({ service, options, out }: CommandInput<Identity>, user: User): Promise<void> {
  if (options['renewToken'] !== true) return;
  const { token, expiresAt } = await renewToken(service, user.id);
  out.line(`User's new token: ${token}`);
  out.note(`It is shown only now, and lives until ${expiresAt.toISOString()}.`);
}

async function signTerms({ service, options, clock }: CommandInput<Identity>, user: User): Promise<void> {
  if (options['signTerms'] !== true) return;
  await service.store.accounts.update(user.id, { hasSignedTerms: true, signedTermsAt: clock.now() });
}

async function remove({ service, options }: CommandInput<Identity>, { uuid }: User): Promise<void> {
  if (options['delete'] === true) await removeUser(service, uuid);
}

async function changeEmail({ service, options }: CommandInput<Identity>, user: User): Promise<void> {
  const email = textOf(options, 'setEmail');
  if (email !== undefined) await setEmail(service, user, email);
}
