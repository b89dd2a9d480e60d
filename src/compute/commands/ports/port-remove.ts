import { CommandError } from '#platform/commands/command-error';
import { argument, bool, flag, withDefault } from '#platform/commands/options';
import { operator } from '../../domain/compute.ts';
import { deletePort } from '../../domain/ports/ports.ts';
import { defineCommand } from '../command.ts';
import { confirmOrStop } from '../options.ts';
import { newestChange, waitForChanges } from '../servers/wait.ts';
import { portOf } from './show-port.ts';

export const portRemove = defineCommand({
  name: 'port-remove',
  summary: "Delete ports: their servers lose the cards, floating IPs stay their holders'",
  args: [argument('<ports...>', 'numbers, or names in the back end')],
  options: { wait: withDefault(bool('--wait <bool>', 'wait until they are gone'), true) },
  asks: [flag('-f, --force', 'do not ask')],
  async run({ args: [words], options, ...run }) {
    const { service, out, ask } = run;
    const question = `Are you sure you want to delete ${words.length === 1 ? 'port' : 'ports'} ${words.join(', ')}?`;
    await confirmOrStop(ask, question, 'Nothing was deleted.');
    let failed = 0;
    for (const word of words)
      try {
        const { id, serverId } = await portOf(service, word);
        const before = serverId === null ? undefined : await newestChange(service, serverId);
        await deletePort(service, operator, id);
        if (serverId !== null && options.wait) await waitForChanges(run, serverId, before);
        out.note(`${serverId === null || options.wait ? 'Deleted' : 'Deleting'} port ${id}.`);
      } catch (error) {
        run.signal.throwIfAborted();
        failed += 1;
        out.note(`Error -- ${(error as Error).message}`);
      }
    if (failed > 0) throw new CommandError(`${failed} of ${words.length} ports were not deleted.`);
  },
});
