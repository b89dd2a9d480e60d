import { flag, uuid } from '#platform/commands/options';
import { listedNetworkColumns } from '../../store/networks/listed.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { SubnetRow } from '../../store/networks/subnets.ts';
import { defineListCommand } from '../command.ts';
import { displayMails, mailsOfRows } from '../display-mails.ts';
import { userOption } from '../options.ts';

/** A network with what is read beside it. */
type Row = NetworkRow & {
  subnets: readonly SubnetRow[];
  backends: number;
  vms: number;
  email: string | undefined;
};

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
    displayMails,
  },
  also: ({ ipv6, displayMails: mails }) => [
    ...(ipv6 ? ['subnet.ipv6', 'gateway.ipv6'] : []),
    ...(mails ? ['user.email'] : []),
  ],
  columns: listedNetworkColumns,
  async pages({ service, options }, request) {
    const { store } = service;
    const { user, project, deleted, public: onlyPublic } = options;
    const page = await store.networks.listed({ user, project, deleted, onlyPublic }, request);
    const ids = page.rows.map(({ id }) => id);
    const subnets = Map.groupBy(await store.subnets.ofNetworks(ids), ({ networkId }) => networkId);
    const counts = await store.backendNetworks.countsOf(ids);
    const mails = await mailsOfRows(service, options, page.rows);
    const rows = page.rows.map((row): Row => ({
      ...row,
      ...counts.get(row.id)!,
      subnets: subnets.get(row.id) ?? [],
      email: mails.get(row.userId ?? ''),
    }));
    return { ...page, rows };
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
    vms: { help: 'servers that are connected to it', value: ({ vms }) => vms },
    backends: { help: 'back ends that have it', value: ({ backends }) => backends },
    'user.email': { help: 'e-mail address of its owner, with --display-mails', value: ({ email }) => email },
    created: { help: 'when it was made', value: ({ created }) => created },
    updated: { help: 'when it last changed', value: ({ updated }) => updated },
    deleted: { help: 'deleted', value: ({ deleted }) => deleted },
  },
});
