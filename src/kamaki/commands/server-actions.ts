import { defineCommand } from '../cli/command.ts';
import { argument, choice, flag } from '#platform/commands/options';
import { Several } from '../cli/several.ts';
import type { ComputeClient } from '#contract/compute-client';
import { textOf } from '../client/document.ts';
import type { Document } from '../client/document.ts';
import { CommandError } from '#platform/commands/command-error';
import { waitForServer } from './server-wait.ts';

const waiting = { wait: flag('-w, --wait', 'wait until it is done') };

export const serverStart = defineCommand({
  name: 'server start',
  summary: 'Start a stopped server',
  args: [argument('<server_id>')],
  options: waiting,
  async run({ args, options, ...run }) {
    await (await run.cloud().compute()).act(args[0], 'start', {});
    if (options.wait)
      await waitForServer(run, args[0], { isDone: (status) => status === 'ACTIVE', wanted: 'ACTIVE' });
  },
});

export const serverShutdown = defineCommand({
  name: 'server shutdown',
  aliases: ['server stop'],
  summary: 'Shut a server down',
  args: [argument('<server_id>')],
  options: waiting,
  async run({ args, options, ...run }) {
    await (await run.cloud().compute()).act(args[0], 'shutdown', {});
    if (options.wait)
      await waitForServer(run, args[0], {
        isDone: (status) => status === 'STOPPED',
        wanted: 'STOPPED',
      });
  },
});

export const serverReboot = defineCommand({
  name: 'server reboot',
  summary: 'Restart a server',
  args: [argument('<server_id>')],
  options: {
    ...waiting,
    type: choice('--type <type>', 'ask its system, or cut the power', ['SOFT', 'HARD']),
    force: flag('-f, --force', 'the same as --type HARD'),
  },
  async run({ args, options, ...run }) {
    const [id] = args;
    const compute = await run.cloud().compute();
    await compute.act(id, 'reboot', { type: options.type ?? (options.force ? 'HARD' : 'SOFT') });
    if (options.wait)
      await waitForServer(run, id, { isDone: (status) => status === 'ACTIVE', wanted: 'ACTIVE' });
  },
});

export const serverDelete = defineCommand({
  name: 'server delete',
  summary: 'Delete servers with their disks',
  help: `kamaki server delete 42 web db      servers by id, or by name where only one has it
Asks at a terminal, and before deleting several. Scripts that name one server are not asked, as in version 0.16.`,
  args: [argument('<servers...>')],
  options: {
    ...waiting,
    cluster: flag('--cluster', 'the words are beginnings of names: delete all of them'),
  },
  asks: [],
  async run({ args: [words], options, ...run }) {
    const compute = await run.cloud().compute();
    const isBareId = words.length === 1 && /^\d+$/.test(words[0] ?? '') && !options.cluster;
    const isAsked = !isBareId || (run.world.stdin.isTTY === true && !run.ask.assumesYes);
    const servers = options.cluster
      ? await beginningWith(compute, words)
      : await namedServers(compute, words, isAsked);
    if (isAsked && (servers.length > 1 || options.cluster || run.world.stdin.isTTY === true)) {
      const names = servers.map((server) => `${textOf(server, 'id')} "${textOf(server, 'name')}"`).join(', ');
      const what =
        servers.length === 1 ? `server ${names} with its disks` : `servers ${names} with their disks`;
      if (!(await run.ask.confirm(`Delete ${what}?`)))
        throw new CommandError('Not deleted. Add --yes to do it without being asked.');
    }
    const ids = servers.map((server) => textOf(server, 'id'));
    const several = new Several(run);
    for (const id of ids) {
      if (ids.length === 1) await compute.deleteServer(id);
      else await several.try(`Server ${id}`, () => compute.deleteServer(id));
    }
    several.end('servers were not deleted');
    if (!options.wait) return;
    for (const id of ids)
      await waitForServer(run, id, { isDone: (status) => status === 'DELETED', wanted: 'DELETED' });
  },
});

async function beginningWith(compute: ComputeClient, words: readonly string[]): Promise<Document[]> {
  const all = await compute.briefServers();
  const none = words.find((word) => !all.some((server) => textOf(server, 'name').startsWith(word)));
  if (none !== undefined)
    throw new CommandError(`No server has a name that begins with "${none}". (kamaki server list)`);
  return all.filter((server) => words.some((word) => textOf(server, 'name').startsWith(word)));
}

/** Servers by id or name, each once, and all of them before one is touched. `known`: their names are wanted, too. */
async function namedServers(
  compute: ComputeClient,
  words: readonly string[],
  known: boolean,
): Promise<Document[]> {
  if (!known) return words.map((id) => ({ id }));
  const all = await compute.briefServers();
  const found = await Promise.all(
    words.map(async (word) => {
      const byId = all.find((server) => textOf(server, 'id') === word);
      const named = all.filter((server) => textOf(server, 'name') === word);
      if (byId !== undefined) return byId;
      if (named.length > 1)
        throw new CommandError(
          `Several servers are named "${word}": name one by its id, ${named.map((server) => textOf(server, 'id')).join(', ')}.`,
        );
      if (/^\d+$/.test(word) && named.length === 0) return compute.server(word);
      const [only] = named;
      if (only !== undefined) return only;
      throw new CommandError(`There is no server "${word}". (kamaki server list)`);
    }),
  );
  return [...new Map(found.map((server) => [textOf(server, 'id'), server])).values()];
}
