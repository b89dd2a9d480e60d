import { DeployError } from './failure.ts';
import { DISK } from './tools-sandbox.ts';
import type { Workshop } from './workshop.ts';

/** What stands at a path of the image; a link is not followed. */
export interface GuestEntry {
  type: string;
  mode: number;
  uid: number;
  gid: number;
  /** Of a plain file that is not too long to be looked at. */
  content?: Buffer;
  /** Names in a folder, where they were asked for. */
  names?: string[];
}

/** Entries by path; what is not there has none. */
export type GuestView = ReadonlyMap<string, GuestEntry>;

const MAX_CONTENT_BYTES = 512 * 1024;

/** Characters that the tool's own command lines give a meaning, and what cannot be seen. */
const PLAIN_PATH = /^(?:\/[^/"\\\p{Cc}]+)+$/u;

/** Whether tools can be told of this path. */
export function isPlainPath(path: string): boolean {
  return PLAIN_PATH.test(path) && path.length <= 1024 && !/\/\.{1,2}(?:\/|$)/.test(path);
}

/** The file system of a partition, as tools name it. */
export const fileSystemAt = (firstSector: number): string => `${DISK}?offset=${firstSector * 512}`;

/** What is said of all paths, then each copy by its number: base64, so that nothing in the image can look like ours. */
const LOOK = `debugfs -f /work/in/0 "$1" 2>/dev/null | head -c 4000000 | base64 -w0
for file in /tmp/*; do echo; echo "\${file#/tmp/}"; head -c "$2" "$file" | base64 -w0; done`;

/** Looks at paths of a file system of the ext family, without mounting it. */
export async function lookAt(
  workshop: Workshop,
  fileSystem: string,
  paths: readonly string[],
): Promise<GuestView> {
  const commands = paths.flatMap((path, index) => {
    if (!isPlainPath(path)) throw new DeployError(`The path ${JSON.stringify(path)} cannot be used.`);
    return [`stat "${path}"`, `ls -p "${path}"`, `dump "${path}" /tmp/${index}`];
  });
  const input = Buffer.from(`${commands.join('\n')}\n`);
  const { text } = await workshop.run(LOOK, [fileSystem, String(MAX_CONTENT_BYTES + 1)], [input]);
  const [said = '', ...copies] = text.split('\n');
  const answers = Buffer.from(said, 'base64')
    .toString('utf8')
    .split(/^debugfs: /m);
  if (answers.length < 2) throw new DeployError(`The tools do not work here (${lastLine(text)}).`);
  const view = new Map<string, GuestEntry>();
  for (const [index, path] of paths.entries()) {
    const answer = (command: string): string =>
      answers.find((words) => words.startsWith(`${command} "${path}"\n`)) ?? '';
    const at = copies.indexOf(String(index));
    const copy = Buffer.from(at < 0 ? '' : (copies[at + 1] ?? ''), 'base64');
    const entry = readEntry(answer('stat'), answer('ls -p'), copy);
    if (entry !== undefined) view.set(path, entry);
  }
  return view;
}

/** The end of what a tool said, fit to be shown. */
export function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);
}

function readEntry(stat: string, listing: string, copy: Buffer): GuestEntry | undefined {
  const first = /^Inode: \d+ +Type: (\S+) +Mode: +(\d{3,4}) /m.exec(stat);
  const owner = /^User: +(\d+) +Group: +(\d+) .*Size: (\d+)$/m.exec(stat);
  if (first === null || owner === null) return undefined;
  const entry: GuestEntry = {
    type: first[1]!,
    mode: Number.parseInt(first[2]!, 8),
    uid: Number(owner[1]),
    gid: Number(owner[2]),
  };
  if (entry.type === 'directory') entry.names = namesIn(listing);
  else if (entry.type === 'regular' && copy.length <= MAX_CONTENT_BYTES && String(copy.length) === owner[3])
    entry.content = copy;
  return entry;
}

/** Lines are `/inode/mode/user/group/name/size/`. */
function namesIn(listing: string): string[] {
  return listing
    .split('\n')
    .map((line) => /^\/\d+\/\d+\/\d+\/\d+\/([^/]+)\//.exec(line)?.[1])
    .filter((name) => name !== undefined && name !== '.' && name !== '..') as string[];
}

/** The content of a plain file as text; undefined when there is none. Throws DeployError for a link, a device, or a file that is too long. */
export function textOf(view: GuestView, path: string): string | undefined {
  return contentOf(view, path)?.toString('utf8');
}

export function contentOf(view: GuestView, path: string): Buffer | undefined {
  const entry = view.get(path);
  if (entry === undefined) return undefined;
  if (entry.type !== 'regular') throw new DeployError(`${path} of the image is not a plain file.`);
  return entry.content ?? tooLong(path);
}

function tooLong(path: string): never {
  throw new DeployError(`${path} of the image cannot be read, or is longer than ${MAX_CONTENT_BYTES} bytes.`);
}
