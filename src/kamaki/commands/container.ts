import { defineCommand } from '../cli/command.ts';
import { filterNames, nameFilters } from '../cli/filters.ts';
import { argument, choice, count, flag, list, pairs, text } from '#platform/commands/options';
import type { Document } from '../client/document.ts';
import { textOf } from '../client/document.ts';
import { decodeLeniently } from '#contract/image-headers';
import type { ContainerChange, ContainerFacts } from '#contract/object-headers';
import type { ObjectStoreClient } from '../client/object-store.ts';
import { CommandError, usageError } from '#platform/commands/command-error';
import { formatSize } from '#platform/commands/format-size';
import { printContainers, printObjects } from './object-listing.ts';

const accountOption = { account: text('-A, --account <uuid>', "another user's account (shared with you)") };

const containerListOptions = {
  ...nameFilters,
  ...accountOption,
  detail: flag('-l, --list', 'everything about each'),
  limit: count('-n, --number <count>', 'at most so many'),
  marker: text('--marker <name>', 'only names after this one'),
  until: text('--until <unix time>', 'as it was then'),
  shared: flag('--shared', 'only with something shared'),
  sharedByMe: flag('--shared-by-me', 'the same'),
  enumerate: flag('--enumerate', 'number the lines'),
  recursive: flag('-r, --recursive', 'their files too'),
};

export const containerList = defineCommand({
  name: 'container list',
  summary: 'List containers, or the files of one',
  args: [argument('[container]')],
  options: containerListOptions,
  async run({ args, options, cloud, out }) {
    const store = await cloud().objects(options.account);
    const { limit, marker, until } = options;
    const filter = { limit, marker, until, shared: options.shared || options.sharedByMe };
    const [container] = args;
    if (container !== undefined) {
      const objects = filterNames(await store.objects(containerName(container), filter), options);
      return out.format === 'json' ? out.json(objects) : printObjects(out, objects, options);
    }
    const containers = filterNames(await store.containers(filter), options);
    if (!options.recursive) return printContainers(out, containers, options);
    for (const entry of containers) entry['objects'] = await store.objects(textOf(entry, 'name'), filter);
    printContainers(out, containers, options);
  },
});

export const containerCreate = defineCommand({
  name: 'container create',
  summary: 'Make a container',
  args: [argument('<container>')],
  options: {
    versioning: choice('--versioning <scheme>', 'keep old versions of files', ['AUTO', 'NONE']),
    limit: count('--limit <bytes>', 'most bytes in it (0: no limit)'),
    metadata: pairs('--meta <key=value>', 'metadata (may be repeated)'),
    project: text('--project-id <uuid>', 'the project to charge'),
  },
  async run({ args, options, cloud }) {
    const name = containerName(args[0]);
    await makeContainer(await cloud().objects(), name, {
      quota: options.limit,
      versioning: options.versioning?.toLowerCase(),
      project: options.project,
      metadata: options.metadata,
    });
  },
});

export const containerInfo = defineCommand({
  name: 'container info',
  summary: 'Show a container',
  args: [argument('<container>')],
  options: {
    ...accountOption,
    metadata: flag('--metadata', 'only its metadata'),
    limit: flag('--size-limit', 'only its size limit'),
    bytes: flag('-b, --bytes', 'the limit in bytes'),
  },
  async run({ args, options, cloud, out }) {
    const store = await cloud().objects(options.account);
    const facts = await store.container(containerName(args[0]));
    if (options.metadata) return out.record(facts.metadata);
    if (!options.limit) return out.record(containerRecord(facts));
    out.record({ 'size limit': sizeLimit(facts, options.bytes) });
  },
});

export const containerModify = defineCommand({
  name: 'container modify',
  summary: 'Change a container',
  args: [argument('<container>')],
  options: {
    add: pairs('--metadata-add <key=value>', 'set metadata (may be repeated)'),
    remove: list('--metadata-del <key>', 'remove metadata (may be repeated)'),
    limit: text('--size-limit <size>', 'most bytes in it, with a unit (10GiB; 0: no limit)'),
    versioning: choice('--versioning <scheme>', 'keep old versions of files', ['AUTO', 'NONE']),
  },
  async run({ args, options, cloud, out }) {
    const name = containerName(args[0]);
    const removed = Object.fromEntries(options.remove.map((key) => [key, '']));
    const quota = options.limit === undefined ? undefined : readSize(options.limit);
    const metadata = { ...options.add, ...removed };
    const changesMetadata = Object.keys(metadata).length > 0;
    if (!changesMetadata && quota === undefined && options.versioning === undefined)
      throw usageError(
        'Nothing to change: give --metadata-add, --metadata-del, --size-limit or --versioning.',
      );
    const store = await cloud().objects();
    await store.changeContainer(name, { metadata, quota, versioning: options.versioning?.toLowerCase() });
    const now = await store.container(name);
    if (out.format === 'json') return out.json(containerRecord(now));
    // As version 0.16 prints them: what was changed, and nothing else.
    if (changesMetadata) out.record(now.metadata);
    if (quota !== undefined) out.line(`new size limit: ${sizeLimit(now)}`);
    if (options.versioning !== undefined) out.line(`new versioning scheme: ${now.policy.versioning}`);
  },
});

export const containerReassign = defineCommand({
  name: 'container reassign',
  summary: 'Charge a container to another project',
  args: [argument('<container>')],
  options: { project: text('--project-id <uuid>', 'the project (needed)') },
  async run({ args, options, cloud }) {
    if (options.project === undefined)
      throw usageError('Give the project: --project-id UUID. (kamaki project list)');
    const store = await cloud().objects();
    await store.changeContainer(containerName(args[0]), { project: options.project });
  },
});

export const containerEmpty = defineCommand({
  name: 'container empty',
  summary: 'Delete all files of a container',
  args: [argument('<container>')],
  asks: [],
  async run({ args, cloud, ask }) {
    const name = containerName(args[0]);
    const store = await cloud().objects();
    await store.container(name);
    if (!(await ask.confirm(`Delete all files of container ${name}?`)))
      throw new CommandError('Not emptied. Add --yes to do it without being asked.');
    await store.emptyContainer(name);
  },
});

export const containerDelete = defineCommand({
  name: 'container delete',
  summary: 'Delete a container',
  args: [argument('<container>')],
  options: { recursive: flag('-r, --recursive', 'also when it has files: delete them first') },
  asks: [],
  async run({ args, options, cloud, ask }) {
    const name = containerName(args[0]);
    const store = await cloud().objects();
    const { objects: files } = await store.container(name);
    if (files > 0 && !options.recursive)
      throw new CommandError(`Container ${name} has ${files} files: add -r to delete them with it.`);
    const question =
      files > 0 ? `Delete container ${name} with its ${files} files?` : `Delete container ${name}?`;
    if (!(await ask.confirm(question)))
      throw new CommandError('Not deleted. Add --yes to do it without being asked.');
    if (files > 0) await store.emptyContainer(name);
    await store.deleteContainer(name);
  },
});

function sizeLimit({ policy: { quota } }: ContainerFacts, inBytes = false): string {
  return quota === 0 ? 'unlimited' : inBytes ? String(quota) : formatSize(quota);
}

/** All that an answer's headers say about the container. */
function containerRecord({ headers }: ContainerFacts): Document {
  const kept = Object.entries(headers).filter(
    ([name]) => name.startsWith('x-container-') || name === 'last-modified',
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, decodeLeniently(value)]));
}

/** Makes a container that must not be there yet. */
async function makeContainer(store: ObjectStoreClient, name: string, change: ContainerChange): Promise<void> {
  if ((await store.findContainer(name)) !== undefined)
    throw new CommandError(`Container ${name} exists already.`);
  await store.createContainer(name, change);
}

/** A container's name on the line may be written `/NAME` or `NAME/`. */
export function containerName(words: string): string {
  const name = words.replace(/^\//, '').replace(/\/$/, '');
  if (name === '' || name.includes('/')) throw usageError(`"${words}" is not the name of a container.`);
  return name;
}

/** `10GiB` in bytes; decimal units (`GB`) are powers of 1000, as in the original. */
export function readSize(words: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([KMGT])(i?)B|B)?$/i.exec(words.trim());
  if (match === null) throw usageError(`"${words}" is not a size, such as 500MiB or 10GiB.`);
  const power = match[2] === undefined ? 0 : 'KMGT'.indexOf(match[2].toUpperCase()) + 1;
  return Math.trunc(Number(match[1]) * (match[3] === 'i' || match[3] === 'I' ? 1024 : 1000) ** power);
}
