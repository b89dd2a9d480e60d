import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { defineCommand } from '../cli/command.ts';
import type { Run } from '../cli/command.ts';
import { LOCATION_HELP, placeOptions, placeOrContainer, placeText } from '../cli/location.ts';
import type { Place } from '../cli/location.ts';
import { argument, count, flag, list, text } from '#platform/commands/options';
import { Several } from '../cli/several.ts';
import type { OptionValues } from '../cli/command.ts';
import { CommandError, usageError } from '#platform/commands/command-error';
import type { ObjectWrite } from '#contract/object-content-client';
import { FOLDER_TYPE } from '#contract/object-headers';
import { topHash } from '../transfer/block-hash.ts';
import { upload } from '../transfer/upload.ts';
import { uploadStream } from '../transfer/upload-stream.ts';
import { contentTypeOf } from './content-type.ts';

const options = {
  ...placeOptions,
  force: flag('-f, --force', 'replace what is there'),
  recursive: flag('-r, --recursive', 'a folder with all it has'),
  threads: count('--threads <count>', 'blocks under way at once (default 5)'),
  contentType: text('--content-type <type>', 'content type (default: by the name)'),
  contentEncoding: text('--content-encoding <encoding>', 'content encoding'),
  contentDisposition: text('--content-disposition <words>', 'content disposition'),
  read: list('--read-permission <uuid>', 'who may read it (may be repeated; * for everyone)'),
  write: list('--write-permission <uuid>', 'who may change it (may be repeated)'),
};

type UploadOptions = OptionValues<typeof options>;

export const fileUpload = defineCommand({
  name: 'file upload',
  summary: 'Upload a file, or a folder with -r',
  help: `kamaki file upload disk.raw images       to container "images", under its own name
kamaki file upload disk.raw /images/a/b  under another name
xz -d < disk.xz | kamaki file upload - /images/disk.raw   what comes through a pipe
With -r it goes on after a file that fails, lists the failures at the end, and exits with 1.
Only blocks that the cloud does not have are sent: after a break run the same command again and it goes on.
${LOCATION_HELP}`,
  args: [argument('<local_path>'), argument('[place]')],
  options,
  asks: [],
  async run(run) {
    const [local = '', words = ''] = run.args;
    const place = await placeOrContainer(run.cloud(), words, run.options);
    if (local === '-') {
      await agreeToPlace(run, words, place);
      return uploadPipe(run, place);
    }
    const info = await stat(local).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(
        error.code === 'ENOENT' ? `There is no file ${local}.` : `Cannot read ${local}: ${error.message}`,
        { cause: error },
      );
    });
    await agreeToPlace(run, words, place);
    if (info.isDirectory()) return uploadFolder(run, local, place);
    if (!info.isFile()) throw new CommandError(`${local} is not a file.`);
    await uploadFile(run, local, await targetOf(local, place));
  },
});

/**
 * Refuses a container that is not there. A bare word that is neither a container nor a file is more often a mistyped container
 * than the name of a new file in the default one: so it is asked about.
 */
async function agreeToPlace(run: Run<typeof options>, words: string, place: Place): Promise<void> {
  if ((await place.store.findContainer(place.container)) === undefined) throw noContainer(words, place);
  const isBare = words !== '' && place.path === words && !words.includes('/');
  if (!isBare || run.options.container !== undefined) return;
  if ((await place.store.findObject(place.container, words)) !== undefined) return;
  const question = `There is no container "${words}". Upload into container "${place.container}" under that name?`;
  if (!(await run.ask.confirm(question)))
    throw new CommandError(
      `Not uploaded. Make the container (kamaki container create ${words}), or write ${placeText(place)}.`,
    );
}

/** A bare word is a path in the default container; who wrote one may have meant a container that is not there yet. */
function noContainer(words: string, place: Place): CommandError {
  const isBare = words !== '' && place.path === words && !words.includes('/');
  const wanted = isBare ? words : place.container;
  const other = isBare ? `, and none named ${words} either` : '';
  return new CommandError(
    `There is no container ${place.container}${other}. Make it first: kamaki container create ${wanted}`,
  );
}

/** Where a file goes: under its own name into a container or folder, else under the name that was given. */
async function targetOf(local: string, place: Place): Promise<Place> {
  const name = basename(resolve(local));
  if (place.path === '') return { ...place, path: name };
  if (place.path.endsWith('/')) return { ...place, path: `${place.path}${name}` };
  const there = await place.store.findObject(place.container, place.path);
  return there?.isFolder === true ? { ...place, path: `${place.path}/${name}` } : place;
}

async function uploadFolder(run: Run<typeof options>, local: string, place: Place): Promise<void> {
  if (!run.options.recursive) throw usageError(`${local} is a folder: add -r to upload it with all it has.`);
  const top = (place.path === '' ? basename(resolve(local)) : place.path).replace(/\/$/, '');
  const several = new Several(run);
  await makeFolder(run, { ...place, path: top });
  for await (const entry of entriesOf(local, several)) {
    const relative = fullName(entry).slice(join(local, '/').length);
    const target = { ...place, path: `${top}/${relative}` };
    if (entry.isDirectory()) await several.try(fullName(entry), () => makeFolder(run, target));
    else if (entry.isFile())
      await several.try(fullName(entry), () => uploadFile(run, fullName(entry), target));
    else run.out.note(`${fullName(entry)} is neither a file nor a folder: left out`);
  }
  several.end('files and folders were not uploaded');
}

/** Everything below a folder, each folder before what it has; one that cannot be read is a failure of its own. */
async function* entriesOf(folder: string, several: Several): AsyncGenerator<Dirent> {
  const entries: Dirent[] = [];
  await several.reach(
    folder,
    async () => void entries.push(...(await readdir(folder, { withFileTypes: true }))),
  );
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    yield entry;
    if (entry.isDirectory()) yield* entriesOf(fullName(entry), several);
  }
}

function fullName(entry: { parentPath: string; name: string }): string {
  return join(entry.parentPath, entry.name);
}

async function makeFolder(run: Run<typeof options>, target: Place): Promise<void> {
  if ((await target.store.findObject(target.container, target.path)) !== undefined) return;
  await target.store.putObject(target.container, target.path, { type: FOLDER_TYPE });
  run.out.note(`mkdir ${placeText(target)}`);
}

async function uploadFile(run: Run<typeof options>, local: string, target: Place): Promise<void> {
  const { out, world } = run;
  const file = await open(local, 'r');
  try {
    const { size } = await file.stat();
    out.note(`${local} --> ${placeText(target)}`);
    const there = await target.store.findObject(target.container, target.path);
    const result = await upload({
      ...target,
      file,
      size,
      localName: local,
      write: writeOf(run.options, local),
      threads: Math.max(1, run.options.threads ?? 5),
      signal: world.signal,
      progress: (title, total) => out.byteBar(title, total),
      ...(there === undefined || run.options.force ? {} : { existing: there }),
    });
    out.note(result.unchanged ? 'Already there, unchanged' : `Upload completed`);
    if (out.format === 'json')
      out.json({
        location: placeText(target),
        bytes: size,
        sent: result.sentBytes,
        hash: topHash(result.hashes),
      });
  } catch (error) {
    if (world.signal.aborted)
      out.note('Nothing is stored under that name yet. Run the same command again to go on.');
    throw error;
  } finally {
    await file.close();
  }
}

/** Standard input has neither a name nor a size: the place must name the file. */
async function uploadPipe(run: Run<typeof options>, place: Place): Promise<void> {
  const { out, world } = run;
  if (place.path === '' || place.path.endsWith('/'))
    throw usageError('What comes through a pipe has no name: write /CONTAINER/PATH.');
  if (world.stdin.isTTY === true) throw usageError('"-" reads a pipe: there is only the keyboard.');
  if (!run.options.force && (await place.store.findObject(place.container, place.path)) !== undefined)
    throw new CommandError(`${placeText(place)} exists: add -f to replace it.`);
  const write = writeOf(run.options, place.path);
  const { bytes, hashes } = await uploadStream(
    {
      ...place,
      localName: 'standard input',
      write,
      threads: Math.max(1, run.options.threads ?? 5),
      signal: world.signal,
    },
    world.stdin,
  );
  out.note('Upload completed');
  if (out.format === 'json')
    out.json({ location: placeText(place), bytes, sent: bytes, hash: topHash(hashes) });
}

function writeOf(given: UploadOptions, name: string): ObjectWrite {
  const { read, write } = given;
  return {
    type: given.contentType ?? contentTypeOf(name),
    overwrite: given.force,
    encoding: given.contentEncoding,
    disposition: given.contentDisposition,
    sharing: read.length + write.length === 0 ? undefined : { read, write },
  };
}
