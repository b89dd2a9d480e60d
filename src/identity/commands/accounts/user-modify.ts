import { CommandError, type CommandInput, defineCommand } from '#platform/command';
import { isAccepted } from '../../domain/accounts/account-state.ts';
import {
  type AccountChange,
  changeAccount,
  type ChangedAccount,
} from '../../domain/accounts/change-account.ts';
import { findUser } from '../../domain/accounts/find-account.ts';
import type { Identity } from '../../domain/identity.ts';
import type { User } from '../../store/accounts.ts';
import { countOf, passwordOf, passwordOption, textOf, textsOf } from '../options.ts';
import { baseQuotaChange } from './base-quota-change.ts';

type Options = CommandInput<Identity>['options'];

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
    const { service, options, args } = input;
    refuseContradictions(options);
    const wanted = changeOf(options);
    const user = await findUser(service, args[0] ?? '');
    const baseQuota = await baseQuotaChange(input, user);
    const password = await passwordOf(input);
    const change: AccountChange = {
      ...wanted,
      ...(baseQuota === undefined ? {} : { baseQuota }),
      ...(password === undefined ? {} : { password: { chosen: password } }),
    };
    if (Object.keys(change).length === 0)
      throw new CommandError('Nothing to change was given: see user-modify -h.');
    await confirmRemoval(input, user);
    tell(input, change, await changeAccount(service, user.uuid, change));
  },
});

const CONTRADICTIONS = [
  ['accept', 'reject'],
  ['setActive', 'setInactive'],
  ['setAdmin', 'setNoadmin'],
  ['password', 'renewPassword'],
] as const;

/** Of two orders that undo each other nobody can say which was meant. */
function refuseContradictions(options: Options): void {
  for (const [one, other] of CONTRADICTIONS) {
    if (options[one] !== undefined && options[other] !== undefined)
      throw new CommandError(`Give --${dashed(one)} or --${dashed(other)}, not both.`);
  }
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What the options ask for, save what needs a question first. */
function changeOf(options: Options): AccountChange {
  const given = (name: string): boolean => options[name] === true;
  const lists = (name: string): string[] | undefined =>
    options[name] === undefined ? undefined : textsOf(options, name);
  return definedOf({
    isAdmin: given('setAdmin') ? true : given('setNoadmin') ? false : undefined,
    reject: given('reject') ? { reason: textOf(options, 'rejectReason') ?? '' } : undefined,
    verify: given('verify') || undefined,
    accept: given('accept') || undefined,
    defaultProject: textOf(options, 'setDefaultProject'),
    activate: given('setActive') || undefined,
    deactivate: given('setInactive') ? { reason: textOf(options, 'inactiveReason') ?? null } : undefined,
    invitations: countOf(options, 'invitations', '--invitations'),
    level: countOf(options, 'level', '--level'),
    addGroups: lists('addGroup'),
    removeGroups: lists('deleteGroup'),
    addPermissions: lists('addPermission'),
    removePermissions: lists('deletePermission'),
    password: given('renewPassword') ? 'random' : undefined,
    renewToken: given('renewToken') || undefined,
    signTerms: given('signTerms') || undefined,
    remove: given('delete') || undefined,
    email: textOf(options, 'setEmail'),
  });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

async function confirmRemoval({ options, ask, out }: CommandInput<Identity>, user: User): Promise<void> {
  if (options['delete'] !== true || options['confirm'] === false) return;
  if (isAccepted(user)) throw new CommandError('Only an account that was never accepted can be deleted.');
  out.note(`1 account: ${user.email} (${user.uuid})`);
  if (!(await ask.confirm('Remove this account?'))) throw new CommandError('Nothing was changed.');
}

/** Says what is committed. */
function tell({ out }: CommandInput<Identity>, change: AccountChange, changed: ChangedAccount): void {
  const { uuid, acceptedByVerification, newPassword, newToken } = changed;
  if (change.reject !== undefined) out.note('Account rejected');
  if (change.verify === true)
    out.note(`Account verified (${acceptedByVerification ? 'accepted' : 'pending moderation'})`);
  if (change.accept === true) out.note('Account accepted and activated');
  if (change.defaultProject !== undefined) out.note('Default project set successfully');
  if (change.activate === true) out.note(`Account ${uuid} activated`);
  if (change.deactivate !== undefined) out.note(`Account ${uuid} deactivated`);
  if (newPassword !== undefined) out.secret("User's new password: ", newPassword);
  if (newToken === undefined) return;
  out.secret("User's new token: ", newToken.token);
  out.note(`It is shown only now, and lives until ${newToken.expiresAt.toISOString()}.`);
}
