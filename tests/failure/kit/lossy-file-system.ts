import type { FileFacts, FileSystemPort, OpenFile, OpenMode } from '#platform/file-system';

/** What a device writes whole or not at all. */
const SECTOR = 512;

/** The machine has lost its power: every call fails from now on. */
export class PowerLost extends Error {
  override name = 'PowerLost';
}

interface Inode {
  live: Buffer;
  /** What is certain to survive. */
  durable: Buffer;
  /** Sectors written and size changed since the last sync. */
  dirty: Set<number>;
  resized: boolean;
  modifiedMs: number;
  changedMs: number;
}

/** A change of names that is not durable yet. A rename is one step: it is never half. */
interface NameStep {
  directory: string;
  apply(names: Map<string, Map<string, Inode | 'directory'>>): void;
}

/** Chooses what survives of the things that may be lost, by their number. */
export type Survives = (item: number) => boolean;

/** Something that may be lost at a power cut, for enumeration. */
export interface Loss {
  kind: 'data' | 'name';
}

/**
 * A disk in memory that keeps apart what is durable from what is not, by the rules of POSIX and no better: sectors of a
 * file that was not synced survive in any subset, its size old or new; names of a directory that was not synced survive
 * in any subset. `crash` gives the disk as it may be found after the power came back.
 */
export class LossyFileSystem implements FileSystemPort {
  /** Names by directory, as programs see them. */
  readonly #live: Map<string, Map<string, Inode | 'directory'>>;
  /** Names that are certain to survive. */
  readonly #durable: Map<string, Map<string, Inode | 'directory'>>;
  #steps: NameStep[] = [];
  readonly #inodes = new Set<Inode>();
  /** Calls made so far, and the one at which the power goes. */
  calls = 0;
  powerUntil = Infinity;
  /** Time of writes. */
  now = (): number => 0;
  /** Makes a call fail: by its name, the path, and where a read ends. */
  failing: ((call: string, path: string, end?: number) => string | undefined) | undefined;

  constructor(from?: Map<string, Map<string, Inode | 'directory'>>) {
    this.#live = from ?? new Map([['/', new Map()]]);
    this.#durable = cloneNames(this.#live);
    for (const names of this.#live.values())
      for (const entry of names.values()) if (entry !== 'directory') this.#inodes.add(entry);
  }

  #call(name: string, path: string, end?: number): void {
    this.calls += 1;
    if (this.calls > this.powerUntil) throw new PowerLost();
    const errno = this.failing?.(name, path, end);
    if (errno !== undefined) throw Object.assign(new Error(`${errno}: ${name} ${path}`), { code: errno });
  }

  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    this.#call(mode === 'create uncached' ? 'open uncached' : 'open', path);
    const [directory, name] = split(path);
    const names = this.#directory(directory);
    const found = names.get(name);
    if (mode === 'create' || mode === 'create uncached') {
      if (found !== undefined) throw errno('EEXIST', path);
      const inode: Inode = {
        live: Buffer.alloc(0),
        durable: Buffer.alloc(0),
        dirty: new Set(),
        resized: false,
        modifiedMs: this.now(),
        changedMs: this.now(),
      };
      this.#inodes.add(inode);
      this.#step({ directory, apply: (all) => all.get(directory)?.set(name, inode) });
      return this.#file(inode, path);
    }
    if (found === undefined || found === 'directory') throw errno('ENOENT', path);
    return this.#file(found, path);
  }

  #file(inode: Inode, path: string): OpenFile {
    const sync = async (): Promise<void> => {
      this.#call('fsync', path);
      inode.durable = Buffer.from(inode.live);
      inode.dirty.clear();
      inode.resized = false;
    };
    return {
      pread: async (into, position) => {
        this.#call('pread', path, position + into.length);
        return inode.live.copy(
          into as Buffer,
          0,
          position,
          Math.min(inode.live.length, position + into.length),
        );
      },
      pwrite: async (bytes, position) => {
        this.#call('pwrite', path);
        const end = position + bytes.length;
        if (end > inode.live.length) {
          inode.live = Buffer.concat([inode.live, Buffer.alloc(end - inode.live.length)]);
          inode.resized = true;
        }
        inode.live.set(bytes, position);
        inode.modifiedMs = inode.changedMs = this.now();
        for (let sector = Math.floor(position / SECTOR); sector * SECTOR < end; sector += 1)
          inode.dirty.add(sector);
      },
      ftruncate: async (size) => {
        this.#call('ftruncate', path);
        const larger = Buffer.alloc(size);
        inode.live.copy(larger);
        inode.live = larger;
        inode.resized = true;
        for (const sector of inode.dirty) if (sector * SECTOR >= size) inode.dirty.delete(sector);
      },
      fsync: sync,
      fdatasync: sync,
      size: async () => inode.live.length,
      close: async () => undefined,
    };
  }

  async rename(from: string, to: string): Promise<void> {
    this.#call('rename', to);
    const [fromDirectory, fromName] = split(from);
    const [directory, name] = split(to);
    const inode = this.#directory(fromDirectory).get(fromName);
    if (inode === undefined) throw errno('ENOENT', from);
    this.#directory(directory);
    if (inode !== 'directory') inode.changedMs = this.now();
    this.#step({
      directory,
      apply: (all) => {
        all.get(fromDirectory)?.delete(fromName);
        all.get(directory)?.set(name, inode);
      },
    });
  }

  async link(from: string, to: string): Promise<void> {
    this.#call('link', to);
    const [fromDirectory, fromName] = split(from);
    const [directory, name] = split(to);
    const inode = this.#directory(fromDirectory).get(fromName);
    if (inode === undefined) throw errno('ENOENT', from);
    if (this.#directory(directory).has(name)) throw errno('EEXIST', to);
    this.#step({ directory, apply: (all) => all.get(directory)?.set(name, inode) });
  }

  async unlink(path: string): Promise<void> {
    this.#call('unlink', path);
    const [directory, name] = split(path);
    if (!this.#directory(directory).has(name)) throw errno('ENOENT', path);
    this.#step({ directory, apply: (all) => all.get(directory)?.delete(name) });
  }

  async mkdir(path: string): Promise<void> {
    this.#call('mkdir', path);
    const [directory, name] = split(path);
    if (this.#directory(directory).has(name)) throw errno('EEXIST', path);
    this.#step({
      directory,
      apply: (all) => {
        all.get(directory)?.set(name, 'directory');
        if (!all.has(path)) all.set(path, new Map());
      },
    });
  }

  async syncDirectory(path: string): Promise<void> {
    this.#call('syncDirectory', path);
    this.#directory(path);
    // A directory's names are safe even while its own is not.
    if (!this.#durable.has(path)) this.#durable.set(path, new Map());
    for (const step of this.#steps.filter(({ directory }) => directory === path)) step.apply(this.#durable);
    this.#steps = this.#steps.filter(({ directory }) => directory !== path);
  }

  async readdir(path: string): Promise<string[]> {
    this.#call('readdir', path);
    return [...this.#directory(path).keys()];
  }

  async stat(path: string): Promise<FileFacts | undefined> {
    this.#call('stat', path);
    if (this.#live.has(path)) return { size: 0, modifiedMs: 0, changedMs: 0, directory: true };
    const [directory, name] = split(path);
    const entry = this.#live.get(directory)?.get(name);
    if (entry === undefined || entry === 'directory') return undefined;
    const { live, modifiedMs, changedMs } = entry;
    return { size: live.length, modifiedMs, changedMs, directory: false };
  }

  #directory(path: string): Map<string, Inode | 'directory'> {
    const names = this.#live.get(path === '' ? '/' : path);
    if (names === undefined) throw errno('ENOENT', path);
    return names;
  }

  #step(step: NameStep): void {
    const normal = { ...step, directory: step.directory === '' ? '/' : step.directory };
    normal.apply(this.#live);
    this.#steps.push(normal);
  }

  /** What a power cut now may take, in a fixed order: sectors and sizes of files, then steps of names. */
  losses(): Loss[] {
    const data = this.#dirtyInodes().flatMap((inode) =>
      Array.from({ length: inode.dirty.size + 1 }, () => ({ kind: 'data' as const })),
    );
    return [...data, ...this.#steps.map(() => ({ kind: 'name' as const }))];
  }

  #dirtyInodes(): Inode[] {
    return [...this.#inodes].filter(({ dirty, resized }) => dirty.size > 0 || resized);
  }

  /** The disk after a power cut that spared what `survives` says, numbered as in `losses`. */
  crash(survives: Survives): LossyFileSystem {
    let item = 0;
    const found = new Map<Inode, Inode>();
    for (const inode of this.#inodes) {
      let bytes = inode.durable;
      if (inode.dirty.size > 0 || inode.resized) {
        const sectors = [...inode.dirty].map((sector) => ({ sector, kept: survives(item++) }));
        const size = survives(item++) ? inode.live.length : inode.durable.length;
        bytes = Buffer.alloc(size);
        inode.durable.copy(bytes);
        for (const { sector, kept } of sectors) {
          if (kept)
            inode.live.copy(bytes, sector * SECTOR, sector * SECTOR, Math.min((sector + 1) * SECTOR, size));
        }
      }
      found.set(inode, {
        live: bytes,
        durable: Buffer.from(bytes),
        dirty: new Set(),
        resized: false,
        modifiedMs: inode.modifiedMs,
        changedMs: inode.changedMs,
      });
    }
    const names = cloneNames(this.#durable);
    for (const directory of this.#live.keys()) if (!names.has(directory)) names.set(directory, new Map());
    for (const step of this.#steps) if (survives(item++)) step.apply(names);
    for (const entries of names.values()) {
      for (const [name, entry] of entries) if (entry !== 'directory') entries.set(name, found.get(entry)!);
    }
    return new LossyFileSystem(names);
  }
}

/**
 * The crash states to try: nothing lost, everything lost, only names or only data kept, each single thing lost, each
 * single one kept, and then subsets: all of them when there are at most twelve things, else by the random source.
 */
export function* crashChoices(
  losses: readonly Loss[],
  random: () => number,
  subsets: number,
): Generator<Survives> {
  yield () => true;
  if (losses.length === 0) return;
  yield () => false;
  yield (item) => losses[item]?.kind === 'name';
  yield (item) => losses[item]?.kind === 'data';
  for (const index of losses.keys()) {
    yield (item) => item !== index;
    yield (item) => item === index;
  }
  const all = 2 ** losses.length;
  if (losses.length <= 12 && all <= subsets) {
    for (let bits = 0; bits < all; bits += 1) yield (item) => ((bits >> item) & 1) === 1;
    return;
  }
  for (let run = 0; run < subsets; run += 1) {
    const kept = losses.map(() => random() < 0.5);
    yield (item) => kept[item] === true;
  }
}

function split(path: string): [directory: string, name: string] {
  const at = path.lastIndexOf('/');
  return [at <= 0 ? '/' : path.slice(0, at), path.slice(at + 1)];
}

function cloneNames<Entry>(
  names: ReadonlyMap<string, ReadonlyMap<string, Entry>>,
): Map<string, Map<string, Entry>> {
  return new Map([...names].map(([directory, entries]) => [directory, new Map(entries)]));
}

function errno(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
