/** An entry of an archive: a folder when it has no content. */
export interface CpioEntry {
  path: string;
  mode: number;
  content?: Uint8Array;
}

const FOLDER = 0o040000;
const FILE = 0o100000;

/** An archive in the form `newc`, which the kernel unpacks as its first root. The same entries give the same bytes. */
export function writeCpio(entries: readonly CpioEntry[], seconds: number): Buffer {
  const records = entries.map((entry, index) => record(entry, index + 1, seconds));
  return Buffer.concat([...records, record({ path: 'TRAILER!!!', mode: 0, content: Buffer.alloc(0) }, 0, 0)]);
}

function record({ path, mode, content }: CpioEntry, inode: number, seconds: number): Buffer {
  const name = Buffer.from(`${path}\0`);
  const isEnd = inode === 0;
  const type = isEnd ? 0 : content === undefined ? FOLDER : FILE;
  const size = content?.length ?? 0;
  // inode, mode, owner, group, links, time, size, device twice, special device twice, length of the name, check sum
  const fields = [
    inode,
    type | mode,
    0,
    0,
    isEnd || content !== undefined ? 1 : 2,
    seconds,
    size,
    0,
    0,
    0,
    0,
    name.length,
    0,
  ];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([
    padded(Buffer.concat([Buffer.from(header), name])),
    padded(Buffer.from(content ?? [])),
  ]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
