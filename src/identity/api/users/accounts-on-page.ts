import { z } from 'zod';
import { ADMIN_ROLE } from '#contract/admin-role';
import { IDENTITY_UI_PREFIX } from '#contract/identity';
import { INFINITE } from '#contract/infinite';
import { int64, isoTime, uuid } from '#contract/scalars';
import {
  AccountsReply,
  AccountState,
  type ConsoleAccount,
  ConsoleAccountReply,
  type ListedAccount,
} from '#contract/users';
import { accountOnPage, type AccountOnPage } from '../../domain/accounts/account-on-page.ts';
import { administerAccount } from '../../domain/accounts/administer-account.ts';
import type { AccountChange } from '../../domain/accounts/change-account.ts';
import { sendVerificationLink } from '../../domain/accounts/verification-link.ts';
import type { Identity } from '../../domain/identity.ts';
import { projectStatus } from '../../domain/projects/project-status.ts';
import { membershipState, nameOf } from '../../domain/states.ts';
import { fullName } from '../../domain/tokens/authentication.ts';
import { fail } from '../../errors.ts';
import type { AccountRow } from '../../store/accounts/administered-accounts.ts';
import { administrator } from '../access.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';

const USERS = `${IDENTITY_UI_PREFIX}/users`;
const number = z.string().regex(/^\d{1,9}$/, 'is no number');
const params = z.object({ id: uuid });
/** One line or several, without what no database keeps. */
const plain = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\0]*$/, 'has a character that no text has');

const listAccounts = route({
  method: 'GET',
  path: USERS,
  access: administrator,
  summary: 'Accounts of the cloud, the newest first or by e-mail',
  query: z.object({
    offset: number.default('0').transform(Number),
    limit: number.default('100').transform((text) => Math.min(Number(text), 1000)),
    state: AccountState.optional(),
    match: plain(300).optional(),
    order: z.enum(['joined', 'name']).default('joined'),
    down: z.literal('true').optional(),
  }),
  reply: { 200: AccountsReply },
  async handle({ service, query: { down, ...wanted } }) {
    const { rows, total } = await service.store.administeredAccounts.list({
      ...{ state: wanted.state, match: wanted.match, order: wanted.order },
      ...{ offset: wanted.offset, limit: wanted.limit, down: down !== undefined },
    });
    return { body: { accounts: rows.map((row) => listed(row, row.isAdmin)), total } };
  },
});

const showAccount = route({
  method: 'GET',
  path: `${USERS}/:id`,
  access: administrator,
  summary: 'All of one account',
  params,
  reply: { 200: ConsoleAccountReply },
  handle: async ({ service, params: { id } }) => ({ body: await shown(service, id) }),
});

const nothing = z.strictObject({});
const Deed = z.strictObject({
  verify: nothing.optional(),
  accept: nothing.optional(),
  reject: z.strictObject({ reason: plain(2000) }).optional(),
  activate: nothing.optional(),
  deactivate: z.strictObject({ reason: plain(2000) }).optional(),
  resend: nothing.optional(),
  end_sessions: nothing.optional(),
  set_admin: z.strictObject({ admin: z.boolean() }).optional(),
  add_group: z.strictObject({ group: plain(255) }).optional(),
  remove_group: z.strictObject({ group: plain(255) }).optional(),
  set_limit: z
    .strictObject({
      resource: plain(255),
      limit: int64.refine((limit) => limit >= 0n && limit <= INFINITE, 'is no limit'),
    })
    .optional(),
});

const actOnAccount = route({
  method: 'POST',
  path: `${USERS}/:id/action`,
  access: administrator,
  summary:
    'Verify, accept, reject, activate or deactivate an account, mail its link again, end its sessions, change groups or a limit',
  params,
  body: Deed,
  reply: { 200: ConsoleAccountReply },
  async handle({ service, caller, request, params: { id }, body }) {
    const on = acting(service, request, caller);
    const deeds = Object.keys(body).length;
    if (deeds !== 1) fail(deeds === 0 ? 'no_action' : 'many_actions');
    if (body.resend === undefined) await administerAccount(on, caller.uuid, id, changeOf(body));
    else if ((await sendVerificationLink(on, id)) !== 'sent') fail('link_not_sent');
    return { body: await shown(service, id) };
  },
});

function changeOf(deed: z.output<typeof Deed>): AccountChange {
  if (deed.verify !== undefined) return { verify: true };
  if (deed.accept !== undefined) return { accept: true };
  if (deed.reject !== undefined) return { reject: { reason: deed.reject.reason.trim() } };
  if (deed.activate !== undefined) return { activate: true };
  if (deed.deactivate !== undefined) return { deactivate: { reason: deed.deactivate.reason.trim() || null } };
  if (deed.end_sessions !== undefined) return { endSessions: true };
  if (deed.set_admin !== undefined) return { isAdmin: deed.set_admin.admin };
  if (deed.add_group !== undefined) return { addGroups: [deed.add_group.group] };
  if (deed.remove_group !== undefined) return { removeGroups: [deed.remove_group.group] };
  const { resource, limit } = deed.set_limit ?? fail('no_action');
  return { baseQuota: { [resource]: limit } };
}

async function shown(service: Identity, id: string): Promise<z.input<typeof ConsoleAccountReply>> {
  const page = await accountOnPage(service, id);
  return { account: accountDocument(page), groups: page.allGroups };
}

const timeOf = (time: Date | null): string | null => (time === null ? null : isoTime(time));

function listed(user: Omit<AccountRow, 'isAdmin'>, admin: boolean): ListedAccount {
  return {
    uuid: user.uuid,
    email: user.email,
    name: fullName(user),
    state: user.state,
    admin,
    joined: isoTime(user.joinedAt),
    last_login: timeOf(user.lastLoginAt),
  };
}

function accountDocument({
  user,
  groups,
  sessions,
  quota,
  memberships,
  owned,
}: AccountOnPage): ConsoleAccount {
  const byProject = Map.groupBy(quota, ({ source }) => (source ?? '').replace(/^project:/, ''));
  return {
    ...listed(user, groups.includes(ADMIN_ROLE)),
    id: Number(user.id),
    first_name: user.firstName,
    last_name: user.lastName,
    verified: timeOf(user.verifiedAt),
    decided: timeOf(user.moderatedAt),
    accepted_policy: user.acceptedPolicy,
    rejected_reason: user.isRejected ? user.rejectedReason : null,
    deactivated: user.state === 'inactive' ? timeOf(user.deactivatedAt) : null,
    deactivated_reason: user.deactivatedReason,
    activation_sent: timeOf(user.activationSentAt),
    token_expires: timeOf(user.tokenExpiresAt),
    groups,
    sessions,
    quota: [...byProject].map(([project, rows]) => ({
      project,
      resources: Object.fromEntries(
        rows.map(({ resource, usageMax: usage, limit }) => [resource, { usage, limit }]),
      ),
    })),
    memberships: memberships.map(({ uuid: project, realname: name, state }) => ({
      project,
      name,
      state: nameOf(membershipState, state),
    })),
    owned: owned.map(({ uuid: project, realname: name, state, applicationState }) => ({
      project,
      name,
      state: projectStatus(state, applicationState),
    })),
  };
}

export const accountRoutes = [listAccounts, showAccount, actOnAccount];
