import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, flag, list, text } from '#platform/commands/options';
import { defineCommand } from '../cli/command.ts';
import { type Document, textOf } from '../client/document.ts';
import { connect, connectOptions, disconnect } from './port.ts';

const devices = (help: string) => list('--device-id <id>', `${help} (may be repeated)`);

export const networkConnect = defineCommand({
  name: 'network connect',
  summary: 'Connect servers to a network',
  args: [argument('<network_id>')],
  options: {
    ...connectOptions,
    address: text('--ip-address <address>', 'the address it gets'),
    devices: devices('a server to connect'),
  },
  async run({ args: [network], options, ...run }) {
    if (options.devices.length === 0) throw usageError('Name the server: --device-id ID');
    for (const device of options.devices) {
      run.out.note(`Connecting server ${device} to network ${network}`);
      await connect(run, options, { network, device, address: options.address });
    }
  },
});

export const networkDisconnect = defineCommand({
  name: 'network disconnect',
  summary: 'Take servers off a network',
  args: [argument('<network_id>')],
  options: {
    devices: devices('a server to take off'),
    wait: flag('-w, --wait', 'wait until it is done'),
  },
  async run({ args: [network], options, ...run }) {
    if (options.devices.length === 0) throw usageError('Name the server: --device-id ID');
    const compute = await run.cloud().compute();
    for (const device of options.devices) {
      const { attachments } = await compute.server(device);
      const ports = (attachments as Document[]).filter((port) => textOf(port, 'network_id') === network);
      if (ports.length === 0)
        throw new CommandError(
          `Server ${device} is not connected to network ${network}. (kamaki server info ${device} --nics)`,
        );
      for (const port of ports) {
        run.out.note(`Deleting port ${textOf(port, 'id')} of network ${network} and server ${device}`);
        await disconnect(run, textOf(port, 'id'), options.wait);
      }
    }
  },
});
