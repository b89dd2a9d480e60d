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
import { type Document, partOf, textOf } from '../client/document.ts';
import { usageError } from '#platform/commands/command-error';

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
    metadata: pairs('--metadata <key=value>', 'only with this metadata (may be repeated)'),
    metadataLike: pairs('--metadata-like <key=value>', 'only with metadata that has this in it'),
  },
  async run({ options, cloud, out }) {
    const asksMore = [options.status, options.flavor, options.image, options.user].some(
      (word) => word !== undefined,
    );
    const detail =
      options.detail || asksMore || Object.keys({ ...options.metadata, ...options.metadataLike }).length > 0;
    const compute = await cloud().compute();
    const all: Document[] = detail
      ? (await compute.servers(options.since)).servers
      : await compute.briefServers(options.since);
    const found = filterFields(filterNames(filterIds(all, options), options), {
      status: options.status,
      user_id: options.user,
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
    diagnostics: flag('--diagnostics', 'only the reports about it'),
  },
  async run({ args, options, cloud, out }) {
    const [id] = args;
    const compute = await cloud().compute();
    if (options.nics && options.diagnostics) throw usageError('Give --nics or --diagnostics, not both.');
    if (options.diagnostics) return out.items(await compute.diagnostics(id), { title: ['level', 'created'] });
    out.record(options.nics ? await compute.addresses(id) : await compute.server(id));
  },
});

export const serverModify = defineCommand({
  name: 'server modify',
  summary: 'Change a server: name, metadata',
  args: [argument('<server_id>')],
  options: {
    name: text('--name <name>', 'another name'),
    set: pairs('--metadata-set <key=value>', 'set metadata (may be repeated)'),
    remove: list('--metadata-del <key>', 'remove metadata (may be repeated)'),
  },
  async run({ args, options, cloud }) {
    const [id] = args;
    const compute = await cloud().compute();
    if (Number(options.name !== undefined) + Object.keys(options.set).length + options.remove.length === 0)
      throw usageError('Nothing to change: see kamaki server modify -h');
    if (options.name !== undefined) await compute.renameServer(id, options.name);
    if (Object.keys(options.set).length > 0) await compute.setMetadata(id, options.set);
    for (const key of options.remove) await compute.deleteMetadata(id, key);
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
  help: 'Opens the way to the screen for one connection within the next 30 seconds: a WebSocket at this host, port and path, with the password as its ticket. The page is the same screen in the browser.',
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
