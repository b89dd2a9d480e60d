import type { ColumnType, Generated } from 'kysely';
import type { AccountState } from '#contract/users';

export interface UsersTable {
  id: Generated<bigint>;
  uuid: string;
  email: string;
  username: string;
  first_name: string;
  last_name: string;
  password_hash: string | null;
  is_active: Generated<boolean>;
  email_verified: Generated<boolean>;
  verified_at: Date | null;
  moderated: Generated<boolean>;
  moderated_at: Date | null;
  accepted_policy: string | null;
  accepted_email: string | null;
  is_rejected: Generated<boolean>;
  rejected_reason: string | null;
  deactivated_reason: string | null;
  deactivated_at: Date | null;
  has_signed_terms: Generated<boolean>;
  signed_terms_at: Date | null;
  token_hash: Buffer | null;
  token_created_at: Date | null;
  token_expires_at: Date | null;
  permissions: Generated<string[]>;
  level: Generated<number>;
  invitations: Generated<number>;
  default_project: string | null;
  joined_at: Date;
  updated_at: Date;
  last_login_at: Date | null;
  /** Made by the database of the others. */
  state: ColumnType<AccountState, never, never>;
  /** When a link to verify the account was last sent. */
  activation_sent_at: Date | null;
  /** Of the key in that link. */
  verification_hash: Buffer | null;
}

export interface GroupsTable {
  id: Generated<bigint>;
  name: string;
}

export interface UserGroupsTable {
  user_id: bigint;
  group_id: bigint;
}

/** People and their groups. */
export interface AccountsTables {
  users: UsersTable;
  groups: GroupsTable;
  user_groups: UserGroupsTable;
}
