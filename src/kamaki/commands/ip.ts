import type { NetworkClient } from '#contract/network-client';
import { CommandError } from '#platform/commands/command-error';
import { argument, flag, text } from '#platform/commands/options';
import { defineCommand } from '../cli/command.ts';
import { required } from '../cli/required.ts';
import { connect, connectOptions, disconnect } from './port.ts';

export const ipList = defineCommand({
  name: 'ip list',
  summary: 'List your floating IPs',
  async run({ cloud, out }) {
    out.items(await (await cloud().networks()).floatingIps(), { title: ['id', 'floating_ip_address'] });
  },
});

export const ipInfo = defineCommand({
  name: 'ip info',
  summary: 'Show a floating IP',
  args: [argument('<ip_id>')],
  async run({ args, cloud, out }) {
    out.record(await (await cloud().networks()).floatingIp(args[0]));
  },
});

export const ipCreate = defineCommand({
  name: 'ip create',
  summary: 'Reserve a floating IP',
  options: {
    network: text('--network-id <id>', 'the public network; any that has a free one unless said'),
    address: text('--address <address>', 'this address of the network'),
    project: text('--project-id <uuid>', 'the project to charge'),
  },
  async run({ options: { network, address, project }, cloud, out }) {
    const floatingIp = await (
      await cloud().networks()
    ).createFloatingIp({
      ...(network === undefined ? {} : { floating_network_id: network }),
      ...(address === undefined ? {} : { floating_ip_address: address }),
      ...(project === undefined ? {} : { project }),
    });
    out.record(floatingIp);
  },
});

export const ipReassign = defineCommand({
  name: 'ip reassign',
  summary: 'Have another project pay for a floating IP',
  args: [argument('<ip_id>')],
  options: { project: text('--project-id <uuid>', 'the project') },
  async run({ args, options, cloud }) {
    const project = required(options.project, '--project-id UUID');
    await (await cloud().networks()).reassignFloatingIp(args[0], project);
  },
});

export const ipDelete = defineCommand({
  name: 'ip delete',
  summary: 'Give a floating IP back; no server may have it',
  args: [argument('<ip_id>')],
  async run({ args, cloud }) {
    await (await cloud().networks()).deleteFloatingIp(args[0]);
  },
});

export const ipAttach = defineCommand({
  name: 'ip attach',
  summary: 'Give a floating IP to a server',
  args: [argument('<ip_or_ip_id>')],
  options: { ...connectOptions, server: text('--server-id <id>', 'the server') },
  async run({ args: [word], options, ...run }) {
    const device = required(options.server, '--server-id ID');
    const ip = await findIp(await run.cloud().networks(), word);
    run.out.note(`Connecting server ${device} with ${ip.floating_ip_address}`);
    await connect(run, options, {
      network: ip.floating_network_id,
      device,
      address: ip.floating_ip_address,
    });
  },
});

export const ipDetach = defineCommand({
  name: 'ip detach',
  summary: 'Take a floating IP off its server; it stays yours',
  args: [argument('<ip_or_ip_id>')],
  options: { wait: flag('-w, --wait', 'wait until it is done') },
  async run({ args: [word], options, ...run }) {
    const ip = await findIp(await run.cloud().networks(), word);
    if (ip.port_id === null) throw new CommandError(`No server has ${ip.floating_ip_address}.`);
    run.out.note(`Deleting port ${ip.port_id}`);
    await disconnect(run, ip.port_id, options.wait);
  },
});

async function findIp(networks: NetworkClient, word: string) {
  const ip = (await networks.floatingIps()).find(
    ({ id, floating_ip_address: address }) => id === word || address === word,
  );
  if (ip === undefined) throw new CommandError(`You have no floating IP "${word}". (kamaki ip list)`);
  return ip;
}
