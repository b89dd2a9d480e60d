import { defineCommand } from '../cli/command.ts';
import {
  filterFields,
  filterIds,
  filterNames,
  idFilters,
  listOptions,
  mapHas,
  nameFilters,
  onlyFields,
} from '../cli/filters.ts';
import { argument, choice, flag, list, pairs, text } from '#platform/commands/options';
import { uuidOf } from '../cli/user-name.ts';
import { type Document, partOf, textOf } from '../client/document.ts';
import { CommandError, usageError } from '#platform/commands/command-error';

export const serverList = defineCommand({
  name: 'server list',
  summary: 'List your servers',
  options: {
    ...nameFilters,
    ...idFilters,
    ...listOptions,
    since: text('--since <time>', 'only changed since then (ISO 8601, at most an hour ago)'),
    status: text('--status <status>', 'only of this status'),
    flavor: text('--flavor-id <id>', 'only of this size'),
    image: text('--image-id <id>', 'only made from this image'),
    user: text('--user-id <uuid>', "only this user's"),
    userName: text('--user-name <name>', 'the same, by name'),
    metadata: pairs('--metadata <key=value>', 'only with this metadata (may be repeated)'),
    metadataLike: pairs('--metadata-like <key=value>', 'only with metadata that has this in it'),
  },
  async run({ options, cloud, out }) {
    const opened = cloud();
    const user = options.user ?? (await uuidOf(opened, options.userName));
    const asksMore = [options.status, options.flavor, options.image, user].some((word) => word !== undefined);
    const detail =
      options.detail || asksMore || Object.keys({ ...options.metadata, ...options.metadataLike }).length > 0;
    const compute = await opened.compute();
    const all: Document[] = detail
      ? (await compute.servers(options.since)).servers
      : await compute.briefServers(options.since);
    const found = filterFields(filterNames(filterIds(all, options), options), {
      status: options.status,
      user_id: user,
    }).filter(
      (server) =>
        (options.flavor === undefined || textOf(partOf(server, 'flavor'), 'id') === options.flavor) &&
        (options.image === undefined || textOf(partOf(server, 'image'), 'id') === options.image) &&
        mapHas(partOf(server, 'metadata'), options.metadata, true) &&
        mapHas(partOf(server, 'metadata'), options.metadataLike, false),
    );
    const shown = found.slice(0, options.limit);
    out.items(options.detail ? shown : onlyFields(shown, ['id', 'name']), options);
  },
});

export const serverInfo = defineCommand({
  name: 'server info',
  summary: 'Show a server',
  args: [argument('<server_id>')],
  options: {
    nics: flag('--nics', 'only its network connections'),
    stats: flag('--stats', 'only where pictures of what it did are, for one hour'),
    diagnostics: flag('--diagnostics', 'only the reports about it'),
  },
  async run({ args, options, cloud, out }) {
    const [id] = args;
    const compute = await cloud().compute();
    if ([options.nics, options.stats, options.diagnostics].filter(Boolean).length > 1)
      throw usageError('Give one of --nics, --stats and --diagnostics.');
    if (options.stats) return out.record(await compute.graphs(id));
    if (options.diagnostics) return out.items(await compute.diagnostics(id), { title: ['level', 'created'] });
    out.record(options.nics ? await compute.addresses(id) : await compute.server(id));
  },
});

export const serverModify = defineCommand({
  name: 'server modify',
  summary: 'Change a server: name, size, firewall, metadata',
  args: [argument('<server_id>')],
  options: {
    name: text('--name <name>', 'another name'),
    flavor: text('--flavor-id <id>', 'another size with the same disk; the server must be stopped'),
    firewall: choice('--firewall <profile>', 'which connections from outside get through', [
      'DISABLED',
      'ENABLED',
      'PROTECTED',
    ]),
    port: text('--port-id <id>', 'the connection whose firewall it is, where there are several; * for all'),
    set: pairs('--metadata-set <key=value>', 'set metadata (may be repeated)'),
    remove: list('--metadata-del <key>', 'remove metadata (may be repeated)'),
  },
  async run({ args, options, cloud, out }) {
    const [id] = args;
    const { name, flavor, firewall, port, set, remove } = options;
    if ([name, flavor, firewall, ...Object.keys(set), ...remove].every((word) => word === undefined))
      throw usageError('Nothing to change: see kamaki server modify -h');
    if (port !== undefined && firewall === undefined) throw usageError('--port-id goes with --firewall.');
    const compute = await cloud().compute();
    if (name !== undefined) await compute.renameServer(id, name);
    if (flavor !== undefined) await compute.act(id, 'resize', { flavorRef: flavor });
    if (firewall !== undefined)
      for (const nic of firewallPorts(await compute.server(id), port)) {
        out.note(`Firewall of port ${nic}: ${firewall}`);
        await compute.act(id, 'firewallProfile', { profile: firewall, nic });
      }
    if (Object.keys(set).length > 0) await compute.setMetadata(id, set);
    for (const key of remove) await compute.deleteMetadata(id, key);
  },
});

/** The connections to public networks, which have firewalls: the one that is named, the only one, or with `*` all. */
function firewallPorts(server: Document, wanted: string | undefined): string[] {
  const id = textOf(server, 'id');
  const attachments = server['attachments'] as Document[];
  const ports = attachments
    .filter((port) => textOf(port, 'firewallProfile') !== '')
    .map((port) => textOf(port, 'id'));
  const chosen = ports.filter((port) => wanted === undefined || wanted === '*' || wanted === port);
  if (chosen.length === 0)
    throw new CommandError(
      `Server ${id} has no such connection to a public network. (kamaki server info ${id} --nics)`,
    );
  if (chosen.length > 1 && wanted === undefined)
    throw new CommandError(
      `Server ${id} has several connections to public networks: name one by --port-id, ${chosen.join(', ')}, or * for all.`,
    );
  return chosen;
}

export const serverReassign = defineCommand({
  name: 'server reassign',
  summary: 'Have another project pay for a server',
  args: [argument('<server_id>')],
  options: { project: text('--project-id <uuid>', 'the project') },
  async run({ args, options, cloud }) {
    if (options.project === undefined) throw usageError('Name the project: --project-id UUID');
    await (await cloud().compute()).act(args[0], 'reassign', { project: options.project });
  },
});

export const serverRename = defineCommand({
  name: 'server rename',
  summary: 'Give a server another name',
  args: [argument('<server_id>'), argument('<name>')],
  async run({ args, cloud }) {
    await (await cloud().compute()).renameServer(args[0], args[1]);
  },
});

export const serverConsole = defineCommand({
  name: 'server console',
  summary: 'Show where the screen of a server can be opened',
  help: 'Opens the way to the screen for one connection within the next 30 seconds: a WebSocket at this host, port and path, with the password as its ticket, or, without a path, a port of plain VNC with that password. The page is the same screen in the browser.',
  args: [argument('<server_id>')],
  options: { type: choice('--type <type>', 'what the viewer speaks', ['VNC', 'VNC-WS', 'VNC-WSS']) },
  async run({ args, options, cloud, out }) {
    const [id] = args;
    const opened = cloud();
    const console = await (await opened.compute()).openConsole(id, (options.type ?? 'VNC').toLowerCase());
    if (out.format === 'json') return out.json(console);
    out.note('For one connection within the next 30 seconds:');
    out.record(console);
    out.note(`In the browser: ${await opened.consoleAddress()}/machines/${encodeURIComponent(id)}`);
  },
});
