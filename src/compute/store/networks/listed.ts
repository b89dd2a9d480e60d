import { type SelectQueryBuilder, sql } from 'kysely';
import { listColumn } from '#platform/database/list-page';

/** What the administrator's list of networks can be filtered and ordered by. */
export const listedNetworkColumns = {
  id: listColumn.number('networks.id'),
  name: listColumn.text('networks.name'),
  flavor: listColumn.text('networks.type'),
  'user.uuid': listColumn.text('networks.user_id'),
  project: listColumn.text('networks.project'),
  state: listColumn.text('networks.state'),
  public: listColumn.flag('networks.public'),
  link: listColumn.text('networks.link'),
  mac_prefix: listColumn.text('networks.mac_prefix'),
  drained: listColumn.flag('networks.drained'),
  floating_ip_pool: listColumn.flag('networks.floating_ip_pool'),
  created: listColumn.time('networks.created'),
  updated: listColumn.time('networks.updated'),
  deleted: listColumn.flag('networks.deleted'),
};

/** … of subnets … */
export const listedSubnetColumns = {
  id: listColumn.number('subnets.id'),
  network: listColumn.number('subnets.network_id'),
  name: listColumn.text('subnets.name'),
  'user.uuid': listColumn.text('networks.user_id'),
  cidr: listColumn.text('subnets.cidr'),
  ipversion: listColumn.number('subnets.ip_version'),
  dhcp: listColumn.flag('subnets.dhcp'),
  public: listColumn.flag('networks.public'),
};

/** … of floating IPs … */
export const listedFloatingIpColumns = {
  id: listColumn.number('floating_ips.id'),
  address: listColumn.text(sql`host(floating_ips.address)`),
  network: listColumn.number('floating_ips.network_id'),
  server: listColumn.number('ports.server_id'),
  port: listColumn.number('addresses.port_id'),
  'user.uuid': listColumn.text('floating_ips.user_id'),
  project: listColumn.text('floating_ips.project'),
  created: listColumn.time('floating_ips.created'),
  deleted: listColumn.flag('floating_ips.deleted'),
};

/** … of ports … */
export const listedPortColumns = {
  id: listColumn.number('ports.id'),
  name: listColumn.text('ports.name'),
  'user.uuid': listColumn.text('ports.user_id'),
  mac_address: listColumn.text('ports.mac'),
  network: listColumn.number('ports.network_id'),
  server_id: listColumn.number('ports.server_id'),
  state: listColumn.text('ports.state'),
  created: listColumn.time('ports.created'),
  updated: listColumn.time('ports.updated'),
};

/** … and of who had which public address. */
export const listedHistoryColumns = {
  address: listColumn.text(sql`host(address)`),
  user: listColumn.text('user_id'),
  server: listColumn.number('server_id'),
  network: listColumn.number('network_id'),
  action: listColumn.text('action'),
  date: listColumn.time('created'),
};

/** Whose things, and whether deleted ones instead of live ones. */
export interface Listed {
  user?: string | undefined;
  project?: string | undefined;
  deleted: boolean;
}

/** Only rows that fit. */
export function onlyListed<DB, Tables extends keyof DB, Row>(
  rows: SelectQueryBuilder<DB, Tables, Row>,
  table: 'networks' | 'floating_ips',
  { user, project, deleted }: Listed,
): SelectQueryBuilder<DB, Tables, Row> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return rows
    .where(sql<boolean>`${column('deleted')} = ${deleted}`)
    .where(user === undefined ? sql<boolean>`true` : sql<boolean>`${column('user_id')} = ${user}`)
    .where(project === undefined ? sql<boolean>`true` : sql<boolean>`${column('project')} = ${project}`);
}
