import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** People, their groups, ways to log in, sessions, and the counters that slow guessing down. */
export async function createAccounts(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table users (
      id bigint generated always as identity primary key,
      uuid uuid not null unique,
      email text not null,
      username text not null check (username = lower(username)),
      first_name text not null,
      last_name text not null,
      password_hash text,
      is_active boolean not null default false,
      email_verified boolean not null default false,
      verified_at timestamptz,
      moderated boolean not null default false,
      moderated_at timestamptz,
      accepted_policy text,
      accepted_email text,
      is_rejected boolean not null default false,
      rejected_reason text,
      deactivated_reason text,
      deactivated_at timestamptz,
      has_signed_terms boolean not null default true,
      signed_terms_at timestamptz,
      token_hash bytea unique check (octet_length(token_hash) = 32),
      token_created_at timestamptz,
      token_expires_at timestamptz,
      permissions text[] not null default '{}',
      level integer not null default 4,
      invitations integer not null default 0,
      default_project uuid,
      joined_at timestamptz not null,
      updated_at timestamptz not null,
      last_login_at timestamptz,
      check (not is_active or (email_verified and moderated and not is_rejected))
    )`.execute(db);
  await sql`create unique index users_verified_name on users (username) where email_verified`.execute(db);
  await sql`create unique index users_verified_email on users (lower(email)) where email_verified`.execute(
    db,
  );
  await sql`create index users_username on users (username)`.execute(db);
  await sql`
    create table groups (
      id bigint generated always as identity primary key,
      name text not null unique
    )`.execute(db);
  await sql`
    create table user_groups (
      user_id bigint not null references users on delete cascade,
      group_id bigint not null references groups on delete cascade,
      primary key (user_id, group_id)
    )`.execute(db);
  await sql`create index user_groups_group on user_groups (group_id)`.execute(db);
  await sql`
    create table sign_in_methods (
      id bigint generated always as identity primary key,
      user_id bigint not null references users on delete cascade,
      module text not null,
      issuer text not null default '',
      subject text not null default '',
      active boolean not null default true,
      created_at timestamptz not null,
      last_login_at timestamptz,
      unique (user_id, module, issuer, subject)
    )`.execute(db);
  await sql`
    create unique index sign_in_methods_outside on sign_in_methods (module, issuer, subject) where module <> 'local'`.execute(
    db,
  );
  await sql`
    create table sessions (
      id bigint generated always as identity primary key,
      secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
      user_id bigint not null references users on delete cascade,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      address text not null,
      user_agent text not null
    )`.execute(db);
  await sql`create index sessions_user on sessions (user_id, created_at)`.execute(db);
  await sql`create index sessions_expiry on sessions (expires_at)`.execute(db);
  await sql`
    create table sign_in_attempts (
      key text primary key,
      window_started_at timestamptz not null,
      attempts integer not null,
      next_allowed_at timestamptz not null
    )`.execute(db);
}
