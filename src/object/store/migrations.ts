import { sql } from 'kysely';
import type { Migrations } from '#platform/database/database';
import { recoveryMigration } from '#platform/database/recovery';
import { createQuotaTables, refusedCorrectionsMigration } from '#platform/quota/quota-tables';
import { repeatedWorkMigration } from '#platform/repeated-work/migrations';

/** Changes of object storage's database, oldest first. A published one is never edited. */
export const migrations: Migrations = {
  '0001-first': {
    async up(tx) {
      for (const statement of first) await sql.raw(statement).execute(tx);
    },
  },
  '0002-proofs-by-block': {
    async up(tx) {
      await sql`create index block_proofs_block on block_proofs (block)`.execute(tx);
    },
  },
  '0003-recovery': recoveryMigration,
  '0004-upkeep': {
    async up(tx) {
      for (const statement of upkeep) await sql.raw(statement).execute(tx);
    },
  },
  '0005-expiry': {
    async up(tx) {
      await sql`alter table nodes add column expires bigint`.execute(tx);
      await sql`create index nodes_expires on nodes (expires) where expires is not null`.execute(tx);
    },
  },
  '0006-disk-room': {
    async up(tx) {
      for (const statement of diskRoom) await sql.raw(statement).execute(tx);
    },
  },
  '0007-versions-by-content': {
    async up(tx) {
      // A large store has more versions than the limit of a statement allows to go through.
      await sql`set local statement_timeout = 0`.execute(tx);
      await sql`create index versions_by_content on versions (hash, size)`.execute(tx);
      await sql`drop index versions_content`.execute(tx);
    },
  },
  '0008-content-loans': {
    async up(tx) {
      await sql`create table content_loans (
        hash text collate "C" not null,
        size bigint not null,
        borrower text collate "C" not null,
        until bigint not null,
        primary key (hash, size, borrower))`.execute(tx);
      await sql`create index content_loans_borrower on content_loans (borrower)`.execute(tx);
    },
  },
  '0009-ledger': {
    async up(tx) {
      for (const table of ['quota_serials', 'quota_reservations'])
        await sql`alter table ${sql.table(table)} rename to ${sql.table(`old_${table}`)}`.execute(tx);
      for (const index of ['quota_serials_pkey', 'quota_reservations_pkey'])
        await sql`alter index ${sql.table(index)} rename to ${sql.table(`old_${index}`)}`.execute(tx);
      await createQuotaTables(tx);
      for (const statement of ledger) await sql.raw(statement).execute(tx);
    },
  },
  '0010-repeated-work': repeatedWorkMigration,
  '0011-folders': {
    async up(tx) {
      await sql`set local statement_timeout = 0`.execute(tx);
      for (const statement of folders) await sql.raw(statement).execute(tx);
    },
  },
  '0012-refused-corrections': refusedCorrectionsMigration,
  '0013-revisions': {
    async up(tx) {
      await sql`alter table nodes add column revision bigint not null default 0`.execute(tx);
    },
  },
};

/*
 * What a folder's rows are found and ordered by. `folder` is a hash of the folder that a name lies in, so that the index is
 * short however long paths are. `leaf_order` compares names as people do: without case and accents, numbers by their value.
 * The functions are not strict, or the planner could not put them in line.
 */
const folders = [
  `create function folded(name text) returns text immutable parallel safe
    return case when octet_length(name) = length(name) then lower(name collate "C") collate "C"
      else replace(lower(regexp_replace(normalize(name, NFD), '[\\u0300-\\u036f]', '', 'g') collate "default"),
        'ς', 'σ') collate "C" end`,
  `create function leaf_order(leaf text) returns text immutable parallel safe
    return left(case when leaf ~ '[0-9]' then regexp_replace(
      regexp_replace(folded(leaf), '([0-9]+)', '000000000000000\\1', 'g'), '0*([0-9]{15})', '\\1', 'g')
      else folded(leaf) end, 120) collate "C"`,
  `alter table nodes
    add column directory boolean not null default false,
    add column size bigint not null default 0,
    add column folder bigint not null
      generated always as (hashtextextended(regexp_replace(name, '[^/]*/?$', '') collate "C", 0)) stored,
    add column leaf_order text collate "C" not null
      generated always as (leaf_order(rtrim(substring(name from '[^/]*/?$'), '/'))) stored`,
  `update nodes n set size = v.size, directory = n.name like '%/'
      or lower(trim(split_part(v.type, ';', 1))) in ('application/directory', 'application/folder')
    from versions v where v.serial = n.latest and n.live and n.parent <> 0`,
  `create index nodes_folder on nodes (parent, folder, directory, leaf_order) where live`,
];

/* One run of a kind is alive at a time. Damage is of contents: the objects are those that have the content when asked. */
const upkeep = [
  `create table upkeep_runs (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('scrub', 'collection')),
    began bigint not null,
    ended bigint,
    alive_until bigint not null,
    outcome text,
    reason text,
    position text,
    figures jsonb not null default '{}')`,
  `create unique index upkeep_runs_alive on upkeep_runs (kind) where ended is null`,
  `create table content_damage (
    hash text collate "C" not null,
    size bigint not null,
    kind text not null check (kind in ('block', 'map')),
    name text collate "C" not null,
    reason text not null,
    found bigint not null,
    seen bigint not null,
    given_up boolean not null default false,
    primary key (hash, size, name))`,
];

/** What is in flight, what collections may remove, and what waits for them. */
const diskRoom = [
  `create table processes (id uuid primary key, alive_until bigint not null, oldest bigint not null)`,
  `alter table quota_reservations add column process uuid`,
  `create table collections (
    number bigint generated always as identity primary key,
    horizon bigint not null)`,
  `create table dropped_bytes (
    account text collate "C" not null,
    at bigint not null,
    bytes bigint not null,
    primary key (account, at))`,
  `alter table block_proofs add column asked bigint not null default 0`,
];

/*
 * Names sort by their bytes everywhere, so the collation stands on the columns. An object's container is locked before
 * its rows change; no foreign key points upwards from a counter, so that no lock is taken twice.
 */
const first = [
  `create table nodes (
    id bigint generated by default as identity primary key,
    parent bigint references nodes (id),
    name text collate "C" not null,
    latest bigint,
    live boolean not null default false,
    modified bigint not null default 0,
    unique (parent, name))`,
  `create index nodes_live on nodes (parent, name) where live`,
  `insert into nodes (id, parent, name) values (0, null, '')`,
  `create table versions (
    serial bigint generated always as identity primary key,
    node bigint not null references nodes (id) on delete cascade,
    hash text collate "C",
    size bigint not null check (size >= 0),
    type text not null,
    source bigint,
    mtime bigint not null,
    muser text not null,
    uuid uuid not null,
    checksum text not null,
    cluster smallint not null check (cluster between 0 and 2),
    available smallint not null default 1 check (available between -1 and 1),
    map_checked bigint,
    map_name text,
    is_snapshot boolean not null default false)`,
  `create index versions_node on versions (node, serial)`,
  `create unique index versions_current on versions (node) where cluster = 0`,
  `create index versions_uuid on versions (uuid)`,
  `create index versions_content on versions (hash, size) where checksum <> ''`,
  `create index versions_unsummed on versions (serial) where checksum = '' and hash is not null and cluster < 2`,
  `create table attributes (
    serial bigint not null references versions (serial) on delete cascade,
    domain text not null,
    key text collate "C" not null,
    value text collate "C" not null,
    node bigint not null,
    is_latest boolean not null,
    primary key (serial, domain, key))`,
  `create index attributes_domain on attributes (domain, node) where is_latest and domain <> 'pithos'`,
  `create table policies (
    node bigint not null references nodes (id) on delete cascade,
    key text not null,
    value text not null,
    primary key (node, key))`,
  `create table statistics (
    node bigint not null references nodes (id) on delete cascade,
    cluster smallint not null,
    population bigint not null,
    size bigint not null,
    primary key (node, cluster))`,
  `create table meta_keys (
    node bigint not null references nodes (id) on delete cascade,
    key text collate "C" not null,
    uses bigint not null,
    primary key (node, key))`,
  `create table groups (
    owner text not null,
    name text not null,
    member text not null,
    primary key (owner, name, member))`,
  `create index groups_member on groups (member)`,
  `create table permissions (
    account text collate "C" not null,
    container text collate "C" not null,
    name text collate "C" not null,
    holder text not null,
    access text not null check (access in ('read', 'write')),
    primary key (account, container, name, holder, access))`,
  `create index permissions_holder on permissions (holder, account, container)`,
  `create table public_links (
    account text collate "C" not null,
    container text collate "C" not null,
    name text collate "C" not null,
    url text not null unique,
    primary key (account, container, name))`,
  `create table quota_serials (serial bigint primary key, recorded bigint not null)`,
  `create table quota_reservations (serial bigint primary key, alive_until bigint not null)`,
  `create table block_proofs (
    holder text not null,
    block bytea not null,
    size integer not null,
    pending boolean not null,
    proved bigint not null,
    primary key (holder, block))`,
  `create index block_proofs_pending on block_proofs (holder, proved) where pending`,
  `create table config (key text primary key, value text not null)`,
];

/* A time below zero was a fence: nothing had been committed, and identity was told so. */
const ledger = [
  `insert into quota_serials (serial, decision, kept, settled, recorded)
    select serial, case when recorded < 0 then 'reject' else 'accept' end, recorded < 0, recorded < 0,
      to_timestamp(abs(recorded) / 1000000.0)
    from old_quota_serials`,
  `insert into quota_reservations select serial, to_timestamp(alive_until / 1000000.0), process from old_quota_reservations`,
  `drop table old_quota_serials`,
  `drop table old_quota_reservations`,
];
