import type { NewSubnet } from '#contract/network-client';
import { usageError } from '#platform/commands/command-error';
import { argument, flag, list, text } from '#platform/commands/options';
import { defineCommand } from '../cli/command.ts';
import { filterIds, filterNames, idFilters, listOptions, nameFilters, onlyFields } from '../cli/filters.ts';
import { required } from '../cli/required.ts';

export const subnetList = defineCommand({
  name: 'subnet list',
  summary: 'List the ranges of addresses of your networks',
  options: { ...nameFilters, ...idFilters, ...listOptions },
  async run({ options, cloud, out }) {
    const all = await (await cloud().networks()).subnets();
    const shown = filterNames(filterIds(all, options), options).slice(0, options.limit);
    if (options.detail) return out.items(shown, options);
    if (out.format === 'json') return out.items(onlyFields(shown, ['id', 'name', 'network_id']), options);
    const brief = shown.map(({ id, name, network_id: network }) => ({
      id,
      name,
      net: `( of network ${String(network)} )`,
    }));
    out.items(brief, { ...options, title: ['id', 'name', 'net'] });
  },
});

export const subnetInfo = defineCommand({
  name: 'subnet info',
  summary: 'Show a range of addresses',
  args: [argument('<subnet_id>')],
  async run({ args, cloud, out }) {
    out.record(await (await cloud().networks()).subnet(args[0]));
  },
});

export const subnetCreate = defineCommand({
  name: 'subnet create',
  summary: 'Give a network addresses, before anything is connected to it',
  options: {
    network: text('--network-id <id>', 'the network'),
    cidr: text('--cidr <range>', 'such as 192.168.1.0/24; of IPv6 a /64'),
    name: text('--name <name>', 'its name'),
    pools: list('--alloc-pool <first,last>', 'addresses that servers get (may be repeated); all unless said'),
    gateway: text('--gateway <address>', 'address of the gateway; the first unless said'),
    noGateway: flag('--no-gateway', 'there is no gateway'),
    id: text('--id <id>', 'accepted for compatibility: the cloud gives the number'),
    ipv6: flag('--ipv6', 'addresses of IPv6'),
    dhcp: flag('--with-dhcp', 'servers are told their addresses'),
  },
  async run({ options, cloud, out }) {
    if (options.gateway !== undefined && options.noGateway)
      throw usageError('Give --gateway or --no-gateway, not both.');
    const subnet: NewSubnet = {
      network_id: required(options.network, '--network-id ID'),
      cidr: required(options.cidr, '--cidr RANGE'),
      ip_version: options.ipv6 ? 6 : 4,
      enable_dhcp: options.dhcp,
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.noGateway ? { gateway_ip: null } : {}),
      ...(options.gateway === undefined ? {} : { gateway_ip: options.gateway }),
      ...(options.pools.length === 0 ? {} : { allocation_pools: options.pools.map(poolOf) }),
    };
    out.record(await (await cloud().networks()).createSubnet(subnet));
  },
});

function poolOf(words: string): { start: string; end: string } {
  const [start = '', end = '', ...more] = words.split(',').map((word) => word.trim());
  if (start === '' || end === '' || more.length > 0)
    throw usageError(`--alloc-pool "${words}" is not of the form FIRST_ADDRESS,LAST_ADDRESS.`);
  return { start, end };
}

export const subnetModify = defineCommand({
  name: 'subnet modify',
  summary: 'Give a range of addresses another name',
  args: [argument('<subnet_id>')],
  options: { name: text('--name <name>', 'the new name') },
  async run({ args, options, cloud, out }) {
    const name = required(options.name, '--name NAME');
    out.record(await (await cloud().networks()).renameSubnet(args[0], name));
  },
});
