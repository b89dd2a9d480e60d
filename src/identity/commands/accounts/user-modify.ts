import { CommandError, usageError } from '#platform/commands/command-error';
import type { OptionValues } from '#platform/commands/define-command';
import { argument, count, flag, list, text, tuples } from '#platform/commands/options';
import { secretOf } from '#platform/commands/questions';
import type { ServiceRun } from '#platform/commands/service-run';
import { isAccepted } from '../../domain/accounts/account-state.ts';
import {
  type AccountChange,
  changeAccount,
  type ChangedAccount,
} from '../../domain/accounts/change-account.ts';
import { findUser } from '../../domain/accounts/find-account.ts';
import type { Identity } from '../../domain/identity.ts';
import type { User } from '../../store/accounts/accounts.ts';
import { defineCommand } from '../command.ts';
import { password } from '../options.ts';
import { baseQuotaChange, wantedQuotaOf } from './base-quota-change.ts';

const options = {
  verify: flag('--verify', 'mark the e-mail as verified'),
  accept: flag('--accept', 'accept the verified account: it gets its project and becomes active'),
  reject: flag('--reject', 'turn the verified account down'),
  rejectReason: text('--reject-reason <reason>', 'why it is turned down'),
  setActive: flag('--set-active', 'let the accepted account in again'),
  setInactive: flag('--set-inactive', 'shut the account out'),
  inactiveReason: text('--inactive-reason <reason>', 'why it is shut out'),
  setAdmin: flag('--set-admin', 'make the account an administrator of the cloud'),
  setNoadmin: flag('--set-noadmin', 'make the account an ordinary one'),
  addGroups: list('--add-group <group>', 'put the account into a group; may be repeated'),
  removeGroups: list('--delete-group <group>', 'take the account out of a group; may be repeated'),
  addPermissions: list('--add-permission <permission>', 'give the account a permission; may be repeated'),
  removePermissions: list('--delete-permission <permission>', 'take a permission away; may be repeated'),
  password,
  renewPassword: flag('--renew-password', 'set a random password and show it'),
  renewToken: flag('--renew-token', 'make a new token and show it; the old one stops working'),
  signTerms: flag('--sign-terms', 'note that the terms of use were signed'),
  email: text('--set-email <email>', 'set another e-mail, without verification'),
  defaultProject: text(
    '--set-default-project <project>',
    'project that services charge when a request names none',
  ),
  baseQuota: tuples(
    '--set-base-quota <resource> <amount>',
    'what it may use of it in its own project, such as "pithos.diskspace 20GB"; inf is no limit, default what new accounts get',
  ),
  invitations: count('--invitations <count>', 'invitations that are left'),
  level: count('--level <level>', 'inviter level'),
  remove: flag('--delete', 'remove the account; only one that was never accepted'),
};

type Given = OptionValues<typeof options>;
type Run = Pick<ServiceRun<Identity>, 'ask' | 'out'>;

export const userModify = defineCommand({
  name: 'user-modify',
  summary: 'Verify, accept, change or remove an account',
  args: [argument('<user>', 'number, e-mail or uuid')],
  options,
  asks: [flag('-f, --no-confirm', 'do not ask before removing the account or changing its quota')],
  async run({ service, args: [name], options: given, ask, out }) {
    refuseContradictions(given);
    const asked = changeOf(given);
    const quota = wantedQuotaOf(given.baseQuota);
    if (Object.keys(asked).length === 0 && quota === undefined && given.password === undefined)
      throw usageError('Nothing to change was given: see user-modify -h.');
    const user = await findUser(service, name);
    const baseQuota = quota && (await baseQuotaChange({ service, ask, out }, user, quota));
    const chosen = await secretOf({ ask, out }, given.password, 'Password');
    const change: AccountChange = {
      ...asked,
      ...(baseQuota === undefined ? {} : { baseQuota }),
      ...(chosen === undefined ? {} : { password: { chosen } }),
    };
    if (given.remove) await confirmRemoval({ ask, out }, user);
    tell(out, change, await changeAccount(service, user.uuid, change));
  },
});

/** Of two orders that undo each other nobody can say which was meant. */
function refuseContradictions(given: Given): void {
  const pairs: [one: boolean, other: boolean, names: string][] = [
    [given.accept, given.reject, '--accept or --reject'],
    [given.setActive, given.setInactive, '--set-active or --set-inactive'],
    [given.setAdmin, given.setNoadmin, '--set-admin or --set-noadmin'],
    [given.password !== undefined, given.renewPassword, '--password or --renew-password'],
  ];
  const [, , names] = pairs.find(([one, other]) => one && other) ?? [];
  if (names !== undefined) throw usageError(`Give ${names}, not both.`);
}

/** What the options ask for, save what needs a question first. */
function changeOf(given: Given): AccountChange {
  const some = (words: string[]): string[] | undefined => (words.length === 0 ? undefined : words);
  return definedOf({
    isAdmin: given.setAdmin ? true : given.setNoadmin ? false : undefined,
    reject: given.reject ? { reason: given.rejectReason ?? '' } : undefined,
    verify: given.verify || undefined,
    accept: given.accept || undefined,
    defaultProject: given.defaultProject,
    activate: given.setActive || undefined,
    deactivate: given.setInactive ? { reason: given.inactiveReason ?? null } : undefined,
    invitations: given.invitations,
    level: given.level,
    addGroups: some(given.addGroups),
    removeGroups: some(given.removeGroups),
    addPermissions: some(given.addPermissions),
    removePermissions: some(given.removePermissions),
    password: given.renewPassword ? ('random' as const) : undefined,
    renewToken: given.renewToken || undefined,
    signTerms: given.signTerms || undefined,
    remove: given.remove || undefined,
    email: given.email,
  });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

async function confirmRemoval({ ask, out }: Run, user: User): Promise<void> {
  if (isAccepted(user)) throw new CommandError('Only an account that was never accepted can be deleted.');
  if (!ask.assumesYes) out.note(`1 account: ${user.email} (${user.uuid})`);
  if (!(await ask.confirm('Remove this account?'))) throw new CommandError('Nothing was changed.');
}

/** Says what is committed. */
function tell(out: Run['out'], change: AccountChange, changed: ChangedAccount): void {
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
