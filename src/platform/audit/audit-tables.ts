import { type ColumnType, type Generated, sql } from 'kysely';
import type { AuditActorKind, AuditOutcome, AuditSource } from '#contract/audit-words';
import type { Migrations } from '../database/database.ts';

interface AuditEntriesTable {
  id: Generated<bigint>;
  at: Date;
  source: AuditSource;
  actor_kind: AuditActorKind;
  actor_id: string | null;
  actor_name: string;
  address: string | null;
  request: string | null;
  action: string;
  outcome: AuditOutcome;
  object_kind: string;
  object_id: string | null;
  object_name: string | null;
  /** All by which the entry is found: the object, and others that it is about. */
  about: string[];
  /** JSON, byte for byte as it was hashed. */
  details: string;
  /** Null until it is chained. */
  batch: bigint | null;
}

interface AuditBatchesTable {
  number: bigint;
  made_at: Date;
  ids: ColumnType<string[], bigint[], never>;
  /** SHA-256 of each entry, in the order of `ids`. */
  digests: Buffer;
  previous: Buffer;
  hash: Buffer;
}

interface AuditChainTable {
  one: Generated<boolean>;
  pruned_batch: Generated<bigint>;
  /** The hash that the first batch which is kept follows. */
  pruned_hash: Buffer;
}

/** What an audited service has in its schema. */
export interface AuditTables {
  audit_entries: AuditEntriesTable;
  audit_batches: AuditBatchesTable;
  audit_chain: AuditChainTable;
}

export type AuditEntriesColumns = AuditEntriesTable;
export type AuditBatchesColumns = AuditBatchesTable;

/** Belongs among the migrations of every service whose changes are audited. */
export const auditMigration: Migrations[string] = {
  async up(db) {
    await sql`
      create table audit_entries (
        id bigint generated always as identity primary key,
        at timestamptz(3) not null,
        source text not null,
        actor_kind text not null,
        actor_id text,
        actor_name text not null,
        address text,
        request text,
        action text collate "C" not null,
        outcome text not null,
        object_kind text not null,
        object_id text,
        object_name text,
        about text[] not null,
        details text not null,
        batch bigint
      )`.execute(db);
    await sql`create index audit_entries_at on audit_entries (at)`.execute(db);
    await sql`create index audit_entries_actor on audit_entries (actor_id, id)`.execute(db);
    await sql`create index audit_entries_actor_name on audit_entries (actor_name, id)`.execute(db);
    await sql`create index audit_entries_action on audit_entries (action, id)`.execute(db);
    await sql`create index audit_entries_about on audit_entries using gin (about)`.execute(db);
    await sql`create index audit_entries_batch on audit_entries (batch, id)`.execute(db);
    await sql`
      create table audit_batches (
        number bigint primary key,
        made_at timestamptz(3) not null,
        ids bigint[] not null,
        digests bytea not null,
        previous bytea not null,
        hash bytea not null
      )`.execute(db);
    await sql`
      create table audit_chain (
        one boolean primary key default true check (one),
        pruned_batch bigint not null default 0,
        pruned_hash bytea not null
      )`.execute(db);
    await sql`insert into audit_chain (pruned_hash) values (decode(repeat('00', 32), 'hex'))`.execute(db);
    // No statement of the services changes what was recorded, whatever a fault in them makes it say (S8).
    await sql`
      create function audit_entry_stays() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' then
          if old.batch is null and to_jsonb(new) - 'batch' = to_jsonb(old) - 'batch' then return new; end if;
        elsif tg_op = 'DELETE' then
          if old.batch <= (select pruned_batch from audit_chain) then return old; end if;
        end if;
        raise exception 'entries of the audit stay as they are';
      end $$`.execute(db);
    await sql`create trigger audit_entry_stays before update or delete on audit_entries
      for each row execute function audit_entry_stays()`.execute(db);
    await sql`create trigger audit_entries_stay before truncate on audit_entries
      for each statement execute function audit_entry_stays()`.execute(db);
  },
};
