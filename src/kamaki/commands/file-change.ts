import { posix } from 'node:path';
import { defineCommand } from '../cli/command.ts';
import type { Run } from '../cli/command.ts';
import {
  LOCATION_HELP,
  parseLocation,
  placeOf,
  placeOfObject,
  placeOptions,
  placeText,
  requirePath,
} from '../cli/location.ts';
import type { Place } from '../cli/location.ts';
import { argument, flag, text } from '#platform/commands/options';
import { textOf } from '../client/document.ts';
import { CommandError } from '#platform/commands/command-error';
import { FOLDER_TYPE } from '#contract/object-headers';
import { containerName } from './container.ts';

const OCTETS = 'application/octet-stream';

export const fileCreate = defineCommand({
  name: 'file create',
  summary: 'Make a container, or an empty file',
  help: `kamaki file create images            makes the container "images"
kamaki file create /images/readme    makes an empty file in it (so does a name with -C or --content-type)
${LOCATION_HELP}`,
  args: [argument('<place>')],
  options: {
    ...placeOptions,
    contentType: text('--content-type <type>', `content type of the file (default: ${OCTETS})`),
  },
  async run({ args, options, cloud, out }) {
    const [words] = args;
    const isBare =
      !words.includes('/') && options.container === undefined && options.contentType === undefined;
    const isContainer = isBare || (words.startsWith('/') && parseLocation(words).path === '');
    if (isContainer) {
      const name = containerName(words);
      const isNew = await (await cloud().objects(options.account)).createContainer(name);
      return isNew ? undefined : out.note(`Container ${name} was there already`);
    }
    const place = await placeOf(cloud(), words, options);
    requirePath(place, words);
    await place.store.putObject(place.container, place.path, { type: options.contentType ?? OCTETS });
  },
});

export const fileMkdir = defineCommand({
  name: 'file mkdir',
  summary: 'Make a folder',
  help: LOCATION_HELP,
  args: [argument('<place>')],
  options: placeOptions,
  async run({ args, options, cloud }) {
    const place = await placeOf(cloud(), args[0], options);
    requirePath(place, args[0]);
    await place.store.putObject(place.container, place.path.replace(/\/+$/, ''), { type: FOLDER_TYPE });
  },
});

const deleteOptions = {
  ...placeOptions,
  recursive: flag('-r, --recursive', 'a folder with all it has'),
};

export const fileDelete = defineCommand({
  name: 'file delete',
  summary: 'Delete a file, or with -r a folder with all it has',
  help: `${LOCATION_HELP}\nWith /CONTAINER alone all its files are deleted; the container stays.`,
  args: [argument('<place>')],
  options: deleteOptions,
  asks: [],
  async run(run) {
    const { args, options, cloud } = run;
    const place = await placeOfObject(cloud(), args[0], options);
    if (place.path === '') {
      await place.store.container(place.container);
      await agree(run, `Delete all files of container ${place.container}?`);
      return place.store.emptyContainer(place.container);
    }
    await place.store.object(place.container, place.path);
    const below = await place.store.objects(place.container, { prefix: `${place.path.replace(/\/$/, '')}/` });
    const more = options.recursive && below.length > 0 ? ` and the ${below.length} files below it` : '';
    await agree(run, `Delete ${placeText(place)}${more}?`);
    await place.store.deleteObject(place.container, place.path, { below: options.recursive });
  },
});

async function agree(run: Run<typeof deleteOptions>, question: string): Promise<void> {
  if (!(await run.ask.confirm(question)))
    throw new CommandError('Not deleted. Add --yes to do it without being asked.');
}

const transferOptions = {
  ...placeOptions,
  toContainer: text('--to-container <container>', 'the container of the destination'),
  toAccount: text('--to-account <uuid>', "the destination is in another user's account"),
  force: flag('-f, --force', 'replace what is there'),
  recursive: flag('-r, --recursive', 'everything whose name begins with the source'),
  version: text('--object-version <version>', 'this version of the source'),
  sourceVersion: text('--source-version <version>', 'the same'),
  contentType: text('--content-type <type>', 'another content type for the copy'),
};

export const fileCopy = defineCommand({
  name: 'file copy',
  summary: 'Copy a file inside the cloud',
  help: `kamaki file copy /images/a /backup/a\n${LOCATION_HELP}`,
  args: [argument('<source>'), argument('[destination]')],
  options: transferOptions,
  run: (run) => transfer(run, 'copy'),
});

export const fileMove = defineCommand({
  name: 'file move',
  summary: 'Move or rename a file inside the cloud',
  help: `kamaki file move /images/a /images/b\n${LOCATION_HELP}`,
  args: [argument('<source>'), argument('[destination]')],
  options: transferOptions,
  run: (run) => transfer(run, 'move'),
});

async function transfer(run: Run<typeof transferOptions>, verb: 'copy' | 'move'): Promise<void> {
  const { args, options, cloud, out } = run;
  const [words = '', destination = ''] = args;
  const source = await placeOfObject(cloud(), words, options);
  requirePath(source, words);
  const to = parseLocation(destination);
  const account = to.account || (options.toAccount ?? '');
  const store = await cloud().objects(account === '' ? undefined : account);
  const container = to.container || (options.toContainer ?? source.container);
  // A final slash is a folder: the file keeps its name in it.
  const base =
    to.path === '' ? source.path : to.path.endsWith('/') ? to.path + posix.basename(source.path) : to.path;
  const version = options.version ?? options.sourceVersion;
  const how = { type: options.contentType };
  const names = options.recursive ? await namesBelow(source) : [source.path];
  for (const name of names) {
    const target = base + name.slice(source.path.length);
    out.note(`${verb} ${placeText({ ...source, path: name })} --> ${placeText({ container, path: target })}`);
    const from = {
      account: source.store.account,
      container: source.container,
      name,
      version,
    };
    if (!options.force) await refuseExisting({ store, container, path: target });
    await (verb === 'copy'
      ? store.copyObject(from, container, target, how)
      : store.moveObject(from, container, target, how));
  }
}

/** Looked at beforehand: a condition on a copy is about its source, not about its destination. */
async function refuseExisting(target: Place): Promise<void> {
  if ((await target.store.findObject(target.container, target.path)) === undefined) return;
  throw new CommandError(`${placeText(target)} exists: add -f to replace it.`);
}

async function namesBelow(source: Place): Promise<string[]> {
  const names = (await source.store.objects(source.container, { prefix: source.path })).map((object) =>
    textOf(object, 'name'),
  );
  if (names.length === 0) throw new CommandError(`There is nothing in ${placeText(source)}.`);
  return names;
}
