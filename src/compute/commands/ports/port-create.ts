import { usageError } from '#platform/commands/command-error';
import { bool, text, withDefault } from '#platform/commands/options';
import { createOperatorPort } from '../../domain/ports/operator-ports.ts';
import { defineCommand } from '../command.ts';
import { networkOf } from '../networks/show-network.ts';
import { givenId, userOption } from '../options.ts';
import { serverOf } from '../servers/named-server.ts';
import { newestChange, waitForChanges } from '../servers/wait.ts';
import { portOf, showPort } from './show-port.ts';

export const portCreate = defineCommand({
  name: 'port-create',
  summary: 'Make a port: a card of a server, or one that waits for a new server of a user',
  options: {
    network: text('--network <network>', 'network that it is in'),
    server: text('--server <server>', 'server whose card it is'),
    user: userOption('without --server: the user whose it is'),
    name: text('--name <name>', 'its name'),
    address: text('--ipv4-address <address>', 'its address; without it the next free one'),
    floatingIp: text('--floating-ip <floating-ip>', 'number of a floating IP that it is to have instead'),
    wait: withDefault(bool('--wait <bool>', 'wait until the server has it'), true),
  },
  async run({ options, ...run }) {
    const { service } = run;
    const { network: word, server, user, name = '', address } = options;
    if (word === undefined) throw usageError('--network must say which network it is in.');
    if (server !== undefined && user !== undefined)
      throw usageError(
        'A port of a server belongs to whom that belongs: --user is for one without a server.',
      );
    if (address !== undefined && options.floatingIp !== undefined)
      throw usageError('A floating IP has its address: give --ipv4-address or --floating-ip.');
    const floatingIp = givenId(options.floatingIp, 'Floating IP');
    const whom =
      server === undefined ? { user: ownerOf(user) } : { server: (await serverOf(service, server)).id };
    const { id: network } = await networkOf(service, word);
    const before = 'server' in whom ? await newestChange(service, whom.server) : undefined;
    const { id } = await createOperatorPort(service, { network, name, whom, address, floatingIp });
    if ('server' in whom && options.wait) await waitForChanges(run, whom.server, before);
    await showPort(run, await portOf(service, String(id)));
  },
});

function ownerOf(user: string | undefined): string {
  if (user === undefined) throw usageError('--server must say which server has it, or --user whose it is.');
  return user;
}
