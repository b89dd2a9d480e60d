import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** Projects, their policies, applications and members. State numbers are those of spec/identity 1.8. */
export async function createProjects(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table projects (
      id bigint generated always as identity primary key,
      uuid uuid not null unique,
      is_base boolean not null,
      realname text not null,
      name text unique,
      owner_id bigint references users,
      homepage text not null default '',
      description text not null default '',
      private boolean not null default false,
      join_policy smallint not null check (join_policy in (1, 2, 3)),
      leave_policy smallint not null check (leave_policy in (1, 2, 3)),
      max_members bigint not null check (max_members >= 0),
      state smallint not null check (state in (0, 1, 10, 100, 1000)),
      created_at timestamptz not null,
      end_at timestamptz not null,
      deactivated_at timestamptz,
      last_application_id bigint
    )`.execute(db);
  await sql`create index projects_owner on projects (owner_id)`.execute(db);
  await sql`
    create table project_log (
      id bigint generated always as identity primary key,
      project_id bigint not null references projects on delete cascade,
      from_state smallint,
      to_state smallint not null,
      at timestamptz not null,
      actor_id bigint references users on delete set null,
      reason text not null default '',
      comments text not null default ''
    )`.execute(db);
  await sql`create index project_log_project on project_log (project_id, id)`.execute(db);
  await sql`
    create table project_quotas (
      project_id bigint not null references projects on delete cascade,
      resource_id bigint not null references resources,
      project_capacity bigint not null check (project_capacity >= 0),
      member_capacity bigint not null check (member_capacity >= 0),
      primary key (project_id, resource_id)
    )`.execute(db);
  await createApplications(db);
  await createMemberships(db);
}

async function createApplications(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table applications (
      id bigint generated always as identity primary key,
      project_id bigint not null references projects on delete cascade,
      applicant_id bigint not null references users,
      owner_id bigint references users,
      state smallint not null check (state between 0 and 5),
      name text,
      homepage text,
      description text,
      comments text,
      start_at timestamptz,
      end_at timestamptz,
      join_policy smallint check (join_policy in (1, 2, 3)),
      leave_policy smallint check (leave_policy in (1, 2, 3)),
      max_members bigint check (max_members >= 0),
      private boolean,
      issued_at timestamptz not null,
      response text,
      response_at timestamptz,
      response_actor_id bigint references users
    )`.execute(db);
  await sql`create index applications_project on applications (project_id, id)`.execute(db);
  await sql`
    alter table projects
      add constraint projects_last_application foreign key (last_application_id) references applications on delete set null`.execute(
    db,
  );
  await sql`
    create table application_quotas (
      application_id bigint not null references applications on delete cascade,
      resource_id bigint not null references resources,
      project_capacity bigint not null check (project_capacity >= 0),
      member_capacity bigint not null check (member_capacity >= 0),
      primary key (application_id, resource_id)
    )`.execute(db);
}

async function createMemberships(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table memberships (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      project_id bigint not null references projects on delete cascade,
      state smallint not null check (state in (0, 1, 5, 10, 100, 101, 200)),
      initialized boolean not null,
      unique (user_id, project_id)
    )`.execute(db);
  await sql`create index memberships_project on memberships (project_id)`.execute(db);
  await sql`
    create table membership_log (
      id bigint generated always as identity primary key,
      membership_id bigint not null references memberships on delete cascade,
      from_state smallint,
      to_state smallint not null,
      at timestamptz not null,
      actor_id bigint references users on delete set null,
      reason text not null default '',
      comments text not null default ''
    )`.execute(db);
  await sql`create index membership_log_membership on membership_log (membership_id, id)`.execute(db);
}
