import { CommandError } from '#platform/commands/command-error';
import { argument, flag } from '#platform/commands/options';
import { removeBackend } from '../../domain/backends/remove.ts';
import { defineCommand } from '../command.ts';
import { idOf } from '../options.ts';

export const backendRemove = defineCommand({
  name: 'backend-remove',
  summary: 'Forget a back end that has no servers; nothing in the cluster is changed',
  args: [argument('<backend>', 'number of the back end')],
  asks: [flag('-f, --force', 'do not ask')],
  async run({ service, args: [backend], out, ask }) {
    const id = idOf(backend, '', 'Backend');
    if (!(await ask.confirm(`Are you sure you want to delete back end ${id}?`)))
      throw new CommandError('Nothing was removed.');
    const { clustername, networks } = await removeBackend(service, id);
    out.note(`Removed back end ${id}. What is still in ${clustername} stays there: it is removed by hand.`);
    const prefix = service.settings.BACKEND_PREFIX_ID;
    if (networks.length > 0)
      out.note(`Networks left there: ${networks.map((network) => `${prefix}net-${network}`).join(', ')}`);
  },
});
