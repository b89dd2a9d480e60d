import { flag, uuid } from '#platform/commands/options';
import { listedNetworkColumns } from '../../store/networks/listed.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { SubnetRow } from '../../store/networks/subnets.ts';
import { defineListCommand } from '../command.ts';
import { userOption } from '../options.ts';

type Row = NetworkRow & { subnets: readonly SubnetRow[] };

const of = ({ subnets }: Row, version: 4 | 6) => subnets.find(({ ipVersion }) => ipVersion === version);

export const networkList = defineListCommand({
  name: 'network-list',
  summary: 'List networks',
  options: {
    user: userOption('only those of a user'),
    project: uuid('-p, --project <uuid>', 'only those charged to a project'),
    deleted: flag('-d, --deleted', 'only deleted ones'),
    public: flag('--public', 'only public ones'),
    ipv6: flag('--ipv6', 'also the subnets of IPv6'),
  },
  also: ({ ipv6 }) => (ipv6 ? ['subnet.ipv6', 'gateway.ipv6'] : []),
  columns: listedNetworkColumns,
  async pages({ service: { store }, options: { user, project, deleted, public: onlyPublic } }, request) {
    const page = await store.networks.listed({ user, project, deleted, onlyPublic }, request);
    const subnets = await store.subnets.ofNetworks(page.rows.map(({ id }) => id));
    const by = Map.groupBy(subnets, ({ networkId }) => networkId);
    return { ...page, rows: page.rows.map((row): Row => ({ ...row, subnets: by.get(row.id) ?? [] })) };
  },
  fields: {
    id: { help: 'number of the network', value: ({ id }: Row) => id, shown: true },
    name: { help: 'name', value: ({ name }) => name, shown: true },
    'user.uuid': { help: 'owner', value: ({ userId }) => userId, shown: true },
    state: { help: 'state', value: ({ state }) => state, shown: true },
    public: { help: 'for everybody', value: (row) => row.public, shown: true },
    'subnet.ipv4': { help: 'addresses of IPv4', value: (row) => of(row, 4)?.cidr, shown: true },
    'gateway.ipv4': { help: 'gateway of IPv4', value: (row) => of(row, 4)?.gateway, shown: true },
    link: { help: 'bridge or routing table', value: ({ link }) => link, shown: true },
    mac_prefix: {
      help: 'what its MAC addresses begin with',
      value: ({ macPrefix }) => macPrefix,
      shown: true,
    },
    drained: { help: 'closed for new addresses', value: ({ drained }) => drained, shown: true },
    floating_ip_pool: {
      help: 'users can hold its addresses',
      value: ({ floatingIpPool }) => floatingIpPool,
      shown: true,
    },
    flavor: { help: 'what it is made of', value: ({ type }) => type },
    mode: { help: 'bridged or routed', value: ({ mode }) => mode },
    project: { help: 'project charged', value: ({ project }) => project },
    subnets: { help: 'numbers of its subnets', value: ({ subnets }) => subnets.map(({ id }) => id) },
    'subnet.ipv6': { help: 'addresses of IPv6', value: (row) => of(row, 6)?.cidr },
    'gateway.ipv6': { help: 'gateway of IPv6', value: (row) => of(row, 6)?.gateway },
    created: { help: 'when it was made', value: ({ created }) => created },
    updated: { help: 'when it last changed', value: ({ updated }) => updated },
    deleted: { help: 'deleted', value: ({ deleted }) => deleted },
  },
});
