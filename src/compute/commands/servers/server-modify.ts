import { usageError } from '#platform/commands/command-error';
import { argument, bool, choice, text, withDefault } from '#platform/commands/options';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';
import { renameServer } from '../../domain/servers/actions.ts';
import { beginAction, type WantedAction } from '../../domain/servers/begin.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { defineCommand } from '../command.ts';
import { ownerOf, serverOf } from './as-owner.ts';
import { showServer } from './show-server.ts';
import { waitForChanges } from './wait.ts';

const ACTIONS: Record<string, WantedAction> = {
  start: { action: 'START' },
  stop: { action: 'STOP' },
  reboot_hard: { action: 'REBOOT', body: { hard: true } },
  reboot_soft: { action: 'REBOOT', body: { hard: false } },
};

const options = {
  name: text('--name <name>', 'another name'),
  action: choice('--action <action>', 'what is done with it', Object.keys(ACTIONS)),
  wait: withDefault(bool('--wait <bool>', 'wait until that has ended'), true),
};

export const serverModify = defineCommand({
  name: 'server-modify',
  summary: 'Change a server; what is named is done in the order of the options here, each by itself',
  args: [argument('<server>', 'number, or name in the back end')],
  options,
  async run({ args: [word], options, ...run }) {
    const { service } = run;
    const { name, action } = options;
    if (name === undefined && action === undefined) throw usageError('Say what to change.');
    const server = await serverOf(service, word);
    const owner = ownerOf(server);
    if (name !== undefined) await renameServer(service, owner, server.id, name);
    if (action !== undefined) {
      await beginAction(service, owner, server.id, ACTIONS[action]!);
      await ended(run, server, options.wait);
    }
    await showServer(run, server.id);
  },
});

async function ended(run: ServiceRun<Compute>, { id }: ServerRow, wait: boolean): Promise<void> {
  if (wait) await waitForChanges(run, id);
}
