import { sql } from 'kysely';
import type { Transaction } from '#platform/database/database';

/** The quota ledger. The check constraints are the last line of defence behind the arithmetic of the domain. */
export async function createQuota(db: Transaction<unknown>): Promise<void> {
  await sql`
    create table holdings (
      id bigint generated always as identity primary key,
      holder text not null,
      source text,
      resource text not null,
      upper_limit bigint not null check (upper_limit >= 0),
      usage_min bigint not null default 0 check (usage_min >= 0),
      usage_max bigint not null default 0,
      check (usage_min <= usage_max),
      -- The resource stands before the source so that the index also serves look-ups by holder and resource.
      constraint holdings_key unique nulls not distinct (holder, resource, source)
    )`.execute(db);
  await sql`create index holdings_source on holdings (source) where source is not null`.execute(db);
  await sql`create sequence commission_serials as bigint minvalue 1 no cycle`.execute(db);
  await sql`
    create table commissions (
      serial bigint primary key,
      component_id bigint not null references components,
      client_key text not null,
      name text not null,
      issued_at timestamptz not null
    )`.execute(db);
  await sql`create index commissions_component on commissions (component_id, serial)`.execute(db);
  await sql`
    create table provisions (
      id bigint generated always as identity primary key,
      serial bigint not null references commissions on delete cascade,
      holding_id bigint not null references holdings,
      quantity bigint not null
    )`.execute(db);
  await sql`create index provisions_serial on provisions (serial, id)`.execute(db);
  await sql`create index provisions_holding on provisions (holding_id)`.execute(db);
  await sql`
    create table provision_log (
      id bigint generated always as identity primary key,
      serial bigint not null,
      client_key text not null,
      name text not null,
      issued_at timestamptz not null,
      resolved_at timestamptz not null,
      holder text not null,
      source text,
      resource text not null,
      upper_limit bigint not null,
      usage_min bigint not null,
      usage_max bigint not null,
      delta_quantity bigint not null,
      reason text not null check (length(reason) <= 128)
    )`.execute(db);
  await sql`create index provision_log_serial on provision_log (serial)`.execute(db);
  await sql`
    create table commission_keys (
      component_id bigint not null references components on delete cascade,
      key_hash bytea not null check (octet_length(key_hash) = 32),
      body_hash bytea not null,
      serial bigint not null,
      created_at timestamptz not null,
      primary key (component_id, key_hash)
    )`.execute(db);
  await sql`create index commission_keys_age on commission_keys (created_at)`.execute(db);
  await sql`
    create table database_origin (
      one boolean primary key default true check (one),
      system_identifier text not null,
      timeline bigint not null,
      recovery_epoch bigint not null default 0
    )`.execute(db);
}
