/*
 * A writer of small ISO 9660 discs with Joliet names (ECMA-119; Joliet by its escape sequence `%/E`), enough for a
 * config drive and without a program of the system. Every reader takes the long names from the Joliet tree; the
 * primary tree holds the same files under numbers.
 */

const SECTOR = 2048;
const FIRST_DESCRIPTOR = 16;
const MAX_JOLIET_NAME = 64;

/** A file of the disc: path with `/` between names, no leading slash. */
export interface IsoFile {
  path: string;
  content: Uint8Array;
}

interface IsoFolder {
  name: string;
  number: number;
  parent: IsoFolder;
  folders: IsoFolder[];
  files: { name: string; number: number; content: Uint8Array; sector: number }[];
}

/** How one of the two trees spells its names, and where its parts lie on the disc. */
interface Tree {
  nameOf(entry: { name: string; number: number }, folder: boolean): Buffer;
  extents: Map<IsoFolder, { sector: number; bytes: number }>;
  pathTable: number;
}

/** Writes the disc into memory. Throws RangeError for a name over 64 characters or more folders than one sector names. */
export function writeIso(label: string, files: IsoFile[], time: Date): Buffer {
  const folders = layOut(files);
  const primary: Tree = { nameOf: numberedName, extents: new Map(), pathTable: FIRST_DESCRIPTOR + 3 };
  const joliet: Tree = { nameOf: jolietName, extents: new Map(), pathTable: FIRST_DESCRIPTOR + 5 };
  let next = FIRST_DESCRIPTOR + 7;
  for (const tree of [primary, joliet]) {
    for (const folder of folders) {
      const bytes = folderBytes(folder, tree, time, true).length;
      tree.extents.set(folder, { sector: next, bytes });
      next += bytes / SECTOR;
    }
  }
  for (const file of folders.flatMap((folder) => folder.files)) {
    file.sector = next;
    next += Math.ceil(file.content.length / SECTOR);
  }
  const disc = Buffer.alloc(next * SECTOR);
  descriptor(disc, FIRST_DESCRIPTOR, 1, label, next, primary, folders, time);
  descriptor(disc, FIRST_DESCRIPTOR + 1, 2, label, next, joliet, folders, time);
  disc.write('\xffCD001\x01', (FIRST_DESCRIPTOR + 2) * SECTOR, 'latin1');
  for (const tree of [primary, joliet]) {
    pathTable(folders, tree, false).copy(disc, tree.pathTable * SECTOR);
    pathTable(folders, tree, true).copy(disc, (tree.pathTable + 1) * SECTOR);
    for (const folder of folders) {
      folderBytes(folder, tree, time, false).copy(disc, tree.extents.get(folder)!.sector * SECTOR);
    }
  }
  for (const file of folders.flatMap((folder) => folder.files)) disc.set(file.content, file.sector * SECTOR);
  return disc;
}

/** Folders in the order that path tables want: level by level, by parent. */
function layOut(files: IsoFile[]): IsoFolder[] {
  let number = 0;
  const root = { name: '', number, folders: [], files: [] } as unknown as IsoFolder;
  root.parent = root;
  for (const { path, content } of files) {
    const names = path.split('/');
    const last = names.pop() ?? '';
    let at = root;
    for (const name of names) {
      let next = at.folders.find((folder) => folder.name === name);
      if (next === undefined) {
        number += 1;
        next = { name, number, parent: at, folders: [], files: [] };
        at.folders.push(next);
      }
      at = next;
    }
    number += 1;
    at.files.push({ name: last, number, content, sector: 0 });
  }
  const ordered: IsoFolder[] = [root];
  for (let at = 0; at < ordered.length; at += 1) ordered.push(...ordered[at]!.folders);
  return ordered;
}

function numberedName({ number }: { number: number }, folder: boolean): Buffer {
  const digits = String(number).padStart(6, '0');
  return Buffer.from(folder ? `D${digits}` : `F${digits}.;1`, 'latin1');
}

function jolietName({ name }: { name: string }): Buffer {
  if (name === '' || name.length > MAX_JOLIET_NAME)
    throw new RangeError(`'${name.slice(0, 80)}' cannot be a name on the disc`);
  return Buffer.from(name, 'utf16le').swap16();
}

function folderBytes(folder: IsoFolder, tree: Tree, time: Date, measure: boolean): Buffer {
  const here = measure ? { sector: 0, bytes: 0 } : tree.extents.get(folder)!;
  const above = measure ? here : tree.extents.get(folder.parent)!;
  const entries = [
    ...folder.folders.map((child) => ({
      name: tree.nameOf(child, true),
      folder: true,
      ...(measure ? here : tree.extents.get(child)!),
    })),
    ...folder.files.map((file) => ({
      name: tree.nameOf(file, false),
      folder: false,
      sector: file.sector,
      bytes: file.content.length,
    })),
  ].sort((a, b) => Buffer.compare(a.name, b.name));
  const records = [
    record(Buffer.from([0]), here.sector, here.bytes, true, time),
    record(Buffer.from([1]), above.sector, above.bytes, true, time),
    ...entries.map((entry) => record(entry.name, entry.sector, entry.bytes, entry.folder, time)),
  ];
  return packed(records);
}

/** A record never crosses from one sector into the next. */
function packed(records: Buffer[]): Buffer {
  const parts: Buffer[] = [];
  let used = 0;
  for (const bytes of records) {
    const room = SECTOR - (used % SECTOR);
    if (bytes.length > room) {
      parts.push(Buffer.alloc(room));
      used += room;
    }
    parts.push(bytes);
    used += bytes.length;
  }
  parts.push(Buffer.alloc((SECTOR - (used % SECTOR)) % SECTOR));
  return Buffer.concat(parts);
}

function record(name: Buffer, sector: number, bytes: number, folder: boolean, time: Date): Buffer {
  const length = 33 + name.length + ((33 + name.length) % 2);
  const entry = Buffer.alloc(length);
  entry[0] = length;
  both32(entry, 2, sector);
  both32(entry, 10, bytes);
  entry.set([time.getUTCFullYear() - 1900, time.getUTCMonth() + 1, time.getUTCDate()], 18);
  entry.set([time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds(), 0], 21);
  entry[25] = folder ? 2 : 0;
  both16(entry, 28, 1);
  entry[32] = name.length;
  name.copy(entry, 33);
  return entry;
}

function pathTable(folders: IsoFolder[], tree: Tree, bigEndian: boolean): Buffer {
  const parts = folders.map((folder) => {
    const name = folder.parent === folder ? Buffer.from([0]) : tree.nameOf(folder, true);
    const entry = Buffer.alloc(8 + name.length + (name.length % 2));
    entry[0] = name.length;
    const { sector } = tree.extents.get(folder)!;
    const parent = folders.indexOf(folder.parent) + 1;
    if (bigEndian) {
      entry.writeUInt32BE(sector, 2);
      entry.writeUInt16BE(parent, 6);
    } else {
      entry.writeUInt32LE(sector, 2);
      entry.writeUInt16LE(parent, 6);
    }
    name.copy(entry, 8);
    return entry;
  });
  const table = Buffer.concat(parts);
  if (table.length > SECTOR) throw new RangeError('there are too many folders for the disc');
  return table;
}

function descriptor(
  disc: Buffer,
  sector: number,
  type: 1 | 2,
  label: string,
  sectors: number,
  tree: Tree,
  folders: IsoFolder[],
  time: Date,
): void {
  const at = disc.subarray(sector * SECTOR, (sector + 1) * SECTOR);
  const text = (value: string, offset: number, length: number): void => {
    const bytes =
      type === 1
        ? Buffer.from(value.padEnd(length), 'latin1')
        : Buffer.from(value.padEnd(length / 2), 'utf16le').swap16();
    bytes.copy(at, offset, 0, length);
  };
  at[0] = type;
  at.write('CD001\x01', 1, 'latin1');
  text('LINUX', 8, 32);
  text(label, 40, 32);
  both32(at, 80, sectors);
  if (type === 2) at.write('%/E', 88, 'latin1');
  both16(at, 120, 1);
  both16(at, 124, 1);
  both16(at, 128, SECTOR);
  both32(at, 132, pathTable(folders, tree, false).length);
  at.writeUInt32LE(tree.pathTable, 140);
  at.writeUInt32BE(tree.pathTable + 1, 148);
  const root = tree.extents.get(folders[0]!)!;
  record(Buffer.from([0]), root.sector, root.bytes, true, time).copy(at, 156);
  for (const [offset, length] of [
    [190, 128],
    [318, 128],
    [446, 128],
    [574, 128],
    [702, 37],
    [739, 37],
    [776, 37],
  ] as const) {
    text('', offset, length);
  }
  const stamp = `${time
    .toISOString()
    .replaceAll(/[-:TZ.]/g, '')
    .slice(0, 16)}\0`;
  for (const offset of [813, 830]) at.write(stamp, offset, 'latin1');
  for (const offset of [847, 864]) at.write('0000000000000000\0', offset, 'latin1');
  at[881] = 1;
}

function both16(buffer: Buffer, at: number, value: number): void {
  buffer.writeUInt16LE(value, at);
  buffer.writeUInt16BE(value, at + 2);
}

function both32(buffer: Buffer, at: number, value: number): void {
  buffer.writeUInt32LE(value, at);
  buffer.writeUInt32BE(value, at + 4);
}
