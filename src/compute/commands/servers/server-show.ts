import { argument } from '#platform/commands/options';
import { defineCommand } from '../command.ts';
import { idOf } from '../options.ts';
import { showServer } from './show-server.ts';

export const serverShow = defineCommand({
  name: 'server-show',
  summary: 'Show a server with its newest diagnostics',
  args: [argument('<server>', 'number, or name in the back end')],
  async run({ args: [server], ...run }) {
    await showServer(run, idOf(server, run.service.settings.BACKEND_PREFIX_ID, 'Server'));
  },
});
