import { CommandError } from '#platform/commands/command-error';
import { argument, bool, flag, withDefault } from '#platform/commands/options';
import { operator } from '../../domain/compute.ts';
import { destroyServer } from '../../domain/servers/begin.ts';
import { defineCommand } from '../command.ts';
import { confirmOrStop } from '../options.ts';
import { serverOf } from './named-server.ts';
import { waitForChanges } from './wait.ts';

export const serverRemove = defineCommand({
  name: 'server-remove',
  summary: 'Destroy servers with their disks, through their back ends',
  args: [argument('<servers...>', 'numbers, or names in the back end')],
  options: { wait: withDefault(bool('--wait <bool>', 'wait until they are gone'), true) },
  asks: [flag('-f, --force', 'do not ask')],
  async run({ args: [words], options, ...run }) {
    const { service, out, ask } = run;
    const question = `Are you sure you want to delete ${words.length === 1 ? 'server' : 'servers'} ${words.join(', ')}?`;
    await confirmOrStop(ask, question, 'Nothing was deleted.');
    let failed = 0;
    for (const word of words)
      try {
        const server = await serverOf(service, word);
        await destroyServer(service, operator, server.id);
        if (options.wait) await waitForChanges(run, server.id);
        out.note(`${options.wait ? 'Deleted' : 'Deleting'} server ${server.id}.`);
      } catch (error) {
        run.signal.throwIfAborted();
        failed += 1;
        out.note(`Error -- ${(error as Error).message}`);
      }
    if (failed > 0) throw new CommandError(`${failed} of ${words.length} servers were not deleted.`);
  },
});
