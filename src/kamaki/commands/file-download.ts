import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { defineCommand } from '../cli/command.ts';
import type { Run } from '../cli/command.ts';
import { LOCATION_HELP, placeOfObject, placeOptions, placeText } from '../cli/location.ts';
import type { Place } from '../cli/location.ts';
import { argument, count, flag, text } from '#platform/commands/options';
import { Several } from '../cli/several.ts';
import { numberOf, textOf } from '../client/document.ts';
import type { Document } from '../client/document.ts';
import { CommandError, usageError } from '#platform/commands/command-error';
import { isFolderType } from '#contract/object-headers';
import { download, downloadTo } from '../transfer/download.ts';

const options = {
  ...placeOptions,
  resume: flag('-f, --resume', 'the local file may exist: keep what is right in it, fetch the rest'),
  recursive: flag('-r, --recursive', 'a folder or a container with all it has'),
  threads: count('--threads <count>', 'blocks under way at once (default 5)'),
  version: text('--object-version <version>', 'this version of the file'),
};

export const fileDownload = defineCommand({
  name: 'file download',
  summary: 'Download a file, or a folder or container with -r',
  help: `The local file appears when it is whole and checked. After a break or Ctrl-C run the same command again and it goes on.
With "-" as local path the content goes to standard output, block by block as it was checked.
With -r it goes on after a file that fails, lists the failures at the end, and exits with 1.
${LOCATION_HELP}`,
  args: [argument('<place>'), argument('[local_path]')],
  options,
  async run(run) {
    const [words = '', local] = run.args;
    const place = await placeOfObject(run.cloud(), words, run.options);
    const path = place.path.replace(/\/+$/, '');
    if (local === '-') return pipeOut(run, { ...place, path });
    const own = basename(path === '' ? place.container : path);
    const target = local === undefined ? own : (await isFolder(local)) ? join(local, own) : local;
    if (path === '' || run.options.recursive) return downloadFolder(run, { ...place, path }, target);
    const { isFolder: isFolderThere } = await place.store.object(place.container, path, run.options.version);
    if (isFolderThere) {
      throw usageError(
        `${placeText({ ...place, path })} is a folder: add -r to download it with all it has.`,
      );
    }
    // A folder that is not there is more often mistyped than wanted.
    if (!(await isFolder(dirname(target)))) throw new CommandError(`There is no folder ${dirname(target)}.`);
    await fetchFile(run, { ...place, path }, target);
  },
});

/** To whoever reads the other end; answers and the content cannot share the pipe. */
async function pipeOut(run: Run<typeof options>, place: Place): Promise<void> {
  const { out, world } = run;
  if (place.path === '' || run.options.recursive || run.options.resume)
    throw usageError('Standard output takes one file: -r and -f have no meaning there.');
  await downloadTo(
    {
      ...place,
      ...(run.options.version === undefined ? {} : { version: run.options.version }),
      signal: world.signal,
      progress: (title, total) => out.byteBar(title, total),
    },
    (chunk) => out.bytes(chunk),
  );
}

async function downloadFolder(run: Run<typeof options>, place: Place, target: string): Promise<void> {
  if (!run.options.recursive)
    throw usageError(`${placeText(place)} is a container: add -r to download it with all it has.`);
  const prefix = place.path === '' ? '' : `${place.path}/`;
  const objects = await place.store.objects(place.container, { prefix });
  if (objects.length === 0) throw new CommandError(`There is nothing in ${placeText(place)}.`);
  await mkdir(target, { recursive: true });
  const several = new Several(run);
  for (const object of objects) {
    const name = textOf(object, 'name');
    await several.try(placeText({ ...place, path: name }), async () => {
      const local = localName(target, name.slice(prefix.length));
      if (isFolderObject(object)) await mkdir(local, { recursive: true });
      else {
        await mkdir(dirname(local), { recursive: true });
        await fetchFile(run, { ...place, path: name }, local);
      }
    });
  }
  several.end('files and folders were not downloaded');
}

/** Other clients mark a folder by the slash at the end of its name alone. */
function isFolderObject(object: Document): boolean {
  const name = textOf(object, 'name');
  if (isFolderType(textOf(object, 'content_type'))) return true;
  if (name.endsWith('/') && numberOf(object, 'bytes') > 0)
    throw new CommandError(
      'a name with a slash at its end is a folder here, but this one has content: download it alone.',
    );
  return name.endsWith('/');
}

/** A name in the cloud may hold anything; on disk it must stay below the folder that was asked for. */
function localName(folder: string, name: string): string {
  const parts = name.split('/').filter((part) => part !== '');
  const wrong = parts.find(
    (part) => part === '.' || part === '..' || part.includes('\0') || (sep !== '/' && part.includes(sep)),
  );
  if (wrong !== undefined || parts.length === 0)
    throw new CommandError(
      `it cannot be a file here, because of "${wrong ?? ''}" in its name: download it alone, under another name.`,
    );
  return join(folder, ...parts);
}

async function fetchFile(run: Run<typeof options>, place: Place, target: string): Promise<void> {
  const { out, world } = run;
  if (!run.options.resume && (await stat(target).catch(() => undefined)) !== undefined) {
    throw new CommandError(`${target} exists: add -f to complete or replace it.`);
  }
  out.note(`${placeText(place)} --> ${target}`);
  const result = await download({
    ...place,
    ...(run.options.version === undefined ? {} : { version: run.options.version }),
    target,
    resume: run.options.resume,
    threads: Math.max(1, run.options.threads ?? 5),
    signal: world.signal,
    progress: (title, total) => out.byteBar(title, total),
  }).catch((error: unknown) => {
    if (world.signal.aborted) out.note('What has come is kept. Run the same command again to go on.');
    throw error;
  });
  out.note(
    result.kept === 0 ? 'Download completed' : `Download completed (${result.kept} bytes were here already)`,
  );
}

export const fileCat = defineCommand({
  name: 'file cat',
  summary: 'Write the content of a file to standard output',
  help: LOCATION_HELP,
  args: [argument('<place>')],
  options: {
    ...placeOptions,
    range: text('--range <bytes>', 'only this part: 0-99, 100- or -5'),
    version: text('--object-version <version>', 'this version of the file'),
  },
  async run({ args, options: given, cloud, out }) {
    if (given.range !== undefined && !/^(?:\d+-\d*|-\d+)$/.test(given.range))
      throw usageError(`--range is START-END, START- or -LAST, not "${given.range}".`);
    const place = await placeOfObject(cloud(), args[0], given);
    const { range, version } = given;
    const reply = await place.store.read(place.container, place.path, { range, version });
    for await (const chunk of reply.chunks) await out.bytes(chunk);
  },
});

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true || path.endsWith('/');
}
