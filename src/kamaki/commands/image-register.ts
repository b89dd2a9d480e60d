import { imageRecord } from '../client/image-record.ts';
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseJson } from '#contract/json';
import { defineCommand } from '../cli/command.ts';
import type { Run } from '../cli/command.ts';
import { parseLocation, placeText } from '../cli/location.ts';
import type { Location } from '../cli/location.ts';
import { argument, count, flag, pairs, text } from '#platform/commands/options';
import type { Document } from '../client/document.ts';
import { asDocument, partOf } from '../client/document.ts';
import type { ImageChange } from '#contract/image-client';
import { CommandError, usageError } from '#platform/commands/command-error';
import { isRefusal } from '#contract/refusal';
import { upload } from '../transfer/upload.ts';

const options = {
  name: text('--name <name>', 'name of the image (or the first word)'),
  location: text('--location <place>', 'where its file is (or the second word)'),
  container: text('-C, --container <container>', 'container of a place that names none'),
  diskFormat: text('--disk-format <format>', 'diskdump (default), extdump or ntfsdump'),
  containerFormat: text('--container-format <format>', 'bare (default), aki, ari, ami or ovf'),
  public: flag('--public', 'everyone may use it'),
  property: pairs(
    '-p, --property <key=value>',
    'a property: OSFAMILY=linux, ROOT_PARTITION=1, USERS=root … (may be repeated)',
  ),
  checksum: text('--checksum <hash>', 'the hash that the file must have'),
  size: count('--size <bytes>', 'the size that the file must have'),
  localFile: text('--upload-image-file <path>', 'upload this file to the place first'),
  metafile: text('--metafile <path>', 'a JSON file with formats and properties; the options win over it'),
  force: flag('-f, --force', 'replace files that are there'),
  noMetafile: flag(
    '--no-metafile-upload',
    'accepted for compatibility: no description is stored beside the file',
  ),
};

export const imageRegister = defineCommand({
  name: 'image register',
  summary: 'Make an image of a file in the object store',
  help: `kamaki image register Ubuntu pithos://UUID/images/disk.raw --public --property OSFAMILY=linux --property ROOT_PARTITION=1
kamaki image register --name Ubuntu --location /images/disk.raw
The place is written pithos://UUID/CONTAINER/PATH, /CONTAINER/PATH or CONTAINER/PATH.`,
  args: [argument('[name]'), argument('[place]'), argument('[path]')],
  options,
  async run(run) {
    const { args, cloud, out } = run;
    const words = [...args];
    const name = run.options.name ?? words.shift();
    const place = run.options.location ?? words.shift();
    if (name === undefined || place === undefined)
      throw usageError('An image needs a name and a place: kamaki image register NAME /CONTAINER/PATH');
    const location = imageLocation(words[0] === undefined ? place : `/${place}/${words[0]}`, run.options);
    const account = location.account || (await cloud().userId());
    const change = await changeOf(run.options);
    if (run.options.localFile !== undefined) await uploadImage(run, run.options.localFile, location);
    const images = await cloud().images();
    try {
      const place = { account, container: location.container, object: location.path };
      out.record(imageRecord(await images.register(name, place, change)));
      noteMissingProperties(run, change);
    } catch (error) {
      if (!isRefusal(error, 'location_not_found')) throw error;
      throw new CommandError(
        `There is no file ${placeText(location)} to make an image of. (kamaki file list ${location.container})`,
        { cause: error },
      );
    }
  },
});

type Properties = ImageChange & { properties: Record<string, string> };

/** Nothing checks these when a server is made; without them it ends in ERROR (spec/compute-api 2.4). */
function noteMissingProperties(run: Run<typeof options>, change: Properties): void {
  if ((change.diskFormat ?? 'diskdump') !== 'diskdump') return;
  const given = new Set(Object.keys(change.properties).map((key) => key.toUpperCase().replaceAll('-', '_')));
  const missing = ['OSFAMILY', 'ROOT_PARTITION'].filter(
    (key) => !given.has(key) && !given.has('EXCLUDE_ALL_TASKS'),
  );
  if (missing.length > 0)
    run.out.note(
      `Note: the image has no property ${missing.join(' and no ')}: it must boot as it is, and clouds that set images up (host name, password, keys) refuse it.`,
    );
}

/** For images a path without a slash before it begins with its container, unless `-C` names that. */
function imageLocation(words: string, given: Run<typeof options>['options']): Location {
  const isPlain = !words.startsWith('/') && !words.startsWith('pithos://');
  const full = !isPlain
    ? words
    : given.container === undefined
      ? `/${words}`
      : `/${given.container}/${words}`;
  const location = parseLocation(full);
  const path =
    location.path === '' && given.localFile !== undefined ? basename(given.localFile) : location.path;
  if (path === '')
    throw usageError(`"${words}" names no file: write /CONTAINER/PATH or pithos://UUID/CONTAINER/PATH.`);
  return { ...location, path };
}

async function changeOf(given: Run<typeof options>['options']): Promise<Properties> {
  const file = given.metafile === undefined ? {} : await readMetafile(given.metafile);
  const fromFile = (key: string): string | undefined => {
    const value = file[key] ?? file[key.replaceAll('_', '-')];
    return typeof value === 'string' ? value : undefined;
  };
  const diskFormat = given.diskFormat ?? fromFile('disk_format');
  const containerFormat = given.containerFormat ?? fromFile('container_format');
  const properties = Object.entries(partOf(file, 'properties')).map(([key, value]) => [key, String(value)]);
  return {
    ...(diskFormat === undefined ? {} : { diskFormat }),
    ...(containerFormat === undefined ? {} : { containerFormat }),
    ...(given.public ? { isPublic: true } : {}),
    ...(given.checksum === undefined ? {} : { checksum: given.checksum }),
    ...(given.size === undefined ? {} : { sizeBytes: given.size }),
    properties: { ...Object.fromEntries(properties), ...given.property },
  };
}

async function readMetafile(path: string): Promise<Document> {
  try {
    return asDocument(parseJson(await readFile(path, 'utf8')), path);
  } catch (error) {
    throw new CommandError(`Cannot use the metafile ${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function uploadImage(run: Run<typeof options>, local: string, location: Location): Promise<void> {
  const store = await run.cloud().objects(location.account === '' ? undefined : location.account);
  const file = await open(local, 'r').catch((error: Error) => {
    throw new CommandError(`Cannot read ${local}: ${error.message}`, { cause: error });
  });
  try {
    const { size } = await file.stat();
    run.out.note(`${local} --> ${placeText(location)}`);
    await upload({
      store,
      container: location.container,
      path: location.path,
      file,
      size,
      localName: local,
      write: { type: 'application/octet-stream', overwrite: run.options.force },
      threads: 5,
      signal: run.world.signal,
      progress: (title, total) => run.out.byteBar(title, total),
    });
  } finally {
    await file.close();
  }
}
