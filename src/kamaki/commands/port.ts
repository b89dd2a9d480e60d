import { argument, flag, list, text } from '#platform/commands/options';
import type { OptionValues, Run } from '../cli/command.ts';
import { defineCommand } from '../cli/command.ts';
import {
  filterFields,
  filterIds,
  filterNames,
  idFilters,
  listOptions,
  nameFilters,
  onlyFields,
} from '../cli/filters.ts';
import { required } from '../cli/required.ts';
import { type Document, textOf } from '../client/document.ts';
import { waitForPort } from './port-wait.ts';

export const portList = defineCommand({
  name: 'port list',
  summary: 'List connections of servers to networks',
  options: {
    ...nameFilters,
    ...idFilters,
    ...listOptions,
    user: text('--user-id <uuid>', "only this user's"),
  },
  async run({ options, cloud, out }) {
    const all = await (await cloud().networks()).ports();
    const found = filterFields(filterNames(filterIds(all, options), options), { user_id: options.user });
    const shown = found.slice(0, options.limit);
    out.items(options.detail ? shown : onlyFields(shown, ['id', 'name']), options);
  },
});

export const portInfo = defineCommand({
  name: 'port info',
  summary: 'Show a connection',
  args: [argument('<port_id>')],
  async run({ args, cloud, out }) {
    out.record(await (await cloud().networks()).port(args[0]));
  },
});

/** What every command that connects something takes. */
export const connectOptions = {
  name: text('--name <name>', 'name of the connection'),
  securityGroups: list('-g, --security-group <id>', 'a security group (may be repeated)'),
  subnet: text('--subnet-id <id>', 'the subnet of the address'),
  wait: flag('-w, --wait', 'wait until it is there'),
};

/** Connects a server to a network, and shows the connection. */
export async function connect(
  run: Pick<Run, 'cloud' | 'out' | 'world'>,
  options: OptionValues<typeof connectOptions>,
  wanted: { network: string; device: string; address?: string | undefined },
): Promise<void> {
  const networks = await run.cloud().networks();
  const { name, subnet, securityGroups } = options;
  const address =
    wanted.address === undefined
      ? undefined
      : { ip_address: wanted.address, ...(subnet === undefined ? {} : { subnet_id: subnet }) };
  const made = await networks.createPort({
    network_id: wanted.network,
    device_id: wanted.device,
    ...(name === undefined ? {} : { name }),
    ...(address === undefined ? {} : { fixed_ips: [address] }),
    ...(securityGroups.length === 0 ? {} : { security_groups: securityGroups }),
  });
  const ready = (status: string): boolean => status !== textOf(made, 'status') || status === 'ACTIVE';
  const port: Document | undefined = options.wait
    ? await waitForPort(run, textOf(made, 'id'), { isDone: ready })
    : made;
  run.out.items([port ?? made]);
}

export const portCreate = defineCommand({
  name: 'port create',
  summary: 'Connect a server to a network',
  options: {
    ...connectOptions,
    address: text(
      '--ip-address <address>',
      'the address it gets; of a public network a floating IP of yours',
    ),
    network: text('--network-id <id>', 'the network'),
    device: text('--device-id <id>', 'the server'),
  },
  async run({ options, ...run }) {
    const network = required(options.network, '--network-id ID');
    const device = required(options.device, '--device-id ID');
    await connect(run, options, { network, device, address: options.address });
  },
});

export const portModify = defineCommand({
  name: 'port modify',
  summary: 'Give a connection another name',
  args: [argument('<port_id>')],
  options: { name: text('--name <name>', 'the new name') },
  async run({ args, options, cloud, out }) {
    const name = required(options.name, '--name NAME');
    out.record(await (await cloud().networks()).renamePort(args[0], name));
  },
});

export const portDelete = defineCommand({
  name: 'port delete',
  summary: 'Take a server off a network',
  args: [argument('<port_id>')],
  options: { wait: flag('-w, --wait', 'wait until it is done') },
  async run({ args, options, ...run }) {
    await disconnect(run, args[0], options.wait);
  },
});

/** Deletes a connection, and with `wait` comes back when it is gone. */
export async function disconnect(
  run: Pick<Run, 'cloud' | 'out' | 'world'>,
  port: string,
  wait: boolean,
): Promise<void> {
  await (await run.cloud().networks()).deletePort(port);
  if (!wait) return;
  await waitForPort(run, port, { isDone: () => false });
  run.out.note(`Port ${port} is deleted`);
}
