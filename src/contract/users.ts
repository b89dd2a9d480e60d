import { z } from 'zod';
import { int64 } from './scalars.ts';
import { ACCOUNT_STATES } from './user-words.ts';

/* Accounts as administrators see them: in the API of spec/identity 1.3, and in the console. */

export const AccountState = z.enum(ACCOUNT_STATES);
export type AccountState = z.infer<typeof AccountState>;

const time = z.string().nullable();

/** An account of the administration API; the dates are left out of the short list. */
export const AdminUser = z.object({
  id: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  is_active: z.boolean(),
  is_rejected: z.boolean(),
  deactivated_reason: z.string().nullable(),
  accepted_policy: z.string().nullable(),
  rejected_reason: z.string().nullable(),
  date_joined: z.string().optional(),
  moderated_at: time.optional(),
  verified_at: time.optional(),
  auth_token_expires: time.optional(),
  roles: z.array(z.string()),
  authentication_methods: z.array(
    z.object({
      backend: z.string(),
      identifier: z.string(),
      active: z.boolean(),
      affiliation: z.string().nullable(),
      metadata: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type AdminUser = z.infer<typeof AdminUser>;

export const AdminUserReply = z.object({ user: AdminUser });

/** What became of a user by an action, or a new one with what he logs in with. */
export const AdminUserChangeReply = z.object({
  user: z.object({
    id: z.string(),
    password: z.string().optional(),
    auth_token: z.string().optional(),
    is_active: z.boolean().optional(),
    has_signed_terms: z.boolean().optional(),
    default_project: z.string().optional(),
  }),
});

/** A row of the console's list. */
export const ListedAccount = z.object({
  uuid: z.string(),
  email: z.string(),
  name: z.string(),
  state: AccountState,
  admin: z.boolean(),
  joined: z.string(),
  last_login: time,
});
export type ListedAccount = z.infer<typeof ListedAccount>;

export const AccountsReply = z.object({ accounts: z.array(ListedAccount), total: z.number() });

/** All of one account. */
export const ConsoleAccount = ListedAccount.extend({
  id: z.number(),
  first_name: z.string(),
  last_name: z.string(),
  verified: time,
  /** Accepted or rejected. */
  decided: time,
  accepted_policy: z.string().nullable(),
  rejected_reason: z.string().nullable(),
  deactivated: time,
  deactivated_reason: z.string().nullable(),
  activation_sent: time,
  token_expires: time,
  groups: z.array(z.string()),
  /** Open sessions of the console. */
  sessions: z.number(),
  /** By project; that of the account itself has its uuid. */
  quota: z.array(
    z.object({
      project: z.string(),
      resources: z.record(z.string(), z.object({ usage: int64, limit: int64 })),
    }),
  ),
  memberships: z.array(z.object({ project: z.string(), name: z.string(), state: z.string() })),
  owned: z.array(z.object({ project: z.string(), name: z.string(), state: z.string() })),
});
export type ConsoleAccount = z.infer<typeof ConsoleAccount>;

export const ConsoleAccountReply = z.object({ account: ConsoleAccount, groups: z.array(z.string()) });
