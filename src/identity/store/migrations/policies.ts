import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** Terms of use, profiles of what ways to log in allow, and when a link to verify an account was last sent. */
export async function createPolicies(db: Transaction<unknown>): Promise<void> {
  await sql`alter table users add column activation_sent_at timestamptz`.execute(db);
  // What people sign is kept as it was: the file may change under its name.
  await sql`
    create table terms (
      id bigint generated always as identity primary key,
      location text not null,
      document text not null,
      created_at timestamptz not null
    )`.execute(db);
  await sql`
    create table auth_profiles (
      id bigint generated always as identity primary key,
      name text not null unique,
      provider text not null,
      is_exclusive boolean not null,
      is_active boolean not null default true,
      priority integer not null default 1,
      may_add boolean,
      may_remove boolean,
      may_create boolean,
      may_login boolean,
      max_methods integer check (max_methods >= 0),
      is_required boolean,
      automoderates boolean
    )`.execute(db);
  await sql`
    create table auth_profile_users (
      profile_id bigint not null references auth_profiles on delete cascade,
      user_id bigint not null references users on delete cascade,
      primary key (profile_id, user_id)
    )`.execute(db);
  await sql`create index auth_profile_users_user on auth_profile_users (user_id)`.execute(db);
  await sql`
    create table auth_profile_groups (
      profile_id bigint not null references auth_profiles on delete cascade,
      group_id bigint not null references groups on delete cascade,
      primary key (profile_id, group_id)
    )`.execute(db);
  await sql`create index auth_profile_groups_group on auth_profile_groups (group_id)`.execute(db);
}
