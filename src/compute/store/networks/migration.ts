import { sql, type Transaction } from 'kysely';

/** Subnets, pools, addresses and floating IPs beside the networks there are. */
export async function networksMigration(tx: Transaction<unknown>): Promise<void> {
  await networks(tx);
  await pools(tx);
  await addresses(tx);
}

async function networks(tx: Transaction<unknown>): Promise<void> {
  await sql`alter table networks
    add mac_prefix text not null default 'aa:00:0',
    add tags text[] not null default '{}',
    add action text not null default 'CREATE' check (action in ('CREATE', 'DESTROY'))`.execute(tx);
  for (const column of ['mac_prefix', 'tags', 'action'])
    await sql`alter table networks alter ${sql.ref(column)} drop default`.execute(tx);
  await sql`create unique index networks_mac_prefix on networks (mac_prefix)
    where type = 'MAC_FILTERED' and not deleted`.execute(tx);
  await sql`create unique index networks_bridge on networks (link)
    where type = 'PHYSICAL_VLAN' and not deleted`.execute(tx);
  await sql`create unique index networks_routed_link on networks (link)
    where type = 'IP_LESS_ROUTED' and not deleted`.execute(tx);
  await sql`create index networks_of_project on networks (project) where shared_to_project`.execute(tx);
  await sql`create index networks_public on networks (id) where public`.execute(tx);
  await sql`create table backend_networks (
    network_id integer not null references networks, backend_id integer not null references backends,
    mac_prefix text not null,
    state text not null check (state in ('PENDING', 'ACTIVE', 'ERROR', 'DELETED')),
    intent uuid, job_id bigint, job_rank integer not null, job_status text, opcode text,
    created timestamptz not null, updated timestamptz not null,
    primary key (network_id, backend_id))`.execute(tx);
  await sql`create index backend_networks_of_backend on backend_networks (backend_id)`.execute(tx);
  await sql`create table subnets (
    id integer generated always as identity primary key,
    network_id integer not null references networks, name text not null,
    ip_version integer not null check (ip_version in (4, 6)),
    cidr cidr not null, gateway inet, dhcp boolean not null,
    dns_nameservers text[] not null, host_routes jsonb not null, deleted boolean not null,
    created timestamptz not null, updated timestamptz not null,
    constraint subnets_version unique (network_id, ip_version),
    check (family(cidr) = ip_version))`.execute(tx);
}

/**
 * A pool is rows of 64 values, so that as many transactions can take of it at once as it has rows, and taking costs the same
 * whatever its size.
 */
async function pools(tx: Transaction<unknown>): Promise<void> {
  await sql`create table pools (
    id integer generated always as identity primary key,
    kind text not null check (kind in ('bridge', 'mac-prefix', 'ipv4')),
    subnet_id integer references subnets,
    base text not null, "offset" integer not null, size integer not null check (size > 0),
    check ((kind = 'ipv4') = (subnet_id is not null)))`.execute(tx);
  await sql`create unique index pools_kind on pools (kind) where subnet_id is null`.execute(tx);
  await sql`create index pools_of_subnet on pools (subnet_id)`.execute(tx);
  await sql`create table pool_chunks (
    pool_id integer not null references pools on delete cascade, chunk integer not null,
    available bit(64) not null, reserved bit(64) not null,
    open boolean not null generated always as ((available & reserved) <> repeat('0', 64)::bit(64)) stored,
    primary key (pool_id, chunk)) with (fillfactor = 50)`.execute(tx);
  await sql`create index pool_chunks_open on pool_chunks (pool_id, chunk) where open`.execute(tx);
  await sql`create table cooling_values (
    pool_id integer not null references pools on delete cascade, index integer not null, ready timestamptz not null,
    primary key (pool_id, index))`.execute(tx);
  await sql`create index cooling_values_ready on cooling_values (ready)`.execute(tx);
}

async function addresses(tx: Transaction<unknown>): Promise<void> {
  await sql`alter table ports add firewall text`.execute(tx);
  await sql`create index ports_of_network on ports (network_id)`.execute(tx);
  await sql`create table floating_ips (
    id integer generated always as identity primary key,
    network_id integer not null references networks, address inet not null,
    user_id text not null, project text not null, shared_to_project boolean not null, deleted boolean not null,
    created timestamptz not null, updated timestamptz not null)`.execute(tx);
  await sql`create unique index floating_ips_address on floating_ips (network_id, address) where not deleted`.execute(
    tx,
  );
  await sql`create index floating_ips_of_user on floating_ips (user_id, id) where not deleted`.execute(tx);
  await sql`create index floating_ips_changed on floating_ips (user_id, updated)`.execute(tx);
  await sql`create index floating_ips_of_project on floating_ips (project) where shared_to_project`.execute(
    tx,
  );
  await sql`create table addresses (
    network_id integer not null references networks, address inet not null,
    subnet_id integer not null references subnets,
    pool_id integer not null references pools, pool_index integer not null,
    port_id integer unique references ports, floating_ip_id integer unique references floating_ips,
    created timestamptz not null,
    primary key (network_id, address),
    constraint addresses_of_pool unique (pool_id, pool_index),
    check (port_id is not null or floating_ip_id is not null))`.execute(tx);
  await sql`create table address_history (
    id bigint generated always as identity primary key,
    address inet not null, server_id integer not null references servers,
    network_id integer not null references networks, user_id text not null,
    action text not null check (action in ('associate', 'disassociate')), reason text not null,
    created timestamptz not null)`.execute(tx);
  await sql`create index address_history_of_address on address_history (address, id)`.execute(tx);
  await sql`create index address_history_of_server on address_history (server_id, id)`.execute(tx);
}
