import { sql, type Transaction } from 'kysely';
import type { Migrations } from '#platform/database/database';
import { auditMigration } from '#platform/audit/audit-tables';
import { leaderMigration, repeatedWorkMigration } from '#platform/repeated-work/migrations';
import { recoveryMigration } from '#platform/database/recovery';
import { createQuotaTables, refusedCorrectionsMigration } from '#platform/quota/quota-tables';
import { rateLimitMigration } from '#platform/rate-limit';
import { networksMigration } from './networks/migration.ts';

/** Numbers grow, names sort in order; a released migration never changes. */
export const migrations: Migrations = {
  '0001-first': { up: first },
  '0002-recovery': recoveryMigration,
  '0003-orphans': { up: orphans },
  '0004-leader': leaderMigration,
  '0005-first-passwords': { up: firstPasswords },
  '0006-health': { up: health },
  '0007-room': { up: room },
  '0008-ticket-credential': { up: ticketCredential },
  '0009-diagnostic-codes': { up: diagnosticCodes },
  '0010-ledger': { up: ledger },
  '0011-rate-limits': rateLimitMigration,
  '0012-repeated-work': repeatedWorkMigration,
  '0013-looked-intents': { up: lookedIntents },
  '0014-who-acted': { up: whoActed },
  '0015-refused-corrections': refusedCorrectionsMigration,
  '0016-projects-own': { up: projectsOwn },
  '0017-networks': { up: networksMigration },
  '0018-server-operations': { up: serverOperations },
  '0019-audit': auditMigration,
};

async function first(tx: Transaction<unknown>): Promise<void> {
  await catalogue(tx);
  await servers(tx);
  await belongings(tx);
  await ledgers(tx);
}

async function lookedIntents(tx: Transaction<unknown>): Promise<void> {
  await sql`alter table intents add looked timestamptz`.execute(tx);
}

/** Who asked for a change; of a creation it is the owner, whoever it was in all that came after it. */
async function whoActed(tx: Transaction<unknown>): Promise<void> {
  // More than the limit of a statement allows to go through.
  await sql`set local statement_timeout = 0`.execute(tx);
  await sql`alter table intents add user_id text`.execute(tx);
  await sql`update intents set user_id = servers.user_id from servers
    where intents.server_id = servers.id and action = 'BUILD'`.execute(tx);
  await sql`create index intents_newest on intents (server_id, created, id)`.execute(tx);
  await sql`drop index intents_of_server`.execute(tx);
  await sql`create index networks_of_user on networks (user_id)`.execute(tx);
}

/** Back ends and flavors for single projects; a back end can go while servers that were deleted in it are remembered. */
async function projectsOwn(tx: Transaction<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(tx);
  await sql`create table project_backends (
    id integer generated always as identity primary key, project text not null,
    backend_id integer not null references backends on delete cascade, unique (project, backend_id))`.execute(
    tx,
  );
  await sql`create index project_backends_of_backend on project_backends (backend_id)`.execute(tx);
  await sql`create table flavor_access (
    id integer generated always as identity primary key, project text not null,
    flavor_id integer not null references flavors on delete cascade, unique (project, flavor_id))`.execute(
    tx,
  );
  await sql`create index flavor_access_of_flavor on flavor_access (flavor_id)`.execute(tx);
  await sql`alter table flavors add specs jsonb not null default '{}'`.execute(tx);
  await sql`alter table servers drop constraint if exists servers_backend_id_fkey,
    add live_backend_id integer generated always as (case when deleted then null else backend_id end) stored
      references backends`.execute(tx);
}

/** The size and the medium of a machine change; servers have tags; there are images to rescue them with. */
async function serverOperations(tx: Transaction<unknown>): Promise<void> {
  await sql`create table rescue_images (
    id integer generated always as identity primary key,
    name text not null, location text not null,
    location_type text not null check (location_type in ('http', 'file')),
    os_family text not null, os text not null, target_os_family text not null, target_os text not null,
    is_default boolean not null, deleted boolean not null,
    created timestamptz not null, updated timestamptz not null)`.execute(tx);
  await sql`create unique index rescue_images_default on rescue_images (is_default) where is_default and not deleted`.execute(
    tx,
  );
  await sql`alter table servers
    add flavor_job_id bigint not null default 0, add medium_job_id bigint not null default 0,
    add rescue boolean not null default false, add rescue_image_id integer references rescue_images,
    add os_family text not null default '', add os text not null default ''`.execute(tx);
  await sql`create index servers_of_rescue_image on servers (rescue_image_id) where rescue_image_id is not null`.execute(
    tx,
  );
  await sql`create table server_tags (
    server_id integer not null references servers,
    tag text not null, status text not null check (status in ('PENDADD', 'ACTIVE')),
    intent_id uuid not null, primary key (server_id, tag))`.execute(tx);
}

async function orphans(tx: Transaction<unknown>): Promise<void> {
  await sql`create table orphans (
    backend_id integer not null references backends on delete cascade, name text not null,
    seen timestamptz not null, stopped timestamptz, primary key (backend_id, name))`.execute(tx);
}

async function firstPasswords(tx: Transaction<unknown>): Promise<void> {
  await sql`create table first_passwords (
    server_id integer primary key references servers, sealed text not null, expires timestamptz not null)`.execute(
    tx,
  );
  await sql`create index first_passwords_expire on first_passwords (expires)`.execute(tx);
}

async function diagnosticCodes(tx: Transaction<unknown>): Promise<void> {
  await sql`alter table server_diagnostics add code text not null default ''`.execute(tx);
}

async function health(tx: Transaction<unknown>): Promise<void> {
  await sql`alter table servers add trouble text, add health_serial bigint not null default 0`.execute(tx);
}

/** What a back end has free was read at a moment; servers that are newer, or still being built, are not in it. */
async function room(tx: Transaction<unknown>): Promise<void> {
  await sql`alter table backends add column figures_at timestamptz`.execute(tx);
  await sql`update backends set figures_at = updated`.execute(tx);
  await sql`alter table backends alter column figures_at set not null`.execute(tx);
  await sql`create index servers_building on servers (backend_id) where operstate = 'BUILD'`.execute(tx);
  await sql`create index servers_new on servers (backend_id, created) where not deleted`.execute(tx);
}

/** Tickets live for half a minute: those of the release before are refused. */
async function ticketCredential(tx: Transaction<unknown>): Promise<void> {
  await sql`delete from screen_tickets`.execute(tx);
  await sql`alter table screen_tickets add column credential text not null`.execute(tx);
}

async function catalogue(tx: Transaction<unknown>): Promise<void> {
  await sql`create table backends (
    id integer generated always as identity primary key,
    clustername text not null unique,
    address text not null,
    username text not null,
    password_sealed text not null,
    fingerprint text,
    hypervisor text not null,
    index integer not null unique check (index between 0 and 15),
    drained boolean not null,
    offline boolean not null,
    public boolean not null,
    disk_templates text[] not null,
    mfree integer not null, mtotal integer not null,
    dfree integer not null, dtotal integer not null,
    pinst_cnt integer not null, ctotal integer not null,
    created timestamptz not null, updated timestamptz not null)`.execute(tx);
  await sql`create table volume_types (
    id integer generated always as identity primary key,
    name text not null, disk_template text not null unique, deleted boolean not null)`.execute(tx);
  await sql`create table flavors (
    id integer generated always as identity primary key,
    cpu integer not null check (cpu > 0), ram integer not null check (ram > 0), disk integer not null check (disk > 0),
    volume_type_id integer not null references volume_types,
    allow_create boolean not null, public boolean not null, deleted boolean not null,
    unique (cpu, ram, disk, volume_type_id))`.execute(tx);
  await sql`create table networks (
    id integer generated always as identity primary key,
    name text not null, type text not null, mode text not null, link text not null,
    public boolean not null, floating_ip_pool boolean not null, drained boolean not null, deleted boolean not null,
    user_id text, project text, shared_to_project boolean not null, state text not null,
    created timestamptz not null, updated timestamptz not null)`.execute(tx);
}

async function servers(tx: Transaction<unknown>): Promise<void> {
  await sql`create table servers (
    id integer generated always as identity primary key,
    name text not null,
    user_id text not null, project text not null, shared_to_project boolean not null,
    flavor_id integer not null references flavors,
    image_id text not null,
    backend_id integer not null references backends,
    operstate text not null check (operstate in ('BUILD', 'ERROR', 'STOPPED', 'STARTED', 'DESTROYED')),
    deleted boolean not null, suspended boolean not null,
    task text, task_intent uuid, task_job_id bigint,
    build_percentage integer not null check (build_percentage between 0 and 100),
    state_job_id bigint not null,
    backend_job_id bigint, backend_job_rank integer not null, backend_job_status text, backend_opcode text,
    nics_job_id bigint not null,
    charged jsonb not null,
    key_names text[] not null,
    created timestamptz not null, updated timestamptz not null,
    check (deleted = (operstate = 'DESTROYED')),
    check (not deleted or task is null),
    check ((task is null) = (task_intent is null)))`.execute(tx);
  await sql`create index servers_of_user on servers (user_id, id) where not deleted`.execute(tx);
  await sql`create index servers_of_project on servers (project, id) where shared_to_project`.execute(tx);
  await sql`create index servers_changed on servers (user_id, updated)`.execute(tx);
  await sql`create index servers_of_backend on servers (backend_id) where not deleted`.execute(tx);
  await sql`create table server_metadata (
    server_id integer not null references servers on delete cascade,
    key text not null, value text not null, primary key (server_id, key))`.execute(tx);
  await sql`create table server_diagnostics (
    id bigint generated always as identity primary key,
    server_id integer not null references servers on delete cascade,
    event_key text not null, level text not null, source text not null, source_date timestamptz,
    message text not null check (length(message) <= 255), details text, created timestamptz not null,
    unique (server_id, event_key))`.execute(tx);
}

async function belongings(tx: Transaction<unknown>): Promise<void> {
  await sql`create table volumes (
    id integer generated always as identity primary key,
    server_id integer references servers, user_id text not null, project text not null,
    volume_type_id integer not null references volume_types,
    size integer not null check (size > 0), index integer not null,
    status text not null, source text, delete_on_termination boolean not null, deleted boolean not null,
    created timestamptz not null, updated timestamptz not null)`.execute(tx);
  await sql`create index volumes_of_server on volumes (server_id) where not deleted`.execute(tx);
  await sql`create table ports (
    id integer generated always as identity primary key,
    name text not null,
    network_id integer not null references networks,
    server_id integer references servers, user_id text not null,
    index integer not null, state text not null,
    mac text, ipv4 text, ipv6 text, forward jsonb not null,
    created timestamptz not null, updated timestamptz not null)`.execute(tx);
  await sql`create index ports_of_server on ports (server_id)`.execute(tx);
  await sql`create table keypairs (
    id integer generated always as identity primary key,
    user_id text not null, name text not null, content text not null, fingerprint text not null,
    created timestamptz not null, updated timestamptz not null,
    constraint keypairs_name unique (user_id, name))`.execute(tx);
}

async function ledgers(tx: Transaction<unknown>): Promise<void> {
  await sql`create table intents (
    id uuid primary key,
    server_id integer not null references servers,
    action text not null,
    state text not null check (state in ('open', 'done', 'failed')),
    sent timestamptz, job_id bigint, serial bigint, body jsonb not null,
    created timestamptz not null, updated timestamptz not null)`.execute(tx);
  await sql`create index intents_of_server on intents (server_id)`.execute(tx);
  await sql`create index intents_open on intents (created) where state = 'open'`.execute(tx);
  await sql`create table quota_serials (
    serial bigint primary key,
    amounts jsonb not null,
    decision text not null check (decision in ('pending', 'accept', 'reject')),
    resolved boolean not null, created timestamptz not null)`.execute(tx);
  await sql`create index quota_serials_open on quota_serials (created) where not resolved`.execute(tx);
  await sql`create table quota_corrections (
    id uuid primary key,
    server_id integer not null references servers,
    user_id text not null, project text not null, amounts jsonb not null,
    serial bigint, tries integer not null, done boolean not null, created timestamptz not null)`.execute(tx);
  await sql`create index quota_corrections_open on quota_corrections (created) where not done`.execute(tx);
  await sql`create table one_time_documents (
    hash text primary key,
    server_id integer not null references servers,
    sealed text not null, created timestamptz not null, expires timestamptz not null,
    fetched timestamptz, fetched_by text)`.execute(tx);
  await sql`create table screen_tickets (
    hash text primary key, user_id text not null,
    server_id integer not null references servers,
    incarnation bigint not null, expires timestamptz not null)`.execute(tx);
}

/** The ledger's own tables, with all that is decided or open in those of compute. */
async function ledger(tx: Transaction<unknown>): Promise<void> {
  // Every change of a server ever made has left a serial: more than the limit of a statement allows to go through.
  await sql`set local statement_timeout = 0`.execute(tx);
  for (const table of ['quota_serials', 'quota_corrections']) {
    await sql`alter table ${sql.table(table)} rename to ${sql.table(`old_${table}`)}`.execute(tx);
    for (const end of ['pkey', 'open'])
      await sql`alter index ${sql.table(`${table}_${end}`)} rename to ${sql.table(`old_${table}_${end}`)}`.execute(
        tx,
      );
  }
  await createQuotaTables(tx);
  await sql`insert into quota_serials (serial, decision, kept, settled, recorded, charges)
    select q.serial, case q.decision when 'pending' then 'held' else q.decision end, true, q.resolved, q.created,
      (select jsonb_agg(jsonb_build_array(s.user_id, s.project, x.key, x.value))
       from intents i join servers s on s.id = i.server_id, jsonb_each_text(q.amounts) x
       where q.decision = 'pending' and i.serial = q.serial)
    from old_quota_serials q where not q.resolved or q.created > now() - interval '30 days'`.execute(tx);
  // One whose serial is recorded goes on from there.
  await sql`insert into quota_corrections (id, name, charges, tries, recorded)
    select c.id, 'server ' || c.server_id || ': change in the back end',
      (select jsonb_agg(jsonb_build_array(c.user_id, c.project, x.key, x.value)) from jsonb_each_text(c.amounts) x),
      c.tries, c.created
    from old_quota_corrections c where not c.done and c.serial is null and c.amounts <> '{}'`.execute(tx);
  await sql`drop table old_quota_serials, old_quota_corrections`.execute(tx);
}
