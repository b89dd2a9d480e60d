/** Bytes that one part of a name may have on the disks of those who unpack. */
const MOST_BYTES = 200;

/**
 * Names of an archive's entries for names of objects, which may be anything: no part leads upwards or to a root (zip-slip),
 * none has what a file system cannot keep, and no two are the same where case does not count. Folders end in a slash.
 */
export function entryNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  const folders = new Set<string>();
  const safe = names.map((name) => safeName(name));
  for (const name of safe)
    for (let folder = parentOf(key(name)); folder !== '' && !folders.has(folder); folder = parentOf(folder))
      folders.add(folder);
  /** Where to go on counting: thousands may have the same name. */
  const numbers = new Map<string, number>();
  return safe.map((name) => {
    if (name.endsWith('/')) return name;
    let free = name;
    let number = numbers.get(key(name)) ?? 2;
    for (; taken.has(key(free)) || folders.has(key(free)); number += 1) free = numbered(name, number);
    numbers.set(key(name), number);
    taken.add(key(free));
    return free;
  });
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

function key(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function safeName(name: string): string {
  const isFolder = name.endsWith('/');
  const parts = (isFolder ? name.slice(0, -1) : name).split('/').map(safePart);
  return parts.join('/') + (isFolder ? '/' : '');
}

function safePart(part: string): string {
  const plain = part
    .toWellFormed()
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f<>:"\\|?*]/g, '_')
    .replace(/[. ]$/, '_');
  if (plain === '') return '_';
  if (/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain)) return `_${plain}`;
  return cut(plain);
}

/** Cut in its middle, so that the ending still tells what it is. */
function cut(part: string): string {
  if (Buffer.byteLength(part) <= MOST_BYTES) return part;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(part)?.[0] ?? '';
  let start = '';
  let bytes = ending.length;
  for (const character of part) {
    bytes += Buffer.byteLength(character);
    if (bytes > MOST_BYTES) break;
    start += character;
  }
  return start + ending;
}

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const at = dot > name.lastIndexOf('/') + 1 ? dot : name.length;
  return `${name.slice(0, at)} (${number})${name.slice(at)}`;
}
