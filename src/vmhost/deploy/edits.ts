import { posix } from 'node:path';
import { DeployError } from './failure.ts';
import { fileSystemAt, type GuestEntry, type GuestView, isPlainPath, lookAt } from './guest-files.ts';
import { inputPath } from './tools-sandbox.ts';
import type { Workshop } from './workshop.ts';

/** A change of the image's files: a file that is there is replaced. Folders stand before what is in them. */
export type Edit =
  | { kind: 'file'; path: string; content: Buffer; mode: number; uid: number; gid: number }
  | { kind: 'folder'; path: string; mode: number; uid: number; gid: number }
  | { kind: 'remove'; path: string };

const MAX_EDITS = 128;
const EDIT = 'debugfs -w -f "$2" "$1"; e2fsck -fn "$1"';

/** Applies all edits, then looks whether each is there as it should be, and whether the file system is whole. */
export async function applyEdits(
  workshop: Workshop,
  firstSector: number,
  edits: readonly Edit[],
): Promise<void> {
  if (edits.length === 0) return;
  if (edits.length > MAX_EDITS) throw new DeployError('There is too much to set up in the image.');
  const fileSystem = fileSystemAt(firstSector);
  const paths = [...new Set(edits.flatMap(({ path }) => [path, ...foldersAbove(path)]))];
  const before = await lookAt(workshop, fileSystem, paths);
  const files = edits.filter((edit) => edit.kind === 'file');
  const commands = edits.flatMap((edit) => commandsOf(edit, before, files));
  const inputs = [...files.map(({ content }) => content), Buffer.from(`${commands.join('\n')}\n`)];
  const check = await workshop.run(EDIT, [fileSystem, inputPath(files.length)], inputs);
  const after = await lookAt(workshop, fileSystem, paths);
  const undone = edits.find((edit) => !isDone(edit, after.get(edit.path), before.has(edit.path)));
  if (undone !== undefined) {
    const full = undone.kind === 'remove' ? '' : ' Is its file system full?';
    throw new DeployError(`${undone.path} of the image could not be set up.${full}`);
  }
  if (check.code !== 0) throw new DeployError('The file system of the image is damaged.');
}

/** The folders that lead to a path, without the root. */
export function foldersAbove(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '/' ? [] : [...foldersAbove(folder), folder];
}

function commandsOf(edit: Edit, before: GuestView, files: readonly Edit[]): string[] {
  const { path } = edit;
  if (!isPlainPath(path)) throw new DeployError(`The path ${JSON.stringify(path)} cannot be used.`);
  const there = before.get(path);
  const [folder, name] = [posix.dirname(path), posix.basename(path)];
  if (edit.kind === 'remove') return there === undefined ? [] : [`rm "${path}"`];
  for (const above of foldersAbove(path)) {
    const { type } = before.get(above) ?? { type: 'directory' };
    if (type !== 'directory') throw new DeployError(`${above} of the image is not a folder of its own.`);
  }
  const owner = [`sif "${path}" uid ${edit.uid}`, `sif "${path}" gid ${edit.gid}`];
  const mode = edit.mode.toString(8);
  if (edit.kind === 'folder') {
    if (there !== undefined) return [];
    return [`cd "${folder}"`, `mkdir "${name}"`, `sif "${path}" mode 004${mode.padStart(4, '0')}`, ...owner];
  }
  if (there !== undefined && there.type !== 'regular')
    throw new DeployError(`${path} of the image is not a plain file.`);
  return [
    `cd "${folder}"`,
    ...(there === undefined ? [] : [`rm "${path}"`]),
    `write ${inputPath(files.indexOf(edit))} "${name}"`,
    `sif "${path}" mode 010${mode.padStart(4, '0')}`,
    ...owner,
  ];
}

function isDone(edit: Edit, after: GuestEntry | undefined, wasThere: boolean): boolean {
  if (edit.kind === 'remove') return after === undefined;
  if (edit.kind === 'folder' && wasThere) return after?.type === 'directory';
  const isAs = after?.mode === edit.mode && after.uid === edit.uid && after.gid === edit.gid;
  if (edit.kind === 'folder') return isAs && after.type === 'directory';
  return isAs && after.type === 'regular' && after.content?.equals(edit.content) === true;
}
