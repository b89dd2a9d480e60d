import type { Generated } from 'kysely';

export interface TermsTable {
  id: Generated<bigint>;
  /** The file that they were read from. */
  location: string;
  document: string;
  created_at: Date;
}

/** What a way to log in allows, for chosen users and groups; null leaves what stands elsewhere. */
export interface AuthProfilesTable {
  id: Generated<bigint>;
  name: string;
  provider: string;
  /** It applies to every provider but this one. */
  is_exclusive: boolean;
  is_active: Generated<boolean>;
  priority: Generated<number>;
  may_add: boolean | null;
  may_remove: boolean | null;
  may_create: boolean | null;
  may_login: boolean | null;
  max_methods: number | null;
  is_required: boolean | null;
  automoderates: boolean | null;
}

export interface AuthProfileUsersTable {
  profile_id: bigint;
  user_id: bigint;
}

export interface AuthProfileGroupsTable {
  profile_id: bigint;
  group_id: bigint;
}

/** Terms of use, and what ways to log in allow whom. */
export interface PoliciesTables {
  terms: TermsTable;
  auth_profiles: AuthProfilesTable;
  auth_profile_users: AuthProfileUsersTable;
  auth_profile_groups: AuthProfileGroupsTable;
}
