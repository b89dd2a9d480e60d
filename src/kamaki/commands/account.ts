import { INFINITE } from '#contract/infinite';
import { defineCommand } from '../cli/command.ts';
import { argument, flag, text } from '#platform/commands/options';
import type { Document } from '../client/document.ts';
import { CommandError, usageError } from '#platform/commands/command-error';
import { formatSize } from '#platform/commands/format-size';

/** Resources that are counted in bytes and shown in larger units. */
const BYTE_RESOURCES = new Set(['cyclades.disk', 'pithos.diskspace', 'cyclades.ram', 'cyclades.total_ram']);

export const userAuthenticate = defineCommand({
  name: 'user authenticate',
  summary: 'Check the token and show what it opens: user, token, services',
  args: [argument('[token]')],
  async run({ args, cloud, out }) {
    const opened = cloud();
    if (args[0] !== undefined) opened.useToken(args[0]);
    const access = await opened.access();
    if (out.format === 'json') return out.json(access);
    const { token } = access;
    out.record({ ...access, token: { ...token, id: `${token.id.slice(0, 4)}***` } });
  },
});

export const userInfo = defineCommand({
  name: 'user info',
  aliases: ['user whoami'],
  summary: 'Show the user of the token',
  options: {
    uuid: text('--uuid <uuid>', 'look this user up instead'),
    username: text('--username <name>', 'look this user up instead'),
  },
  async run({ options, cloud, out }) {
    if (options.uuid !== undefined && options.username !== undefined)
      throw usageError('Give --uuid or --username, not both.');
    if (options.uuid === undefined && options.username === undefined)
      return out.record((await cloud().access()).user);
    const account = await cloud().account();
    const found =
      options.uuid === undefined
        ? await account.uuids([options.username ?? ''])
        : await account.names([options.uuid]);
    const [entry] = Object.entries(found);
    if (entry === undefined) throw new CommandError(`There is no user ${options.uuid ?? options.username}.`);
    out.record(
      options.uuid === undefined ? { id: entry[1], name: entry[0] } : { id: entry[0], name: entry[1] },
    );
  },
});

export const userUuidToName = defineCommand({
  name: 'user uuid2name',
  aliases: ['user uuid2username'],
  summary: 'Names of users by uuid',
  args: [argument('<uuids...>')],
  async run({ args: [uuids], cloud, out }) {
    const names = await (await cloud().account()).names(uuids);
    out.record(names);
    const unknown = uuids.filter((uuid) => !(uuid in names));
    if (unknown.length > 0) throw new CommandError(`Unknown: ${unknown.join(', ')}`);
  },
});

export const userNameToUuid = defineCommand({
  name: 'user name2uuid',
  aliases: ['user username2uuid'],
  summary: 'Uuids of users by name',
  args: [argument('<names...>')],
  async run({ args: [names], cloud, out }) {
    const uuids = await (await cloud().account()).uuids(names);
    out.record(uuids);
    const unknown = names.filter((name) => !(name in uuids));
    if (unknown.length > 0) throw new CommandError(`Unknown: ${unknown.join(', ')}`);
  },
});

export const quotaList = defineCommand({
  name: 'quota list',
  summary: 'Show limits and use, by project',
  options: {
    resource: text('--resource <name>', 'only resources whose name begins with this'),
    project: text('--project-id <uuid>', 'only this project'),
    bytes: flag('--bytes', 'sizes in bytes'),
  },
  async run({ options, cloud, out }) {
    const quotas = await (await cloud().account()).quotas();
    const shown: typeof quotas = {};
    for (const [project, resources] of Object.entries(quotas)) {
      if (options.project !== undefined && project !== options.project) continue;
      const kept = Object.entries(resources).filter(([name]) => name.startsWith(options.resource ?? ''));
      if (kept.length > 0) shown[project] = Object.fromEntries(kept);
    }
    if (Object.keys(shown).length === 0 && options.project !== undefined)
      throw new CommandError(`You are not in project ${options.project}. (kamaki quota list shows yours)`);
    if (Object.keys(shown).length === 0 && options.resource !== undefined)
      throw new CommandError(`There is no resource ${options.resource}. (kamaki resource list)`);
    if (out.format === 'json') return out.json(shown);
    out.record(mapValues(shown, (resources) => mapResources(resources as Document, options.bytes)));
  },
});

export const resourceList = defineCommand({
  name: 'resource list',
  summary: 'List what quota is counted in',
  async run({ cloud, out }) {
    out.record(await (await cloud().account()).resources());
  },
});

export const serviceList = defineCommand({
  name: 'service list',
  summary: 'List the parts of the cloud that have pages',
  run: async ({ cloud, out }) => out.items(await (await cloud().menu()).services()),
});

function mapResources(resources: Document, inBytes: boolean): Document {
  return Object.fromEntries(
    Object.entries(resources).map(([name, quota]) => {
      const inUnits = BYTE_RESOURCES.has(name) && !inBytes;
      return [name, mapValues(quota as Document, (value) => quantityText(value, inUnits))];
    }),
  );
}

function quantityText(value: unknown, inUnits: boolean): unknown {
  if (typeof value !== 'number' && typeof value !== 'bigint') return value;
  if (BigInt(value) >= INFINITE) return 'unlimited';
  return inUnits ? formatSize(value) : value;
}

function mapValues(document: Document, change: (value: unknown) => unknown): Document {
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, change(value)]));
}
