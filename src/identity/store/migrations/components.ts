import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** The services of the cloud, where they answer, and what they count. */
export async function createComponents(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table components (
      id bigint generated always as identity primary key,
      name text not null unique,
      base_url text,
      ui_url text,
      token_hash bytea not null unique check (octet_length(token_hash) = 32),
      token_created_at timestamptz not null,
      token_expires_at timestamptz,
      may_force boolean not null default false
    )`.execute(db);
  await sql`
    create table services (
      id bigint generated always as identity primary key,
      component_id bigint not null references components on delete cascade,
      name text not null unique,
      type text not null
    )`.execute(db);
  await sql`
    create table endpoints (
      id bigint generated always as identity primary key,
      service_id bigint not null references services on delete cascade,
      attributes jsonb not null
    )`.execute(db);
  await sql`create index endpoints_service on endpoints (service_id)`.execute(db);
  // Resources outlive their service (spec/identity 2.5), so the origin is a name and no reference.
  await sql`
    create table resources (
      id bigint generated always as identity primary key,
      name text not null unique,
      description text not null,
      unit text,
      service_type text not null,
      service_origin text not null,
      system_default bigint not null check (system_default >= 0),
      project_default bigint not null check (project_default >= 0),
      ui_visible boolean not null,
      api_visible boolean not null,
      check (api_visible or not ui_visible)
    )`.execute(db);
}
