import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, bool, flag, list, text, withDefault } from '#platform/commands/options';
import { modifyNetwork, removeNetwork } from '../../domain/networks/administer.ts';
import { giveNetwork } from '../../domain/networks/give.ts';
import { addToBackend, removeFromBackend } from '../../domain/ports/backend-places.ts';
import { defineCommand } from '../command.ts';
import { confirmOrStop, givenId, userOption, wordsOf } from '../options.ts';
import { showBackendNetworks } from './backend-networks.ts';
import { inBackend } from './in-backend.ts';
import { networkOf, showNetwork } from './show-network.ts';

const networkInspect = defineCommand({
  name: 'network-inspect',
  summary: 'Show a network with its subnets, how full it is, and what back ends have of it',
  args: [argument('<network>', 'number, or name in back ends')],
  options: {
    displayMails: flag('--display-mails', "also its owner's e-mail address"),
    backends: withDefault(bool('--backends <bool>', 'also what back ends have of it'), true),
  },
  async run({ service, args: [word], options: { displayMails, backends }, out }) {
    const network = await networkOf(service, word);
    await showNetwork({ service, out }, network, { displayMails });
    if (backends) await showBackendNetworks({ service, out }, network);
  },
});

const networkShow = defineCommand({
  name: 'network-show',
  summary: 'Show a network: the same as network-inspect',
  args: [argument('<network>', 'number, or name in back ends')],
  async run({ service, args: [word], out }) {
    await showNetwork({ service, out }, await networkOf(service, word));
  },
});

const networkModify = defineCommand({
  name: 'network-modify',
  summary: 'Change a network: its name, its owner, what it gives out, and which back ends have it',
  args: [argument('<network>', 'number, or name in back ends')],
  options: {
    name: text('--name <name>', 'its new name'),
    user: userOption('of a private one: another owner, whose own project pays then'),
    drained: bool('--drained <bool>', 'closed for new addresses; those held stay'),
    floatingIpPool: bool('--floating-ip-pool <bool>', 'whether users can hold its addresses'),
    addReservedIps: list('--add-reserved-ips <addresses>', 'keep addresses back, with commas between'),
    removeReservedIps: list('--remove-reserved-ips <addresses>', 'give addresses out again'),
    addToBackend: text('--add-to-backend <backend>', 'make it in this back end now'),
    removeFromBackend: text(
      '--remove-from-backend <backend>',
      'take it out of this back end, where no server is connected to it',
    ),
  },
  async run({ service, args: [word], options, out }) {
    const { name, drained, floatingIpPool, user } = options;
    const addReserved = options.addReservedIps.flatMap(wordsOf);
    const removeReserved = options.removeReservedIps.flatMap(wordsOf);
    const changes =
      [name, drained, floatingIpPool].some((value) => value !== undefined) ||
      addReserved.length + removeReserved.length > 0;
    const added = givenId(options.addToBackend, 'Backend');
    const removed = givenId(options.removeFromBackend, 'Backend');
    if (!changes && [user, added, removed].every((value) => value === undefined))
      throw usageError('Say what to change.');
    const { id } = await networkOf(service, word);
    if (changes)
      await modifyNetwork(service, id, { name, drained, floatingIpPool, addReserved, removeReserved });
    if (user !== undefined) await giveNetwork(service, id, user);
    if (added !== undefined) {
      const jobs = await inBackend(() => addToBackend(service, id, added));
      out.note(jobs.length === 0 ? 'It is there already.' : `Issued jobs ${jobs.join(', ')}.`);
    }
    if (removed !== undefined) await inBackend(() => removeFromBackend(service, id, removed));
    out.note(`Changed network ${id}.`);
  },
});

const networkRemove = defineCommand({
  name: 'network-remove',
  summary: 'Delete networks that nothing is connected to, with their subnets',
  args: [argument('<networks...>', 'numbers, or names in back ends')],
  asks: [flag('-f, --force', 'do not ask')],
  async run({ service, args: [words], out, ask, signal }) {
    const question = `Are you sure you want to delete ${words.length === 1 ? 'network' : 'networks'} ${words.join(', ')}?`;
    await confirmOrStop(ask, question, 'Nothing was deleted.');
    let failed = 0;
    for (const word of words)
      try {
        const { id } = await networkOf(service, word);
        await removeNetwork(service, id);
        out.note(`Deleted network ${id}.`);
      } catch (error) {
        signal.throwIfAborted();
        failed += 1;
        out.note(`Error -- ${(error as Error).message}`);
      }
    if (failed > 0) throw new CommandError(`${failed} of ${words.length} networks were not deleted.`);
  },
});

export const networkCommands = [networkInspect, networkShow, networkModify, networkRemove];
