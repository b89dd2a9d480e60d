import { defineCommand } from '../cli/command.ts';
import { choice, flag } from '../cli/option.ts';
import { textOf } from '../client/document.ts';
import { KamakiError } from '../errors.ts';
import { waitForServer } from './server-wait.ts';

const waiting = { wait: flag('-w, --wait', 'wait until it is done') };

export const serverStart = defineCommand({
  name: 'server start',
  summary: 'Start a stopped server',
  args: ['<server_id>'],
  options: waiting,
  async run({ args, options, ...run }) {
    await (await run.cloud().compute()).action(args[0] ?? '', 'start');
    if (options.wait)
      await waitForServer(run, args[0] ?? '', { isDone: (status) => status === 'ACTIVE', wanted: 'ACTIVE' });
  },
});

export const serverShutdown = defineCommand({
  name: 'server shutdown',
  aliases: ['server stop'],
  summary: 'Shut a server down',
  args: ['<server_id>'],
  options: waiting,
  async run({ args, options, ...run }) {
    await (await run.cloud().compute()).action(args[0] ?? '', 'shutdown');
    if (options.wait)
      await waitForServer(run, args[0] ?? '', {
        isDone: (status) => status === 'STOPPED',
        wanted: 'STOPPED',
      });
  },
});

export const serverReboot = defineCommand({
  name: 'server reboot',
  summary: 'Restart a server',
  args: ['<server_id>'],
  options: {
    ...waiting,
    type: choice('--type <type>', 'ask its system, or cut the power', ['SOFT', 'HARD']),
    force: flag('-f, --force', 'the same as --type HARD'),
  },
  async run({ args, options, ...run }) {
    const [id = ''] = args;
    const compute = await run.cloud().compute();
    await compute.action(id, 'reboot', { type: options.type ?? (options.force ? 'HARD' : 'SOFT') });
    if (options.wait)
      await waitForServer(run, id, { isDone: (status) => status === 'ACTIVE', wanted: 'ACTIVE' });
  },
});

export const serverDelete = defineCommand({
  name: 'server delete',
  summary: 'Delete a server with its disks',
  help: 'Asks at a terminal, and before deleting several. Scripts that name one server are not asked, as in version 0.16.',
  args: ['<server_id>'],
  options: {
    ...waiting,
    cluster: flag('--cluster', 'the word is the beginning of names: delete all of them'),
    yes: flag('--yes', 'do not ask'),
  },
  async run({ args, options, ...run }) {
    const [word = ''] = args;
    const compute = await run.cloud().compute();
    const servers = options.cluster
      ? (await compute.servers({ detail: false })).filter((server) => textOf(server, 'name').startsWith(word))
      : [{ id: word }];
    if (servers.length === 0)
      throw new KamakiError(`No server has a name that begins with "${word}". (kamaki server list)`);
    if (options.cluster || (run.world.stdin.isTTY === true && !options.yes)) {
      const named = options.cluster ? servers : [await compute.server(word)];
      const names = named.map((server) => `${textOf(server, 'id')} "${textOf(server, 'name')}"`).join(', ');
      const what =
        named.length === 1 ? `server ${names} with its disks` : `servers ${names} with their disks`;
      if (!(await run.confirm(`Delete ${what}?`, options.yes)))
        throw new KamakiError('Not deleted. Add --yes to do it without being asked.');
    }
    const ids = servers.map((server) => textOf(server, 'id'));
    for (const id of ids) await compute.deleteServer(id);
    if (!options.wait) return;
    for (const id of ids)
      await waitForServer(run, id, { isDone: (status) => status === 'DELETED', wanted: 'DELETED' });
  },
});
