import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, bool, flag, list, text } from '#platform/commands/options';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';
import { addressAt } from '../../domain/networks/addresses.ts';
import { addSubnet, nameSubnet } from '../../domain/networks/administer.ts';
import { listedSubnetColumns } from '../../store/networks/listed.ts';
import type { OwnedSubnetRow } from '../../store/networks/subnets.ts';
import { defineCommand, defineListCommand } from '../command.ts';
import { displayMails, mailsOfRows } from '../display-mails.ts';
import { idOf, userOption, wordsOf } from '../options.ts';
import { poolsOf } from './network-create.ts';
import { mapLines } from './map-lines.ts';
import { networkOf } from './show-network.ts';

const subnetCreate = defineCommand({
  name: 'subnet-create',
  summary: 'Give a network addresses, before servers are connected to it',
  options: {
    network: text('--network <network>', 'number of the network, or its name in back ends'),
    cidr: text('--cidr <cidr>', 'the range, such as 10.0.0.0/24'),
    name: text('--name <name>', 'its name'),
    ipVersion: text('--ip-version <version>', '4 (as without it) or 6'),
    gateway: text('--gateway <address>', 'gateway; without it there is none'),
    dhcp: bool('--dhcp <bool>', 'whether the nodes tell machines their addresses (default False)'),
    allocationPool: list('--allocation-pool <first,last>', 'range that is given out, any number of times'),
    dns: text('--dns <addresses>', 'name servers, with commas between'),
    hostRoutes: list('--host-routes <destination,nexthop>', 'a route, any number of times'),
  },
  async run({ service, options, out }) {
    const { network: word, cidr, name, gateway = null, dhcp = false, ipVersion = '4' } = options;
    if (word === undefined || cidr === undefined) throw usageError('--network and --cidr are needed.');
    if (ipVersion !== '4' && ipVersion !== '6') throw usageError('--ip-version is 4 or 6.');
    const network = await networkOf(service, word);
    const { id } = await addSubnet(service, network.id, {
      version: ipVersion === '4' ? 4 : 6,
      cidr,
      name,
      gateway,
      dhcp,
      pools: poolsOf(options.allocationPool),
      dnsNameservers: wordsOf(options.dns),
      hostRoutes: options.hostRoutes,
    });
    await showSubnet({ service, out }, await subnetOf(service, String(id)));
  },
});

const subnetInspect = defineCommand({
  name: 'subnet-inspect',
  summary: 'Show a subnet and which of its addresses are given out',
  args: [argument('<subnet>', 'number of the subnet')],
  async run({ service, args: [word], out }) {
    await showSubnet({ service, out }, await subnetOf(service, word));
  },
});

const subnetModify = defineCommand({
  name: 'subnet-modify',
  summary: 'Rename a subnet',
  args: [argument('<subnet>', 'number of the subnet')],
  options: { name: text('--name <name>', 'its new name') },
  async run({ service, args: [word], options: { name }, out }) {
    if (name === undefined) throw usageError('--name is needed.');
    const { id } = await subnetOf(service, word);
    await nameSubnet(service, id, name);
    out.note(`Changed subnet ${id}.`);
  },
});

type ListedRow = OwnedSubnetRow & { email: string | undefined };

const subnetList = defineListCommand({
  name: 'subnet-list',
  summary: 'List subnets',
  options: {
    user: userOption('only those of a user'),
    deleted: flag('-d, --deleted', 'only deleted ones'),
    ipv4: flag('--ipv4', 'only those of IPv4'),
    ipv6: flag('--ipv6', 'only those of IPv6'),
    dhcp: flag('--dhcp', 'only those whose machines are told their addresses'),
    public: flag('--public', 'only those of public networks'),
    displayMails,
  },
  also: ({ displayMails: mails }) => (mails ? ['user.email'] : []),
  columns: listedSubnetColumns,
  async pages({ service, options }, request) {
    const { user, deleted, ipv4, ipv6, dhcp, public: isPublic } = options;
    const version = ipv4 === ipv6 ? {} : { version: ipv4 ? (4 as const) : (6 as const) };
    const page = await service.store.subnets.listed({ user, deleted, dhcp, isPublic, ...version }, request);
    const mails = await mailsOfRows(service, options, page.rows);
    const rows = page.rows.map((row): ListedRow => ({ ...row, email: mails.get(row.userId ?? '') }));
    return { ...page, rows };
  },
  fields: {
    id: { help: 'number of the subnet', value: ({ id }: ListedRow) => id, shown: true },
    network: { help: 'number of its network', value: ({ networkId }) => networkId, shown: true },
    name: { help: 'name', value: ({ name }) => name, shown: true },
    'user.uuid': { help: 'owner', value: ({ userId }) => userId, shown: true },
    cidr: { help: 'range', value: ({ cidr }) => cidr, shown: true },
    ipversion: { help: '4 or 6', value: ({ ipVersion }) => ipVersion, shown: true },
    gateway: { help: 'gateway', value: ({ gateway }) => gateway, shown: true },
    dhcp: { help: 'machines are told their addresses', value: ({ dhcp }) => dhcp, shown: true },
    public: { help: 'of a public network', value: (row) => row.public, shown: true },
    'user.email': { help: 'e-mail address of its owner, with --display-mails', value: ({ email }) => email },
  },
});

async function subnetOf({ store }: Compute, word: string): Promise<OwnedSubnetRow> {
  const id = idOf(word, '', 'Subnet');
  const found = await store.subnets.find(id);
  if (found === undefined)
    throw new CommandError(
      `Subnet with ID ${id} does not exist. Use subnet-list to find out available subnet IDs.`,
    );
  return found;
}

async function showSubnet(
  { service: { store }, out }: Pick<ServiceRun<Compute>, 'service' | 'out'>,
  row: OwnedSubnetRow,
): Promise<void> {
  out.show({
    ID: row.id,
    Network_ID: row.networkId,
    User_ID: row.userId,
    Name: row.name,
    IP_Version: row.ipVersion,
    CIDR: row.cidr,
    Gateway: row.gateway,
    Public: row.public,
    'DHCP/SLAAC': row.dhcp,
    Host_Routes: row.hostRoutes,
    DNS_Nameservers: row.dnsNameservers,
  });
  const pools = await store.pools.ofSubnets([row.id]);
  const figures = new Map(
    (await store.pools.figures(pools.map(({ id }) => id))).map((each) => [each.poolId, each]),
  );
  out.table(
    ['First_IP', 'Last_IP', 'Size', 'Available', 'Reserved'],
    pools.map((pool) => [
      addressAt(pool, 0),
      addressAt(pool, pool.size - 1),
      pool.size,
      figures.get(pool.id)?.free,
      figures.get(pool.id)?.reserved,
    ]),
    'Pools',
  );
  for (const pool of pools) {
    const { available, reserved } = await store.pools.maps(pool);
    const kept = Array.from(reserved, (bit, place) => (bit === '0' ? [addressAt(pool, place)] : [])).flat();
    if (kept.length > 0)
      out.table(
        ['Externally reserved'],
        kept.map((address) => [address]),
        'Reserved',
      );
    const lines = mapLines(available, reserved, MAP_WIDTH);
    out.table(
      ['Map'],
      lines.map((line) => [line]),
      `Map from ${addressAt(pool, 0)}`,
    );
  }
}

/** Addresses in a line of the map. */
const MAP_WIDTH = 80;

export const subnetCommands = [subnetCreate, subnetList, subnetInspect, subnetModify];
